// Storage that all directions of a world share: payload bytes, and segments as pairs of (arrival,
// length). Chunks are powers of two and used again. Sharing keeps what a delivery touches within few
// cache lines.

/** Doubles a segment takes: when it arrives and how long it is. */
export const segmentDoubles = 2;

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

export class Arena {
  bytes: Uint8Array = new Uint8Array(1 << 12);
  doubles: Float64Array = new Float64Array(1 << 9);
  private readonly byteChunks: Chunks = new Chunks();
  private readonly doubleChunks: Chunks = new Chunks();

  /** Offset of a chunk of bytes; `bytes` may be another array afterwards. */
  takeBytes(size: number): number {
    const offset = this.byteChunks.take(size);
    if (this.byteChunks.used > this.bytes.length) {
      const bytes = new Uint8Array(2 * this.byteChunks.used);
      bytes.set(this.bytes);
      this.bytes = bytes;
    }
    return offset;
  }

  giveBytes(offset: number, size: number): void {
    this.byteChunks.give(offset, size);
  }

  /** Offset of a chunk of doubles; `doubles` may be another array afterwards. */
  takeDoubles(size: number): number {
    const offset = this.doubleChunks.take(size);
    if (this.doubleChunks.used > this.doubles.length) {
      const doubles = new Float64Array(2 * this.doubleChunks.used);
      doubles.set(this.doubles);
      this.doubles = doubles;
    }
    return offset;
  }

  giveDoubles(offset: number, size: number): void {
    this.doubleChunks.give(offset, size);
  }
}
