// A pattern as steps for `machine.ts`. Repetitions are written out, so the number of steps says all
// there is to say about the cost.

import { programMax, writesMax } from "./bounds.ts";
import type { ByteSet } from "./byte-set.ts";
import { PatternFault, type PatternTree } from "./tree.ts";

export type Step =
  | { readonly kind: "byte"; readonly set: ByteSet }
  /** Both ways; `first` is preferred. */
  | { kind: "fork"; first: number; second: number }
  | { kind: "jump"; to: number }
  | { readonly kind: "mark"; readonly slot: number }
  | { readonly kind: "start" }
  | { readonly kind: "end" }
  | { readonly kind: "match" };

/** Throws PatternFault. */
export function compile(tree: PatternTree): readonly Step[] {
  const writer = new Writer();
  writer.write(tree);
  writer.emit({ kind: "match" });
  return writer.steps;
}

class Writer {
  readonly steps: Step[] = [];
  #written = 0;

  emit<S extends Step>(step: S): S {
    if (this.steps.length >= programMax) {
      throw new PatternFault(`it takes more than ${programMax} steps`);
    }
    this.steps.push(step);
    return step;
  }

  write(tree: PatternTree): void {
    // Nothing, repeated often enough, takes time without taking a step.
    this.#written += 1;
    if (this.#written > writesMax) throw new PatternFault("it repeats too much");
    switch (tree.kind) {
      case "set":
        this.emit({ kind: "byte", set: tree.set });
        return;
      case "start":
      case "end":
        this.emit({ kind: tree.kind });
        return;
      case "sequence":
        for (const item of tree.items) this.write(item);
        return;
      case "choice":
        this.#choice(tree.items);
        return;
      case "repeat":
        this.#repeat(tree);
        return;
      case "group":
        this.emit({ kind: "mark", slot: 2 * tree.index });
        this.write(tree.item);
        this.emit({ kind: "mark", slot: 2 * tree.index + 1 });
        return;
    }
  }

  #choice(items: readonly PatternTree[]): void {
    const exits: { to: number }[] = [];
    for (const [index, item] of items.entries()) {
      if (index === items.length - 1) {
        this.write(item);
        break;
      }
      const fork = this.#fork();
      fork.first = this.steps.length;
      this.write(item);
      exits.push(this.emit({ kind: "jump", to: 0 }));
      fork.second = this.steps.length;
    }
    for (const exit of exits) exit.to = this.steps.length;
  }

  #repeat(tree: PatternTree & { readonly kind: "repeat" }): void {
    const { item, least, most, isLazy } = tree;
    for (let count = 0; count < least; count += 1) this.write(item);
    if (most === undefined) {
      const top = this.steps.length;
      const fork = this.#fork();
      const inside = this.steps.length;
      this.write(item);
      this.emit({ kind: "jump", to: top });
      aim(fork, inside, this.steps.length, isLazy);
      return;
    }
    const forks: [fork: Fork, inside: number][] = [];
    for (let count = least; count < most; count += 1) {
      const fork = this.#fork();
      forks.push([fork, this.steps.length]);
      this.write(item);
    }
    for (const [fork, inside] of forks) aim(fork, inside, this.steps.length, isLazy);
  }

  #fork(): Fork {
    return this.emit({ kind: "fork", first: 0, second: 0 });
  }
}

type Fork = Extract<Step, { kind: "fork" }>;

function aim(fork: Fork, inside: number, outside: number, isLazy: boolean): void {
  fork.first = isLazy ? outside : inside;
  fork.second = isLazy ? inside : outside;
}
