// A checker is a fold over observations that judges rules with a model of its own. It never sees
// the implementation, and what it cannot decide it does not count.
import type { Observation } from "../observe/observation.ts";
import type { Exchange } from "./exchanges.ts";

export interface Checker {
  /** What it wants to see; it is shown nothing else. */
  readonly kinds: readonly Observation["kind"][];
  /** `index` is the position of the observation in the run; `ended` the exchange that it ended. */
  observe(observation: Observation, index: number, ended: Exchange | undefined): void;
}
