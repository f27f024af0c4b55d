// A node of the run, with what it took and what it did in the turn that is not over yet.
import type { Observation } from "./observation.ts";
import { workerOf } from "./worker-name.ts";

export interface Party {
  readonly worker: number | undefined;
  readonly isMaster: boolean;
  readonly taken: Observation[];
  readonly done: Observation[];
  /** How many turns are over. */
  turns: number;
}

export const masterName = "master";

export function partyOf(node: string): Party {
  return {
    worker: workerOf(node),
    isMaster: node === masterName,
    taken: [],
    done: [],
    turns: 0,
  };
}
