// The memory that events are lent from: one object for each kind, all of one shape, so that neither
// the reader nor whoever looks at its events meets more than one.

import type { FrameEvent } from "./frame-event.ts";
import type { FrameFaultReason } from "./frame-fault.ts";

export interface FrameSlot<Kind extends FrameEvent["kind"]> {
  readonly kind: Kind;
  bytes: Uint8Array;
  start: number;
  end: number;
  streamId: number;
  lengthBytes: number;
  isFirst: boolean;
  isLast: boolean;
  endStream: boolean;
  endHeaders: boolean;
  hasPriority: boolean;
  isExclusive: boolean;
  dependsOn: number;
  weight: number;
  promisedId: number;
  lastStreamId: number;
  code: number;
  type: number;
  flags: number;
  isAck: boolean;
  entries: number;
  increment: number;
  scope: "connection" | "stream";
  reason: FrameFaultReason;
}

export type PieceSlot =
  | FrameSlot<"data">
  | FrameSlot<"headers">
  | FrameSlot<"push-promise">
  | FrameSlot<"continuation">
  | FrameSlot<"goaway">
  | FrameSlot<"unknown">;

export const NO_OCTETS: Uint8Array = new Uint8Array(0);

export function frameSlot<Kind extends FrameEvent["kind"]>(kind: Kind): FrameSlot<Kind> {
  return {
    kind,
    bytes: NO_OCTETS,
    start: 0,
    end: 0,
    streamId: 0,
    lengthBytes: 0,
    isFirst: false,
    isLast: false,
    endStream: false,
    endHeaders: false,
    hasPriority: false,
    isExclusive: false,
    dependsOn: 0,
    weight: 16,
    promisedId: 0,
    lastStreamId: 0,
    code: 0,
    type: 0,
    flags: 0,
    isAck: false,
    entries: 0,
    increment: 0,
    scope: "connection",
    reason: "preface",
  };
}
