// A rogue client: every so often it opens a connection and misbehaves on it, through a repertoire
// in order. Nothing that it sends is a request that a proxy could carry out, so whoever is beside
// it may expect to be served as if it were not there (FANOUT-ISOLATION).

import { frameOf } from "../../wire/index.ts";
import type { Host, Machine, Micros } from "../machine.ts";
import { Operator } from "./operator.ts";
import type { ClientOptions } from "./operator.ts";
import type { ProgramAction, ProgramStep } from "./program.ts";

export const rogueActs = [
  "garbage",
  "undersize",
  "oversize",
  "half-frame",
  "half-close",
  "slow-reader",
  "near-limit",
] as const;

export type RogueAct = (typeof rogueActs)[number];

export interface RogueOptions {
  readonly startMicros: Micros;
  readonly everyMicros: Micros;
  readonly times: number;
  readonly repertoire: readonly RogueAct[];
}

interface Surroundings {
  readonly host: Host;
  readonly frameBytesMax: number;
}

const prefixBytes = 8;
/** A frame whose verb is in no schema: field 1000 with an empty message. */
const unknownVerb = Uint8Array.of(0xc2, 0x3e, 0x00);
const unreadRequests = 64;

export function createRogue(host: Host, rogue: RogueOptions, client: ClientOptions): Machine {
  const surroundings: Surroundings = { host, frameBytesMax: client.frameBytesMax };
  return new Operator(host, rogueProgram(rogue, surroundings), client);
}

function* rogueProgram(
  rogue: RogueOptions,
  surroundings: Surroundings,
): Generator<ProgramStep, void, undefined> {
  for (let round = 0; round < rogue.times; round += 1) {
    const act = rogue.repertoire[round % rogue.repertoire.length];
    if (act === undefined) return;
    const at = rogue.startMicros + round * rogue.everyMicros;
    for (const action of actions[act](surroundings, round)) {
      yield { at, connection: `rogue-${round}`, step: undefined, action };
    }
  }
}

const actions: Readonly<
  Record<RogueAct, (surroundings: Surroundings, round: number) => readonly ProgramAction[]>
> = {
  garbage: ({ host }, round) => [send(frameOf(noise(host, round)))],
  undersize: () => [send(prefix(prefixBytes - 1)), send(frameOf(unknownVerb))],
  oversize: ({ frameBytesMax }) => [send(prefix(frameBytesMax + 1))],
  "half-frame": () => [send(frameOf(unknownVerb).subarray(0, prefixBytes + 1))],
  "half-close": () => [send(frameOf(unknownVerb)), { kind: "halfClose" }],
  "slow-reader": () => [
    { kind: "open" },
    { kind: "pauseReading" },
    ...Array.from({ length: unreadRequests }, () => send(frameOf(unknownVerb))),
  ],
  "near-limit": ({ frameBytesMax }) => [send(frameOf(paddedUnknownVerb(frameBytesMax)))],
};

function send(bytes: Uint8Array): ProgramAction {
  return { kind: "send", bytes, requests: 0, requestId: undefined };
}

function prefix(frameBytes: number): Uint8Array {
  const bytes = new Uint8Array(prefixBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(frameBytes), true);
  return bytes;
}

/** Begins with a tag of wire type 7, which there is not, so that it never decodes. */
function noise(host: Host, round: number): Uint8Array {
  const length = 1 + (host.random(round) % 64);
  return Uint8Array.from({ length }, (_byte, index) =>
    index === 0 ? 0x0f : host.random(round) & 0xff,
  );
}

/** A payload that makes a frame of exactly the limit: field 1000 as bytes, with a 4-byte length. */
function paddedUnknownVerb(frameBytesMax: number): Uint8Array {
  const bytes = new Uint8Array(frameBytesMax - prefixBytes);
  const contentBytes = bytes.length - 6;
  bytes.set([0xc2, 0x3e]);
  for (let place = 0; place < 4; place += 1) {
    const more = place < 3 ? 0x80 : 0;
    bytes[2 + place] = ((contentBytes >>> (7 * place)) & 0x7f) | more;
  }
  return bytes;
}
