// What the project keeps of a recorded exchange: the world it happened in, what the clients did at
// which instant, and what a release answered, reduced to what is compared. No text of a release is
// here: messages are left out, long content is a digest. Times are milliseconds, as recorded.

import type { WorldSpec } from "../../sim/index.ts";

export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A frame that a client was given, or the end of what it is given. */
export interface Answer {
  readonly at: number;
  /** The frame may have been there since then: whoever recorded had not looked in between. */
  readonly since?: number;
  /** `progress` announces a terminal reply; an event is no reply; `closed` is the end. */
  readonly kind: "progress" | "reply" | "event" | "closed" | "unreadable";
  /** Of an event: `main`, or the id of a worker. */
  readonly source?: string;
  readonly status?: string;
  /** Compared part by part; absent where there was none, or where it was not recorded. */
  readonly content?: Readonly<Record<string, Json>>;
  /** There was content, and the recording left it out. */
  readonly isPartial?: true;
}

export interface ClientStep {
  readonly at: number;
  readonly conn: string;
  readonly do: "open" | "send" | "halfClose" | "close";
  readonly hex?: string;
}

export interface NodeStep {
  readonly at: number;
  readonly do: "kill" | "pause" | "resume";
  readonly node: string;
}

export type CaptureStep = ClientStep | NodeStep;

export interface Capture {
  readonly format: 1;
  readonly name: string;
  readonly release: string;
  readonly world: WorldSpec;
  /** The connections of each client process, in the order of their first use. */
  readonly processes: Readonly<Record<string, readonly string[]>>;
  readonly steps: readonly CaptureStep[];
  /** By connection, in the order in which they were recorded. */
  readonly answers: Readonly<Record<string, readonly Answer[]>>;
  readonly end: number;
}
