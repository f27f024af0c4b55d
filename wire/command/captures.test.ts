import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { FrameDecoder } from "../frame/decoder.ts";
import {
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  type Decoded,
} from "./codec.ts";

// Recorded exchanges with running 2.1.0 and 2.3.3 fleets, where a checkout has them beside it.
const FOLDER = resolve("../shared/data/captures/control");
const present = existsSync(FOLDER);

/** Above every prefix in use, below those that were sent to be refused. */
const FRAME_LIMIT_BYTES = 2 ** 20;

// Payloads that are well-formed but not as an encoder writes them: what they become, and why.
const REWRITTEN: Readonly<Record<string, string>> = {
  // The level 2^32 + 3 is cut to 32 bits.
  ba03090a016e108380808010: "ba03050a016e1003",
  // The level is sent twice; the last one counts.
  ba03070a016e10011003: "ba03050a016e1003",
  // The ttl 2^32 + 5 is cut to 32 bits.
  ba030b0a01761003188580808010: "ba03070a017610031805",
  // One verb sent twice is merged.
  ba03080a026d3110031802ba03040a026d32: "ba03080a026d3210031802",
  // Two verbs: the last one counts.
  ba03080a026d33100318022200: "2200",
};

// Sent to see what a fleet does with them.
const REFUSED: Readonly<Record<string, string>> = {
  ffffffff: "truncated",
  ba037f0a0161: "truncated",
  ba03050a03fffefd: "invalid-utf8",
  ba0303080110: "wire-type",
};

interface Step {
  readonly conn?: string;
  readonly send?: string;
  readonly recv?: string;
  readonly closed?: unknown;
}

type Verdict = "same" | "rewritten" | "refused" | "oversize" | "undersize";

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));

function judge<T>(
  payload: Uint8Array,
  decode: (payload: Uint8Array) => Decoded<T>,
  encode: (message: T) => Uint8Array,
): Verdict {
  const sent = hexOf(payload);
  const decoded = decode(payload);
  const outcome = decoded.ok ? hexOf(encode(decoded.message)) : decoded.fault.kind;
  const listed = decoded.ok ? (REWRITTEN[sent] ?? sent) : REFUSED[sent];
  expect(outcome).toBe(listed);
  return decoded.ok ? (outcome === sent ? "same" : "rewritten") : "refused";
}

const judgeRequest = (payload: Uint8Array): Verdict => judge(payload, decodeRequest, encodeRequest);
const judgeResponse = (payload: Uint8Array): Verdict =>
  judge(payload, decodeResponse, encodeResponse);

function verdicts(
  stream: FrameDecoder,
  hex: string,
  judgePayload: (payload: Uint8Array) => Verdict,
): readonly Verdict[] {
  stream.push(bytesOf(hex));
  const found: Verdict[] = [];
  let result = stream.next();
  while (result?.kind === "frame" || result?.kind === "undersize") {
    found.push(result.kind === "frame" ? judgePayload(result.payload) : result.kind);
    result = stream.next();
  }
  // A decoder that met an oversize prefix repeats it for ever; what follows is not looked at.
  return result === undefined || hex === "" ? found : [...found, result.kind];
}

function replay(steps: readonly Step[]): readonly Verdict[] {
  const streams = new Map<string, FrameDecoder>();
  return steps.flatMap((step) => {
    const name = step.conn ?? "";
    const stream = streams.get(name) ?? new FrameDecoder(FRAME_LIMIT_BYTES);
    // A connection that was closed may be opened again under its old name.
    streams.set(name, step.closed === undefined ? stream : new FrameDecoder(FRAME_LIMIT_BYTES));
    const whole = new FrameDecoder(FRAME_LIMIT_BYTES);
    const received = verdicts(whole, step.recv ?? "", judgeResponse);
    expect(whole.pendingBytes).toBe(0);
    return [...received, ...verdicts(stream, step.send ?? "", judgeRequest)];
  });
}

test.runIf(present)("every recorded frame is the same after a round trip, or is listed", () => {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
  const found = names.flatMap((name) => {
    const capture = JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as {
      readonly steps: readonly Step[];
    };
    return replay(capture.steps);
  });
  const count = (verdict: Verdict): number => found.filter((one) => one === verdict).length;
  const counts = {
    files: names.length,
    same: count("same"),
    rewritten: count("rewritten"),
    refused: count("refused"),
    oversize: count("oversize"),
    undersize: count("undersize"),
  };
  process.stdout.write(`recorded frames: ${JSON.stringify(counts)}\n`);
  expect(counts).toEqual({
    files: 235,
    same: 6204,
    rewritten: 10,
    refused: 8,
    // Four prefixes, and two requests behind them that nothing can find any more.
    oversize: 6,
    undersize: 4,
  });
});
