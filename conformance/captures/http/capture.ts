// What the project keeps of a recorded HTTP exchange: the proxy it went through, the bytes of every
// client and back end with their instants, and what each was given, reduced to what is compared. No
// text of a release is here: of its own answers only the status is kept. Times are milliseconds.

import type { WorldSpec } from "../../../sim/index.ts";

export interface TapeStep {
  readonly at: number;
  /** `hear`: what was there before what follows. */
  readonly do: "hear" | "send" | "halfClose" | "close" | "reset";
  readonly hex?: string;
  /** How far messages had come by then on this connection, as `progressOf` counts. */
  readonly progress?: number;
}

/** One connection of a client, or one that a back end accepted. */
export interface Tape {
  readonly conn: string;
  readonly peer: "client" | "origin";
  readonly protocol: "h1" | "h2";
  /** Of a back end; clients all come to the one listener. */
  readonly port: number;
  /** When a client opened it, or a back end accepted it. */
  readonly openedAt: number;
  readonly steps: readonly TapeStep[];
}

export interface HttpCapture {
  readonly format: 1;
  readonly name: string;
  readonly release: string;
  readonly world: WorldSpec;
  /** Where back ends accept; at the others connections are refused. */
  readonly ports: readonly number[];
  readonly tapes: readonly Tape[];
  readonly seen: Seen;
  readonly end: number;
}

/**
 * What clients were given, by connection, a line each for an answer and for the end; and what back ends
 * were asked for, over all their connections.
 */
export interface Seen {
  readonly clients: Readonly<Record<string, readonly string[]>>;
  readonly requests: readonly string[];
}
