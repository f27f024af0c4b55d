// A large body on its way through the proxy, as both of its ends see it: both are in this process, so
// one clock tells whether the first byte was out before the last one was in.

import { createHash } from "node:crypto";

const pieceBytes = 65_536;

export class Flow {
  readonly totalBytes: number;
  sentBytes = 0;
  takenBytes = 0;
  /** Given to the sender's socket, and not taken from the receiver's. */
  mostUnderWayBytes = 0;
  /** How much was still to be sent when the first byte had arrived. */
  unsentAtFirstByte: number | undefined;

  constructor(totalBytes: number) {
    this.totalBytes = totalBytes;
  }

  sent(bytes: number): void {
    this.sentBytes += bytes;
    this.mostUnderWayBytes = Math.max(this.mostUnderWayBytes, this.sentBytes - this.takenBytes);
  }

  took(bytes: number): void {
    this.unsentAtFirstByte ??= this.totalBytes - this.sentBytes;
    this.takenBytes += bytes;
  }
}

/** No two pieces are alike, so one that is lost, repeated or out of order shows in the digest. */
export function* bodyPieces(flow: Flow): Generator<Buffer> {
  while (flow.sentBytes < flow.totalBytes) {
    const piece = pieceAt(flow.sentBytes, flow.totalBytes);
    flow.sent(piece.length);
    yield piece;
  }
}

/** What the whole body has to come to. */
export function digestOfBody(totalBytes: number): string {
  const hash = createHash("sha256");
  for (let at = 0; at < totalBytes; at += pieceBytes) hash.update(pieceAt(at, totalBytes));
  return hash.digest("hex");
}

function pieceAt(offset: number, totalBytes: number): Buffer {
  const piece = Buffer.alloc(Math.min(pieceBytes, totalBytes - offset), offset % 251);
  if (piece.length >= 8) piece.writeDoubleBE(offset, 0);
  return piece;
}
