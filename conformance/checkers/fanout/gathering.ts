// One request of a client, and what became of it at each worker as the master could know it. It holds
// facts; what they mean for the reply is judged elsewhere.
import type { RequestTaken } from "../../observe/observation.ts";

export interface Share {
  readonly worker: number;
  /** Orders written for it, and those whose OK the master has taken. */
  ordered: number;
  accepted: number;
  refused: boolean;
  /** The refusal of a worker that does not know the verb. */
  old: boolean;
  /** Its channel ended before all was answered. */
  lost: boolean;
  /** The first of its orders, as a position in the run. */
  readonly orderIndex: number;
}

export interface Gathering {
  readonly request: RequestTaken;
  readonly index: number;
  /** It came before its predecessor on the connection was answered. */
  readonly pipelined: boolean;
  /** The workers that the master could reach when it took the request. */
  readonly present: ReadonlySet<number>;
  readonly shares: Share[];
  /** When the first order was written, and its position in the run. */
  scatteredAt: number | undefined;
  scatteredIndex: number | undefined;
  /** A worker said that it is on its way. */
  draining: boolean;
  /** When the terminal reply left. */
  repliedAt: number | undefined;
}

/** How the shares stand. */
export interface Standing {
  readonly accepted: number;
  readonly refused: number;
  readonly old: number;
  readonly lost: number;
  readonly waiting: number;
  /** Workers that could be reached all the time and were never asked. */
  readonly unasked: number;
}

export function standingOf(gathering: Gathering, reachable: ReadonlySet<number>): Standing {
  const standing = { accepted: 0, refused: 0, old: 0, lost: 0, waiting: 0, unasked: 0 };
  for (const share of gathering.shares) {
    if (share.refused) standing.refused++;
    else if (share.accepted === share.ordered) standing.accepted++;
    else if (share.lost) standing.lost++;
    else standing.waiting++;
    if (share.old) standing.old++;
  }
  if (gathering.shares.length === gathering.present.size) return standing;
  for (const worker of gathering.present) {
    if (reachable.has(worker) && shareOf(gathering, worker) === undefined) standing.unasked++;
  }
  return standing;
}

export function shareOf({ shares }: Gathering, worker: number): Share | undefined {
  for (const share of shares) if (share.worker === worker) return share;
  return undefined;
}
