// Who was granted what, and until when: the list of accepted applies of one worker (or of the
// master), from which every expectation is folded. Expired grants stay on the list, since an
// implementation may wrongly still show them. It decides nothing: whether an apply was rightly
// accepted is the business of `admission.ts`.
import { Census, type Standing } from "./census.ts";

/** The two halves of a peer binding; `session` in canonical form. */
export interface Binding {
  readonly pid: number | undefined;
  readonly session: string | undefined;
}

export interface Grant {
  readonly clientId: string;
  readonly level: number;
  readonly appliedAt: number;
  /** ε of the contract: the first instant at which the lease is not there. */
  readonly until: number;
  readonly ttlDefaulted: boolean;
  /** As stored by the first apply; a renewal does not touch it (BIND-STICKS). */
  readonly owner: Binding;
  /** Who made this apply or renewal. */
  readonly presenter: Binding;
  /** The connection that made it, where one is known. */
  readonly session: number | undefined;
  /** What this grant replaced, when it is a renewal. */
  readonly renewed:
    { readonly level: number; readonly until: number; readonly appliedAt: number } | undefined;
}

export function isKnown(binding: Binding): boolean {
  return binding.pid !== undefined && binding.session !== undefined;
}

export function sameBinding(a: Binding, b: Binding): boolean {
  return a.pid === b.pid && a.session === b.session;
}

/** How many expired grants are kept. */
const expiredGrantsMax = 64;

/** What the ledger comes to at one prune instant, from one pass over it. */
export interface Survey {
  readonly live: Census;
  readonly expired: Census;
  readonly expiredCount: number;
  /** The live grant that ends first, and the expired one that ended last. */
  readonly soonest: Grant | undefined;
  readonly latest: Grant | undefined;
}

export class Ledger {
  readonly floor: number;
  /** At most one grant an id, the newest last. */
  private readonly grants = new Map<string, Grant>();

  constructor(floor: number) {
    this.floor = floor;
  }

  get size(): number {
    return this.grants.size;
  }

  /** Every grant not replaced or cleared, the expired ones included. */
  all(): Iterable<Grant> {
    return this.grants.values();
  }

  /** The grant of an id, expired or not. */
  last(clientId: string): Grant | undefined {
    return this.grants.get(clientId);
  }

  /** The grant of an id that is there when everything up to and including `pruned` has expired. */
  live(clientId: string, pruned: number): Grant | undefined {
    const grant = this.grants.get(clientId);
    return grant !== undefined && grant.until > pruned ? grant : undefined;
  }

  liveAt(pruned: number): Grant[] {
    return [...this.grants.values()].filter((grant) => grant.until > pruned);
  }

  record(grant: Grant): void {
    this.grants.delete(grant.clientId);
    this.grants.set(grant.clientId, grant);
    if (this.grants.size > expiredGrantsMax) this.forget(grant.appliedAt);
  }

  remove(clientId: string): void {
    this.grants.delete(clientId);
  }

  standing(pruned: number): Standing {
    return this.survey(pruned).live.standing();
  }

  survey(pruned: number): Survey {
    const live = new Census(this.floor);
    const expired = new Census(this.floor);
    let expiredCount = 0;
    let soonest: Grant | undefined;
    let latest: Grant | undefined;
    for (const grant of this.grants.values()) {
      if (grant.until > pruned) {
        live.add(grant.level);
        if (soonest === undefined || grant.until < soonest.until) soonest = grant;
      } else {
        expired.add(grant.level);
        expiredCount++;
        if (latest === undefined || grant.until > latest.until) latest = grant;
      }
    }
    return { live, expired, expiredCount, soonest, latest };
  }

  private forget(now: number): void {
    const expired = [...this.grants.values()].filter((grant) => grant.until <= now);
    for (const grant of expired.slice(0, Math.max(0, expired.length - expiredGrantsMax))) {
      this.grants.delete(grant.clientId);
    }
  }
}
