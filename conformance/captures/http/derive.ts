// A recorded exchange as a capture. Instants are kept, and what was heard before an action stays before
// it. Recordings over TLS hold what was inside, and are played in the clear. What a release answered of
// its own is its text: only the status of it is kept.

import type { WorldSpec } from "../../../sim/index.ts";
import type { HttpCapture, Seen, Tape, TapeStep } from "./capture.ts";
import { deadPort, firstBackendPort, listenerPort, worldOf } from "./derive-world.ts";
import { parseHttpRecording, type RecordedConnection, type RecordedEvent } from "./recording.ts";
import { progressOf, seenOf, type Told } from "./seen.ts";

export function deriveHttpCapture(name: string, front: "h1" | "h2", text: string): HttpCapture {
  const recording = parseHttpRecording(name, front, text);
  const { world, back } = worldOf(recording);
  const { connections, release, end } = recording;
  const tapes = connections.map((connection) =>
    tapeOf(connection, connection.peer === "client" ? front : back),
  );
  const seen = seenIn(connections, tapes);
  const ports = portsOf(world, tapes, recording.isRefused || isUnavailable(seen));
  return { format: 1, name, release, world, ports, tapes, seen, end };
}

/** ROUTE-503: what is answered at once when nobody can be reached. */
function isUnavailable({ clients }: Seen): boolean {
  return Object.values(clients).some((lines) => lines.includes("503"));
}

/** Where nobody was seen to accept, somebody may have listened all the same: unless it was refused. */
function portsOf(world: WorldSpec, tapes: readonly Tape[], isRefused: boolean): readonly number[] {
  const configured = (world.proxy?.clusters ?? []).flatMap(({ backends }) =>
    backends.map(({ port }) => port),
  );
  const heard = new Set(tapes.map(({ port }) => port));
  const ports = configured.filter((port) => heard.has(port) || (!isRefused && port !== deadPort));
  return [...new Set(ports)];
}

function tapeOf(connection: RecordedConnection, protocol: "h1" | "h2"): Tape {
  const { conn, peer, backend, openedAt, events } = connection;
  const port = peer === "client" ? listenerPort : firstBackendPort + backend;
  const steps = events.flatMap((event, at): TapeStep[] => {
    const action = doing[event.kind];
    if (action === "send") return [{ at: event.at, do: action, hex: event.hex }];
    if (action !== "hear") return [{ at: event.at, do: action }];
    const after = events[at + 1];
    // Frames that came together were recorded one by one, and are waited for once.
    if (after !== undefined && doing[after.kind] === "hear") return [];
    const heard = bytesOf(events.slice(0, at + 1), "heard");
    const progress = progressOf({ conn, peer, protocol }, heard);
    return [{ at: event.at, do: action, progress }];
  });
  return { conn, peer, protocol, port, openedAt, steps };
}

const doing: Readonly<Record<RecordedEvent["kind"], TapeStep["do"]>> = {
  sent: "send",
  heard: "hear",
  "saw-end": "hear",
  "half-closed": "halfClose",
  closed: "close",
  reset: "reset",
};

function seenIn(connections: readonly RecordedConnection[], tapes: readonly Tape[]): Seen {
  const told = connections.flatMap(({ events }, at): Told[] => {
    const tape = tapes[at];
    if (tape === undefined) return [];
    const closes = events.findIndex(({ kind }) => kind === "closed" || kind === "reset");
    const ends = events.findIndex(({ kind }) => kind === "saw-end");
    const hasEnded = ends >= 0 && (closes < 0 || ends < closes);
    return [{ tape, heard: bytesOf(events, "heard"), sent: bytesOf(events, "sent"), hasEnded }];
  });
  return seenOf(told);
}

function bytesOf(events: readonly RecordedEvent[], kind: RecordedEvent["kind"]): Buffer {
  const parts = events.filter((event) => event.kind === kind);
  return Buffer.concat(parts.map(({ hex }) => Buffer.from(hex, "hex")));
}
