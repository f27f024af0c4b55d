// What a connection with a back end of HTTP/2 has brought of a frame that is not whole yet. Whose stream it
// is for is told when the frame is whole; until then it may be for any of them.

const frameHeadBytes = 9;

export class Pieces {
  private pendingBytes = 0;
  private tookAt = 0;
  /** When the frame that is whole next was added to before; 0: it came in one piece. */
  private addedAt = 0;

  took(at: number, bytes: number): void {
    this.addedAt = this.midwayAt;
    this.pendingBytes += bytes;
    this.tookAt = at;
  }

  /** When it was added to before its last piece. */
  whole(lengthBytes: number): number {
    const { addedAt } = this;
    this.pendingBytes -= frameHeadBytes + lengthBytes;
    this.addedAt = 0;
    return addedAt;
  }

  /** When something was last taken of a frame that is not whole; 0: there is none. */
  get midwayAt(): number {
    return this.pendingBytes > 0 ? this.tookAt : 0;
  }
}
