// What is kept of what a run showed. Of a long run that is tens of observations for every request: to hold
// those that nobody asks for again costs as much time as to make them.
import type { Observation } from "../observe/observation.ts";

export class Kept {
  readonly observations: Observation[] = [];
  /** How many there were. */
  seen = 0;
  /** When the last of them was; 0 where there was none. */
  lastAt = 0;
  private readonly isWanted: ((observation: Observation) => boolean) | undefined;

  constructor(isWanted: ((observation: Observation) => boolean) | undefined) {
    this.isWanted = isWanted;
  }

  see(observation: Observation): void {
    this.seen += 1;
    this.lastAt = observation.at;
    if (this.isWanted?.(observation) ?? true) this.observations.push(observation);
  }
}
