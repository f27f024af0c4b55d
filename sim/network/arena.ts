// Storage that all directions of a world share: payload bytes, and segments by when they arrive and
// how long they are. Chunks are powers of two and used again. Sharing keeps what a delivery touches within few
// cache lines.

/** Which chunks of one store are free, by the logarithm of their size, and where fresh ones begin. */
class Chunks {
  used = 0;
  private readonly free: number[][] = [];

  take(size: number): number {
    const known = this.free[Math.clz32(size)]?.pop();
    if (known !== undefined) return known;
    const offset = this.used;
    this.used += size;
    return offset;
  }

  give(offset: number, size: number): void {
    (this.free[Math.clz32(size)] ??= []).push(offset);
  }
}

/** Bytes past the last chunk, so that a whole word may be read from the last byte. */
const slackBytes = 8;

export class Arena {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array((1 << 12) + slackBytes);
  /** The same bytes, to be read four at a time. */
  words: DataView = new DataView(this.bytes.buffer);
  arrivals: Float64Array = new Float64Array(1 << 8);
  lengths: Int32Array = new Int32Array(1 << 8);
  private readonly byteChunks: Chunks = new Chunks();
  private readonly segmentChunks: Chunks = new Chunks();

  /** Offset of a chunk of bytes; `bytes` and `words` may be others afterwards. */
  takeBytes(size: number): number {
    const offset = this.byteChunks.take(size);
    if (this.byteChunks.used + slackBytes > this.bytes.length) {
      const bytes = new Uint8Array(2 * this.byteChunks.used + slackBytes);
      bytes.set(this.bytes);
      this.bytes = bytes;
      this.words = new DataView(bytes.buffer);
    }
    return offset;
  }

  giveBytes(offset: number, size: number): void {
    this.byteChunks.give(offset, size);
  }

  /** Offset of a chunk of segments; `arrivals` and `lengths` may be others afterwards. */
  takeSegments(size: number): number {
    const offset = this.segmentChunks.take(size);
    if (this.segmentChunks.used > this.lengths.length) {
      const arrivals = new Float64Array(2 * this.segmentChunks.used);
      arrivals.set(this.arrivals);
      this.arrivals = arrivals;
      const lengths = new Int32Array(2 * this.segmentChunks.used);
      lengths.set(this.lengths);
      this.lengths = lengths;
    }
    return offset;
  }

  giveSegments(offset: number, size: number): void {
    this.segmentChunks.give(offset, size);
  }
}
