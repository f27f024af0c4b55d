// Refused requests that an implementation may have carried out all the same. Each is remembered
// until it could no longer show, so that a later answer that fits it betrays LEASE-FAILURE-INERT.
import { type Grant, type Ledger, standingOf } from "../../model/ledger.ts";
import type { Hypothesis } from "./hypotheses.ts";

/** A refused verb: the grant it would have made, or none for a clear. */
export interface Ghost {
  readonly clientId: string;
  readonly grant: Grant | undefined;
}

const ghostsMax = 8;

export class Ghosts {
  private ghosts: Ghost[] = [];

  remember(ghost: Ghost): void {
    this.ghosts.push(ghost);
    if (this.ghosts.length > ghostsMax) this.ghosts.shift();
  }

  /** An accepted verb on that id settles what its lease is. */
  settle(clientId: string): void {
    this.ghosts = this.ghosts.filter((ghost) => ghost.clientId !== clientId);
  }

  hypotheses(ledger: Ledger, now: number): Hypothesis[] {
    const live = ledger.liveAt(now);
    return this.haunting(now).map((ghost) => {
      const others = live.filter((grant) => grant.clientId !== ghost.clientId);
      const haunted = ghost.grant === undefined ? others : [...others, ghost.grant];
      return { rule: "LEASE-FAILURE-INERT", standing: standingOf(ledger.floor, haunted) };
    });
  }

  /** The expiry that a refused renewal would have given to a lease. */
  expiryOf(clientId: string, now: number): number | undefined {
    return this.haunting(now).find((ghost) => ghost.clientId === clientId)?.grant?.until;
  }

  private haunting(now: number): Ghost[] {
    return this.ghosts.filter((ghost) => ghost.grant === undefined || ghost.grant.until > now);
  }
}
