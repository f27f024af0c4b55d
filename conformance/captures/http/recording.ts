// A recorded HTTP exchange with a release, as it lies beside the project. The two fronts were recorded
// by different programs; here both become the same connections with the same events.

import { UsageError } from "../../usage-error.ts";

export interface RecordedEvent {
  readonly at: number;
  readonly kind: "sent" | "heard" | "half-closed" | "closed" | "reset" | "saw-end";
  readonly hex: string;
  /** The bytes were longer, and were not kept. */
  readonly isCut: boolean;
  /** Part of an answer of the release's own. */
  readonly isOwn: boolean;
}

export interface RecordedConnection {
  readonly conn: string;
  readonly peer: "client" | "origin";
  readonly backend: number;
  readonly openedAt: number;
  readonly events: RecordedEvent[];
}

export interface HttpRecording {
  /** Front and file name, without its ending. */
  readonly name: string;
  readonly release: string;
  readonly front: "h1" | "h2";
  readonly listener: Readonly<Record<string, unknown>>;
  readonly cluster: Readonly<Record<string, unknown>>;
  /** What the back end speaks, where the recording says so once for all of them. */
  readonly back: string | undefined;
  readonly connections: readonly RecordedConnection[];
  /** Back ends refused connections. */
  readonly isRefused: boolean;
  readonly end: number;
}

/** @throws UsageError where the text is no recording. */
export function parseHttpRecording(name: string, front: "h1" | "h2", text: string): HttpRecording {
  const root: unknown = JSON.parse(text);
  if (!isRecord(root) || !Array.isArray(root["steps"])) {
    throw new UsageError(`${name} is no recorded exchange`);
  }
  const { version, listener, cluster, back } = root;
  if (typeof version !== "string" || !isRecord(listener) || !isRecord(cluster)) {
    throw new UsageError(`${name} does not say which release, or how it was configured`);
  }
  const steps: unknown[] = root["steps"];
  const read = connectionsOf(name, steps.filter(isRecord));
  const isRefused = JSON.stringify(root["counters_delta"] ?? {}).includes(
    "backend.connections.error",
  );
  const facts = { name, release: version, front, listener, cluster, isRefused };
  return { ...facts, back: textOf(back), ...read };
}

type Step = Readonly<Record<string, unknown>>;

/** @throws UsageError where two connections of one name are open at a time: their bytes were not told apart. */
function connectionsOf(
  name: string,
  steps: readonly Step[],
): Pick<HttpRecording, "connections" | "end"> {
  const connections: RecordedConnection[] = [];
  const current = new Map<string, RecordedConnection>();
  let end = 0;
  for (const step of steps) {
    const at = Number(step["at_ms"]);
    end = Math.max(end, at);
    const who = textOf(step["who"]) ?? "";
    const key = `${who}${typeof step["conn"] === "number" ? step["conn"] : ""}`;
    if (isOpening(step)) {
      if (step["conn"] === undefined && current.get(key)?.events.some(isOver) === false) {
        throw new UsageError(`${name} has two connections of ${key} at a time`);
      }
      const connection = opened(key, step, connections);
      connections.push(connection);
      current.set(key, connection);
    } else {
      const event = eventOf(step);
      if (event !== undefined) current.get(key)?.events.push(event);
    }
  }
  return { connections, end };
}

function isOver({ kind }: RecordedEvent): boolean {
  return kind === "closed" || kind === "reset" || kind === "saw-end";
}

function isOpening(step: Step): boolean {
  return step["event"] === "connect" || step["event"] === "accept";
}

/** The same name again is the next connection of the same peer. */
function opened(
  key: string,
  step: Step,
  before: readonly RecordedConnection[],
): RecordedConnection {
  const earlier = before.filter(({ conn }) => conn === key || conn.startsWith(`${key}/`)).length;
  const peer = key.startsWith("origin") ? "origin" : "client";
  const second = key === "origin2" ? 1 : 0;
  const backend = typeof step["backend"] === "number" ? step["backend"] : second;
  const conn = earlier === 0 ? key : `${key}/${earlier + 1}`;
  return { conn, peer, backend, openedAt: Number(step["at_ms"]), events: [] };
}

const kindOfEvent: Readonly<Record<string, RecordedEvent["kind"]>> = {
  fin: "saw-end",
  close: "closed",
  close_rst: "reset",
  send_fin: "half-closed",
  send_rst: "reset",
};

function eventOf(step: Step): RecordedEvent | undefined {
  const at = Number(step["at_ms"]);
  const isOwn = step["default_answer_page_bytes_blanked"] !== undefined;
  const [sent, heard] = [textOf(step["send"]), textOf(step["recv"])];
  const hex = sent ?? heard ?? "";
  const isCut = typeof step["len"] === "number" && step["len"] * 2 > hex.length;
  if (sent !== undefined) return { at, kind: "sent", hex, isCut, isOwn };
  if (heard !== undefined) return { at, kind: "heard", hex, isCut, isOwn };
  const kind = kindOfEvent[textOf(step["event"]) ?? ""];
  return kind === undefined ? undefined : { at, kind, hex, isCut, isOwn };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
