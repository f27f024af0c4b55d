// What a leg does with what happens on its HTTP/2 connection: the calls that the two halves of a
// connection make, and nothing else. None comes while another is running, but for those that end what
// the other was about.

import type { Micros } from "../host.ts";
import type { Http2Stream } from "./stream.ts";

/** Why we end a connection, or that it ended under us. */
export type ConnectionEnd =
  /** RFC 9113 §5.4.1. */
  | "fault"
  /** The socket took nothing for too long. */
  | "stalled";

export interface ConnectionOwner {
  /** A decoded block, in the codec: on a stream under way, or on one that the peer just began. */
  onBlock(now: Micros, stream: Http2Stream, endStream: boolean): void;
  onBegin(now: Micros, id: number, endStream: boolean): void;
  /** Content or its end is in the stream's buffer. */
  onContent(now: Micros, stream: Http2Stream): void;
  /** The peer reset it; it is closed. */
  onReset(now: Micros, stream: Http2Stream, code: number): void;
  /** We reset it for what the peer did; it is closed. */
  onMisuse(now: Micros, stream: Http2Stream): void;
  onSettings(now: Micros): void;
  onGoaway(now: Micros, lastStreamId: number): void;
  /** Every stream is lost. */
  onLost(now: Micros, how: ConnectionEnd): void;
  /** Writes what there is of heads; whether the one that content follows is out. */
  writeHead(now: Micros, stream: Http2Stream): boolean;
  /** Content has left the buffer. */
  onForwarded(now: Micros, stream: Http2Stream): void;
  /** Our side's last has left; the stream may be closed by it. */
  onFinished(now: Micros, stream: Http2Stream): void;
  /** What is to be sent broke off. */
  onBroken(now: Micros, stream: Http2Stream): void;
  /** The peer gives no credit, or sends nothing of what it owes. */
  onStalled(now: Micros, stream: Http2Stream): void;
  onSilent(now: Micros, stream: Http2Stream): void;
}
