// A rolling hash of two 32-bit lanes over words, bytes and text. Fast and well mixed; not for
// secrets. The trace and the digests of machines both use it.

export class RollingHash {
  private first = 0x6b616b65;
  private second = 0x68692121;

  word(value: number): void {
    const first = Math.imul(this.first ^ value, 0x85ebca6b);
    this.first = first ^ (first >>> 15);
    const second = Math.imul(this.second + value, 0xc2b2ae35);
    this.second = second ^ (second >>> 13);
  }

  /** Any safe integer, or Infinity. */
  integer(value: number): void {
    this.word(value | 0);
    this.word(Math.floor(value / 4_294_967_296) | 0);
  }

  /** Two words in one go. */
  pair(one: number, other: number): void {
    let first = Math.imul(this.first ^ one, 0x85ebca6b);
    let second = Math.imul(this.second + other, 0xc2b2ae35);
    first = Math.imul(first ^ (first >>> 15) ^ other, 0x27d4eb2f);
    second = Math.imul((second ^ (second >>> 13)) + one, 0x9e3779b1);
    this.first = first ^ (first >>> 15);
    this.second = second ^ (second >>> 13);
  }

  /** Bytes of a view, four at a time and the odd ones singly. */
  span(view: DataView, offset: number, length: number): void {
    let first = this.first;
    let second = this.second;
    const end = offset + length;
    let place = offset;
    for (; place + 4 <= end; place += 4) {
      const value = view.getInt32(place, true);
      first = Math.imul(first ^ value, 0x85ebca6b);
      first ^= first >>> 15;
      second = Math.imul(second + value, 0xc2b2ae35);
      second ^= second >>> 13;
    }
    this.first = first;
    this.second = second;
    for (; place < end; place++) this.word(view.getUint8(place));
  }

  bytes(bytes: Uint8Array): void {
    this.pair(bytes.length, 0);
    this.span(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length);
  }

  text(text: string): void {
    this.word(text.length);
    this.units(text);
  }

  /** The code units of a text without its length. */
  units(text: string): void {
    let { first, second } = this;
    for (let index = 0; index < text.length; index++) {
      const value = text.charCodeAt(index);
      first = Math.imul(first ^ value, 0x85ebca6b);
      first ^= first >>> 15;
      second = Math.imul(second + value, 0xc2b2ae35);
      second ^= second >>> 13;
    }
    this.first = first;
    this.second = second;
  }

  get high(): number {
    return this.first >>> 0;
  }

  get low(): number {
    return this.second >>> 0;
  }

  /** Sixteen lower-case hexadecimal digits. */
  hex(): string {
    return hexOf(this.high, this.low);
  }
}

function hexOf(high: number, low: number): string {
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}
