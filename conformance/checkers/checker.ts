// A checker is a fold over observations that judges rules with a model of its own. It never sees
// the implementation, and what it cannot decide it does not count.
import type { Observation } from "../observe/observation.ts";
import type { Exchange } from "./exchanges.ts";

/** What follows a run and judges nothing. */
export interface Model {
  readonly kinds: readonly Observation["kind"][];
  observe(observation: Observation, index: number): void;
}

export interface Checker {
  /** What it wants to see; it is shown nothing else. */
  readonly kinds: readonly Observation["kind"][];
  /**
   * What it asks while it judges, and others may ask as well: each is shown an observation once, before
   * any checker is, in the order in which they are named.
   */
  readonly consults?: readonly Model[];
  /** `index` is the position of the observation in the run; `ended` the exchange that it ended. */
  observe(observation: Observation, index: number, ended: Exchange | undefined): void;
}
