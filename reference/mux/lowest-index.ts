// The lowest of a set of indexes, also when the set is large. An index may be added more than once;
// whoever takes one has to look whether it is still meant.

export class LowestIndex {
  readonly #heap: number[] = [];

  add(index: number): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(index);
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      const above = heap[parent];
      if (above === undefined || above <= index) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = index;
  }

  take(): number | undefined {
    const heap = this.#heap;
    const lowest = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return lowest;
    let at = 0;
    for (;;) {
      const child = this.#smaller(2 * at + 1);
      const below = heap[child];
      if (below === undefined || below >= last) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
    return lowest;
  }

  #smaller(left: number): number {
    const [one, other] = [this.#heap[left], this.#heap[left + 1]];
    return one !== undefined && other !== undefined && other < one ? left + 1 : left;
  }
}
