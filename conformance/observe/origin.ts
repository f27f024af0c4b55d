// A client's request as what an order of the master goes back to.
import type { LeaseRequest } from "./observation.ts";

export interface Origin {
  readonly session: number;
  readonly ordinal: number;
  readonly lease: LeaseRequest | undefined;
}

export interface OriginTaken extends Origin {
  readonly key: string;
  readonly takenAt: number;
  /** Grows with every request that is taken. */
  readonly place: number;
  /** The workers it was ordered from; few, so that a list is quicker than a set. */
  readonly ordered: number[];
}
