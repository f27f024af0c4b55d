// What a frame reader says. An event is lent: it is valid until the next call of `next()`, which may
// write another one over it. Payloads of any length come in pieces, as they arrive; where the stream
// was cut shows only in how many pieces there are. Events are told apart by `kind` alone: they are lent
// from objects of one shape, which have each other's fields as well.

import type { FrameFaultReason } from "./frame-fault.ts";

/** Octets of somebody else's array; those of an event are lent as it is. */
export interface Octets {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** A part of a frame's payload, without its padding. Frames without octets have one empty piece. */
interface Piece extends Octets {
  readonly streamId: number;
  /** The length of the whole frame, padding included: what flow control counts. */
  readonly lengthBytes: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

interface BlockPiece extends Piece {
  readonly endHeaders: boolean;
}

/** RFC 9113 §5.3.2: deprecated, but there. */
export interface Priority {
  readonly isExclusive: boolean;
  readonly dependsOn: number;
  /** 1 to 256. */
  readonly weight: number;
}

export interface DataPiece extends Piece {
  readonly kind: "data";
  /** The flag, on every piece; the stream ends with the last one. */
  readonly endStream: boolean;
}

export interface HeadersPiece extends BlockPiece, Priority {
  readonly kind: "headers";
  readonly endStream: boolean;
  /**
   * With the flag, a dependency of the stream on itself is a stream error PROTOCOL_ERROR (RFC 7540
   * §5.3.1), but only once the block is decoded.
   */
  readonly hasPriority: boolean;
}

export interface PushPromisePiece extends BlockPiece {
  readonly kind: "push-promise";
  readonly promisedId: number;
}

export interface ContinuationPiece extends BlockPiece {
  readonly kind: "continuation";
}

/** The pieces are its debug data; a peer may send any amount of that. */
export interface GoawayPiece extends Piece {
  readonly kind: "goaway";
  readonly lastStreamId: number;
  readonly code: number;
}

/** RFC 9113 §5.5: types that we do not know are to be ignored, but they have been seen. */
export interface UnknownPiece extends Piece {
  readonly kind: "unknown";
  readonly type: number;
  readonly flags: number;
}

export interface PriorityFrame extends Priority {
  readonly kind: "priority";
  readonly streamId: number;
}

export interface ResetFrame {
  readonly kind: "rst-stream";
  readonly streamId: number;
  readonly code: number;
}

/** Its octets are the entries, six each and checked; see `settingId` and `settingValue`. */
export interface SettingsFrame extends Octets {
  readonly kind: "settings";
  readonly isAck: boolean;
  readonly entries: number;
}

export interface PingFrame extends Octets {
  readonly kind: "ping";
  readonly isAck: boolean;
}

export interface WindowUpdateFrame {
  readonly kind: "window-update";
  readonly streamId: number;
  readonly increment: number;
}

/** A peer's fault. After one of the connection nothing follows, after one of a stream the rest does. */
export interface FrameFault {
  readonly kind: "fault";
  readonly scope: "connection" | "stream";
  /** 0 where the connection's. */
  readonly streamId: number;
  /** Of `ErrorCode`. */
  readonly code: number;
  readonly reason: FrameFaultReason;
}

export type BlockEvent = HeadersPiece | PushPromisePiece | ContinuationPiece;

export type FrameEvent =
  | DataPiece
  | BlockEvent
  | GoawayPiece
  | UnknownPiece
  | PriorityFrame
  | ResetFrame
  | SettingsFrame
  | PingFrame
  | WindowUpdateFrame
  | FrameFault;
