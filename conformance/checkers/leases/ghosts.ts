// Refused requests that an implementation may have carried out all the same. Each is remembered
// until it could no longer show, so that a later answer that fits it betrays LEASE-FAILURE-INERT.
import type { Grant, Ledger, Survey } from "../../model/ledger.ts";
import type { Mistakes } from "./mistakes.ts";

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
    if (this.ghosts.length === 0) return;
    this.ghosts = this.ghosts.filter((ghost) => ghost.clientId !== clientId);
  }

  addMistakes(found: Mistakes, ledger: Ledger, { live }: Survey, now: number): void {
    if (this.ghosts.length === 0) return;
    for (const { clientId, grant } of this.haunting(now)) {
      const held = ledger.live(clientId, now);
      if (held !== undefined) live.add(held.level, -1);
      if (grant !== undefined) live.add(grant.level);
      const { effective, count } = live.standing();
      if (grant !== undefined) live.add(grant.level, -1);
      if (held !== undefined) live.add(held.level);
      found.add("LEASE-FAILURE-INERT", effective, count);
    }
  }

  /** The expiry that a refused renewal would have given to a lease. */
  expiryOf(clientId: string, now: number): number | undefined {
    return this.haunting(now).find((ghost) => ghost.clientId === clientId)?.grant?.until;
  }

  private haunting(now: number): Ghost[] {
    return this.ghosts.filter((ghost) => ghost.grant === undefined || ghost.grant.until > now);
  }
}
