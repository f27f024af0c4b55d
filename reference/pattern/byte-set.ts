// A set of characters 0 to 255, which is all that a head on the wire is made of.

export class ByteSet {
  readonly #words = new Uint32Array(8);

  has(code: number): boolean {
    return code < 256 && (((this.#words[code >>> 5] ?? 0) >>> (code & 31)) & 1) === 1;
  }

  add(first: number, last: number = first): this {
    for (let code = first; code <= last; code += 1) {
      this.#words[code >>> 5] = (this.#words[code >>> 5] ?? 0) | (1 << (code & 31));
    }
    return this;
  }

  addAll(other: ByteSet): this {
    for (const [index, word] of other.#words.entries()) {
      this.#words[index] = (this.#words[index] ?? 0) | word;
    }
    return this;
  }

  invert(): this {
    for (const [index, word] of this.#words.entries()) this.#words[index] = ~word;
    return this;
  }

  /** Letters stand for both of their cases. */
  foldCase(): this {
    for (let upper = 65; upper <= 90; upper += 1) {
      if (this.has(upper)) this.add(upper + 32);
      else if (this.has(upper + 32)) this.add(upper);
    }
    return this;
  }
}

export function anyByte(): ByteSet {
  return new ByteSet().add(0, 255);
}

export function digits(): ByteSet {
  return new ByteSet().add(48, 57);
}

export function wordBytes(): ByteSet {
  return digits().add(65, 90).add(97, 122).add(95);
}

export function spaces(): ByteSet {
  return new ByteSet().add(9, 13).add(32);
}
