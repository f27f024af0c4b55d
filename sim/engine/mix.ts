// Integer mixing: names to keys, and keys with a counter to random words. Everything is 32-bit
// integer arithmetic, so every engine gives the same bits. Not for secrets.

/** A u32 that depends on every bit of the key and the counter. */
export function mix(high: number, low: number, counter: number): number {
  let x = Math.imul(counter, 0x9e3779b1) ^ high;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b) + low;
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35) ^ low;
  x = Math.imul(x ^ (x >>> 16), 0x27d4eb2f);
  return (x ^ (x >>> 15)) >>> 0;
}

/** Folds a text into a u32 that depends on `basis` too. */
export function mixText(basis: number, text: string): number {
  let x = basis ^ Math.imul(text.length, 0x9e3779b1);
  for (let index = 0; index < text.length; index++) {
    x = Math.imul(x ^ text.charCodeAt(index), 0x01000193);
    x ^= x >>> 15;
  }
  return mix(x, basis, text.length);
}

const unit = 1 / 4_294_967_296;

/** A u32 scaled to 0 … n - 1, for n up to 2^31. */
export function scale(word: number, n: number): number {
  return (word * (unit * n)) | 0;
}
