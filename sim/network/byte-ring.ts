// First in, first out bytes in one growing ring. Its size is the business of its owner, who never
// puts in more than the windows allow.

const bytesAtStart = 64;

/** Up to this length a loop beats a call into the engine's own copy. */
const loopedBytesMax = 32;

export class ByteRing {
  private ring: Uint8Array = new Uint8Array(0);
  private mask = -1;
  private head = 0;
  private count = 0;

  get length(): number {
    return this.count;
  }

  append(bytes: Uint8Array, length: number): void {
    if (this.count + length > this.ring.length) this.grow(this.count + length);
    const { ring, mask } = this;
    const tail = (this.head + this.count) & mask;
    this.count += length;
    if (length <= loopedBytesMax) {
      for (let index = 0; index < length; index++) ring[(tail + index) & mask] = bytes[index]!;
      return;
    }
    const first = Math.min(length, ring.length - tail);
    ring.set(bytes.subarray(0, first), tail);
    if (first < length) ring.set(bytes.subarray(first, length), 0);
  }

  /** Copies the oldest bytes; they stay. */
  copyTo(target: Uint8Array, length: number): void {
    const { ring, mask, head } = this;
    if (length <= loopedBytesMax) {
      for (let index = 0; index < length; index++) target[index] = ring[(head + index) & mask]!;
      return;
    }
    const first = Math.min(length, ring.length - head);
    target.set(ring.subarray(head, head + first), 0);
    if (first < length) target.set(ring.subarray(0, length - first), first);
  }

  /** Forgets the oldest bytes. */
  drop(length: number): void {
    this.count -= length;
    this.head = this.count === 0 ? 0 : (this.head + length) & this.mask;
  }

  /** Forgets the newest bytes. */
  dropLast(length: number): void {
    this.count -= length;
  }

  private grow(needed: number): void {
    let capacity = Math.max(bytesAtStart, this.ring.length * 2);
    while (capacity < needed) capacity *= 2;
    const ring = new Uint8Array(capacity);
    this.copyTo(ring, this.count);
    this.ring = ring;
    this.mask = capacity - 1;
    this.head = 0;
  }
}
