// How many of something a back end has at once. Whoever adds to it gets what takes it away again,
// once.

export interface LoadHold {
  /** A second call does nothing. */
  release(): void;
}

export class Load {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  hold(): LoadHold {
    this.#count += 1;
    let isHeld = true;
    return {
      release: () => {
        if (isHeld) this.#count -= 1;
        isHeld = false;
      },
    };
  }
}
