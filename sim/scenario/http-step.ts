// What clients of HTTP do, step by step. A request is named by its label: the exchange that comes of it
// bears that name on both sides of the proxy.

import type { RawFrameSpec, RequestSpec } from "../actors/http/spec.ts";
import type { Micros } from "../machine.ts";

interface ByClient {
  readonly at: Micros;
  readonly actor: string;
  /** `main` unless told; opened at its first use. */
  readonly connection?: string;
  /** How often; `{n}` in label, path and stream counts from 0. */
  readonly times?: number;
  readonly everyMicros?: Micros;
}

export interface FetchStep extends ByClient, RequestSpec {
  readonly do: "fetch";
  readonly label: string;
}

/** Text as it stands, one byte a unit; with a label it is a request that brings an answer. */
export interface SayStep extends ByClient {
  readonly do: "say";
  readonly text: string;
  readonly label?: string;
}

/** A body that stopped goes on. */
export interface GoOnStep extends ByClient {
  readonly do: "goOn";
  readonly label: string;
  /** To its end unless told. */
  readonly bytes?: number;
}

/** HTTP/2: a reset of the stream; HTTP/1: of the connection. */
export interface AbortStep extends ByClient {
  readonly do: "abort";
  readonly label: string;
  /** CANCEL unless told. */
  readonly code?: number;
}

/** HTTP/2: WINDOW_UPDATE for the stream of that request, or for the connection. */
export interface CreditStep extends ByClient {
  readonly do: "credit";
  readonly label?: string;
  readonly bytes: number;
}

/** HTTP/2: a frame as it stands. */
export interface FrameStep extends ByClient, RawFrameSpec {
  readonly do: "frame";
}

export type HttpStep = FetchStep | SayStep | GoOnStep | AbortStep | CreditStep | FrameStep;

export const httpActs = ["fetch", "say", "goOn", "abort", "credit", "frame"] as const;
