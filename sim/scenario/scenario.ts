// A scenario: a world, who is in it, what they do when, and what the contract promises then. Plain
// data, self-contained; `fixtures/schema/scenario.schema.json` is the same in JSON Schema. Times
// are integer microseconds from the start of the run.

import type { Micros } from "../machine.ts";
import type { ActorSpec } from "./actor-spec.ts";
import type { Expectation } from "./expectation.ts";
import type { Step } from "./step.ts";
import type { WorldSpec } from "./world-settings.ts";

/** A second run of the scenario with one difference, which nobody else may notice. */
export interface TwinSpec {
  /** The rule that says so. */
  readonly rule: string;
  /** Actors that are not there the second time. */
  readonly without?: readonly string[];
  /** Actors that do not close, end or die the second time. */
  readonly stays?: readonly string[];
  /** Actors whose leases ask for the level of the process the second time; then totals are compared. */
  readonly flat?: readonly string[];
}

export interface Scenario {
  readonly $schema?: string;
  readonly format: 1;
  /** The file's name without its ending. */
  readonly id: string;
  /** One sentence. */
  readonly title: string;
  /** The rules of the contract that it is for. */
  readonly rules: readonly string[];
  /** What it adds: `RULE/situation`, for every rule that it is for at least one. */
  readonly cells: readonly string[];
  readonly tags: readonly string[];
  readonly source: string;
  readonly world?: WorldSpec;
  readonly actors: Readonly<Record<string, ActorSpec>>;
  readonly steps: readonly Step[];
  readonly expect: readonly Expectation[];
  readonly twin?: TwinSpec;
  readonly endMicros: Micros;
}
