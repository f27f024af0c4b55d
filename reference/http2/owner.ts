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
  blockCame(now: Micros, stream: Http2Stream, endStream: boolean): void;
  begun(now: Micros, id: number, endStream: boolean): void;
  /** Content or its end is in the stream's buffer. */
  contentCame(now: Micros, stream: Http2Stream): void;
  /** The peer reset it; it is closed. */
  wasReset(now: Micros, stream: Http2Stream, code: number): void;
  /** We reset it for what the peer did; it is closed. */
  wasMisused(now: Micros, stream: Http2Stream): void;
  settingsCame(now: Micros): void;
  goawayCame(now: Micros, lastStreamId: number): void;
  /** Every stream is lost. */
  wasLost(now: Micros, how: ConnectionEnd): void;
  /** Writes what there is of heads; whether the one that content follows is out. */
  writeHead(now: Micros, stream: Http2Stream): boolean;
  /** Content has left the buffer. */
  forwarded(now: Micros, stream: Http2Stream): void;
  /** Our side's last was written; the stream may be closed by it. */
  finished(now: Micros, stream: Http2Stream): void;
  /** And the socket has taken it. */
  left(now: Micros, stream: Http2Stream): void;
  /** What is to be sent broke off. */
  broke(now: Micros, stream: Http2Stream): void;
  /** The peer gives no credit, or sends nothing of what it owes. */
  stalled(now: Micros, stream: Http2Stream): void;
  fellSilent(now: Micros, stream: Http2Stream): void;
}
