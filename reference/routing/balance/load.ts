// How many of something a back end has at once, for balancing only: nothing is reported from it.

export class Load {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(): void {
    this.#count += 1;
  }

  remove(): void {
    if (this.#count === 0) throw new Error("more has left a back end than came to it");
    this.#count -= 1;
  }
}
