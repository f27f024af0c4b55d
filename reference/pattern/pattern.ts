// Regular expressions that cannot be made to run long: whoever configures one decides nothing about
// the time a request takes, and neither does whoever sends the request. A subject is matched as a
// whole. What the syntax leaves out is refused when the pattern is made.

import { PatternMachine } from "./machine.ts";
import { parsePattern } from "./parser.ts";
import { compile } from "./program.ts";
import { PatternFault } from "./tree.ts";

export type PatternResult =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly reason: string };

export function compilePattern(source: string): PatternResult {
  try {
    const { tree, groups } = parsePattern(source);
    return { ok: true, pattern: new Pattern(new PatternMachine(compile(tree)), groups) };
  } catch (fault) {
    if (fault instanceof PatternFault) return { ok: false, reason: fault.message };
    throw fault;
  }
}

export class Pattern {
  /** How many groups there are to be had. */
  readonly groups: number;
  readonly #machine: PatternMachine;

  constructor(machine: PatternMachine, groups: number) {
    this.#machine = machine;
    this.groups = groups;
  }

  matches(subject: string): boolean {
    return this.#machine.run(subject, []) !== undefined;
  }

  /** The text of each group, empty where it took no part; undefined without a match. */
  capture(subject: string): readonly string[] | undefined {
    const slots = this.#machine.run(subject, new Array<number>(2 * this.groups + 2).fill(-1));
    if (slots === undefined) return undefined;
    return Array.from({ length: this.groups }, (_, index) => {
      const from = slots[2 * index + 2] ?? -1;
      return from < 0 ? "" : subject.slice(from, slots[2 * index + 3]);
    });
  }
}
