// One large body each way through each pairing, one after the other, and what the proxy held meanwhile:
// two buffers for the stream and one for each connection that speaks HTTP/2, whatever the body's length.

import { createHash, randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { gaugesOf } from "../sockets/gauges.ts";
import type { Answer } from "./client.ts";
import { comes, type Pairing } from "./checks.ts";
import { bodyPieces, digestOfBody, Flow } from "./flow.ts";
import { labelField } from "./origins.ts";

const mebi = 1 << 20;

/** What a proxy is held to, and what it read in the end. */
export interface Buffers {
  readonly commandSocket: string;
  /** Grows with what was asked of it so far. */
  due: number;
}

export interface Passed {
  readonly line: string;
  readonly fault: string | undefined;
}

export async function passLargeBody(
  pairing: Pairing,
  direction: "download" | "upload",
  totalBytes: number,
  buffers: Buffers,
): Promise<Passed> {
  const flow = new Flow(totalBytes);
  const label = randomUUID();
  pairing.origins.flows.set(label, flow);
  const started = performance.now();
  const { answer, digest } =
    direction === "download"
      ? await download(pairing, label, flow)
      : await upload(pairing, label, flow);
  const seconds = (performance.now() - started) / 1000;
  pairing.origins.flows.delete(label);
  const gauges = await gaugesOf(buffers.commandSocket, ["buffer.high_water"]);
  const highWater = gauges.get("buffer.high_water") ?? 0;
  buffers.due = Math.max(buffers.due, buffersOf(pairing));
  const rate = (totalBytes / mebi / seconds).toFixed(0);
  const underWay = (flow.mostUnderWayBytes / mebi).toFixed(1);
  const line =
    `${direction} of ${totalBytes / mebi} MiB at ${rate} MiB/s, at most ${underWay} MiB under way, ` +
    `pool's high-water mark ${highWater} of ${buffers.due}`;
  return { line, fault: faultOf({ answer, digest, flow, highWater, due: buffers.due }) };
}

/** STREAM-BUFFERS */
function buffersOf({ client, back }: Pairing): number {
  return 2 + Number(client.protocol === "h2") + Number(back === "h2");
}

interface Outcome {
  readonly answer: Answer;
  readonly digest: string;
}

async function download({ client, back }: Pairing, label: string, flow: Flow): Promise<Outcome> {
  const hash = createHash("sha256");
  const take = (piece: Buffer): void => {
    flow.took(piece.length);
    hash.update(piece);
  };
  const headers = { [labelField]: label };
  const answer = await client.ask({ path: `/${back}/download`, headers, take });
  return { answer, digest: hash.digest("hex") };
}

async function upload({ client, back }: Pairing, label: string, flow: Flow): Promise<Outcome> {
  const headers = { [labelField]: label };
  const body = Readable.from(bodyPieces(flow));
  const answer = await client.ask({ path: `/${back}/upload`, method: "POST", headers, body });
  return { answer, digest: answer.text };
}

interface Account extends Outcome {
  readonly flow: Flow;
  readonly highWater: number;
  readonly due: number;
}

function faultOf({ answer, digest, flow, highWater, due }: Account): string | undefined {
  if (answer.end !== "complete" || answer.status !== 200) return `it ended ${answer.end}`;
  if (flow.takenBytes !== flow.totalBytes) return `${flow.takenBytes} bytes came`;
  if (digest !== digestOfBody(flow.totalBytes)) return "other bytes came than were sent";
  if (flow.unsentAtFirstByte === 0) return "nothing came out before all of it was in";
  if (highWater === 0) return "the proxy shows no high-water mark";
  return highWater <= due ? undefined : `${highWater} buffers were in use where ${due} are due`;
}

/** Nothing is left of what was asked: no buffer, no request. */
export async function comesToRest(commandSocket: string): Promise<string | undefined> {
  const names = ["buffer.in_use", "http.active_requests"];
  const isAtRest = async (): Promise<boolean> => {
    const gauges = await gaugesOf(commandSocket, names);
    return names.every((name) => gauges.get(name) === 0);
  };
  if (await comes(isAtRest)) return undefined;
  const gauges = await gaugesOf(commandSocket, names);
  return names.map((name) => `${name} stays at ${gauges.get(name) ?? 0}`).join(", ");
}
