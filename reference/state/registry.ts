// A map that remembers the order in which its keys first came and can take a change back, order and
// all. It knows nothing of what it holds.

/**
 * One change that can be taken back. Changes are taken back in the reverse of their order; one that
 * a later change has overtaken stays as that one left it.
 */
export interface Change {
  undo(): void;
}

interface Entry<T> {
  readonly position: number;
  readonly value: T;
}

export class Registry<T> {
  readonly #entries = new Map<string, Entry<T>>();
  #next = 0;

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): T | undefined {
    return this.#entries.get(key)?.value;
  }

  /** In the order in which the keys came; one that is replaced keeps its place. */
  entries(): readonly (readonly [string, T])[] {
    return [...this.#entries]
      .sort(([, left], [, right]) => left.position - right.position)
      .map(([key, { value }]) => [key, value]);
  }

  values(): readonly T[] {
    return this.entries().map(([, value]) => value);
  }

  put(key: string, value: T): Change {
    const before = this.#entries.get(key);
    const after = { position: before?.position ?? this.#next++, value };
    this.#entries.set(key, after);
    return this.#undoing(key, before, after);
  }

  remove(key: string): Change {
    const before = this.#entries.get(key);
    this.#entries.delete(key);
    return this.#undoing(key, before, undefined);
  }

  #undoing(key: string, before: Entry<T> | undefined, after: Entry<T> | undefined): Change {
    return {
      undo: () => {
        if (this.#entries.get(key) !== after) return;
        if (before === undefined) this.#entries.delete(key);
        else this.#entries.set(key, before);
      },
    };
  }
}
