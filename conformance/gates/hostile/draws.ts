// Random words by name: what is drawn depends on the name, the frame and the count of draws before
// it within that frame, and on nothing else. So one frame can be changed without moving the others.

export class Draws {
  readonly #key: number;
  #drawn = 0;

  constructor(name: string, frame: number) {
    let key = frame;
    for (const character of name) key = mixed(key, character.charCodeAt(0));
    this.#key = key;
  }

  /** 0 … n - 1. */
  below(n: number): number {
    this.#drawn += 1;
    return Math.floor((mixed(this.#key, this.#drawn) / 2 ** 32) * n);
  }

  oneOf<T>(from: readonly T[]): T {
    const drawn = from[this.below(from.length)];
    if (drawn === undefined) throw new Error("nothing to draw from");
    return drawn;
  }
}

function mixed(key: number, salt: number): number {
  let word = Math.imul(key ^ (key >>> 16), 0x85ebca6b) ^ Math.imul(salt, 0x9e3779b1);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
