// Runs a program over a subject, all ways at once: no way is taken twice at one place, so the cost is
// the length of the subject times the steps of the program and never more. It matches whole subjects
// only.

import type { Step } from "./program.ts";

/** Where each group begins and ends; -1 where it took no part. */
export type Slots = readonly number[];

interface Ways {
  readonly at: number[];
  readonly slots: Slots[];
}

export class PatternMachine {
  readonly #steps: readonly Step[];
  /** For each step the last place (plus the runs before) at which it was reached. */
  readonly #reached: Float64Array;
  #clock = 0;

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
    this.#reached = new Float64Array(steps.length);
  }

  /** `slots` to begin with; undefined when the subject as a whole is not matched. */
  run(subject: string, slots: Slots): Slots | undefined {
    let now: Ways = { at: [], slots: [] };
    let next: Ways = { at: [], slots: [] };
    this.#clock += 1;
    this.#follow(now, 0, slots, [0, subject.length]);
    for (let place = 0; place < subject.length; place += 1) {
      if (now.at.length === 0) return undefined;
      this.#clock += 1;
      const code = subject.charCodeAt(place);
      for (const [index, at] of now.at.entries()) {
        const step = this.#steps[at];
        if (step?.kind !== "byte" || !step.set.has(code)) continue;
        this.#follow(next, at + 1, now.slots[index] ?? slots, [place + 1, subject.length]);
      }
      [now, next] = [next, now];
      next.at.length = 0;
      next.slots.length = 0;
    }
    const end = now.at.findIndex((at) => this.#steps[at]?.kind === "match");
    return end < 0 ? undefined : now.slots[end];
  }

  /** Adds every step that waits for a character, reached from `at` without one. */
  #follow(into: Ways, at: number, slots: Slots, [place, end]: readonly [number, number]): void {
    if (this.#reached[at] === this.#clock) return;
    this.#reached[at] = this.#clock;
    const step = this.#steps[at];
    switch (step?.kind) {
      case "jump":
        this.#follow(into, step.to, slots, [place, end]);
        return;
      case "fork":
        this.#follow(into, step.first, slots, [place, end]);
        this.#follow(into, step.second, slots, [place, end]);
        return;
      case "mark":
        this.#follow(into, at + 1, marked(slots, step.slot, place), [place, end]);
        return;
      case "start":
        if (place === 0) this.#follow(into, at + 1, slots, [place, end]);
        return;
      case "end":
        if (place === end) this.#follow(into, at + 1, slots, [place, end]);
        return;
      case "byte":
      case "match":
        into.at.push(at);
        into.slots.push(slots);
        return;
      case undefined:
        throw new Error("a pattern runs past its end");
    }
  }
}

/** Without slots nobody asked for groups. */
function marked(slots: Slots, slot: number, place: number): Slots {
  return slots.length === 0 ? slots : slots.with(slot, place);
}
