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

  /** Two words and bytes in one go: what the hottest caller has. Returns one lane. */
  event(one: number, other: number, bytes: Uint8Array, length: number): number {
    let first = Math.imul(this.first ^ one, 0x85ebca6b);
    let second = Math.imul(this.second + other, 0xc2b2ae35);
    first = Math.imul(first ^ (first >>> 15) ^ other, 0x27d4eb2f);
    second = Math.imul((second ^ (second >>> 13)) + one, 0x9e3779b1);
    first ^= first >>> 15;
    second ^= second >>> 13;
    const whole = length & ~3;
    let index = 0;
    for (; index < whole; index += 4) {
      const value =
        bytes[index]! |
        (bytes[index + 1]! << 8) |
        (bytes[index + 2]! << 16) |
        (bytes[index + 3]! << 24);
      first = Math.imul(first ^ value, 0x85ebca6b);
      first ^= first >>> 15;
      second = Math.imul(second + value, 0xc2b2ae35);
      second ^= second >>> 13;
    }
    this.first = first;
    this.second = second;
    if (index < length) this.rest(bytes, index, length);
    return this.second;
  }

  bytes(bytes: Uint8Array, length: number): void {
    this.event(length, 0, bytes, length);
  }

  private rest(bytes: Uint8Array, from: number, length: number): void {
    for (let index = from; index < length; index++) this.word(bytes[index]!);
  }

  text(text: string): void {
    this.word(text.length);
    for (let index = 0; index < text.length; index++) this.word(text.charCodeAt(index));
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

export function hexOf(high: number, low: number): string {
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}
