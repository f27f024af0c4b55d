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
  /** The caller's own to count with; `expired` is not. */
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
  /** The same grants by their end; of those that end together the newest last. */
  private readonly byEnd: Grant[] = [];
  private readonly census: Census;
  private readonly nothing: Census;

  constructor(floor: number) {
    this.floor = floor;
    this.census = new Census(floor);
    this.nothing = new Census(floor);
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
    this.remove(grant.clientId);
    this.grants.set(grant.clientId, grant);
    this.census.add(grant.level);
    const { byEnd } = this;
    byEnd.push(grant);
    let place = byEnd.length - 1;
    for (; place > 0; place--) {
      const before = byEnd[place - 1];
      if (before === undefined || before.until <= grant.until) break;
      byEnd[place] = before;
    }
    byEnd[place] = grant;
    if (this.grants.size > expiredGrantsMax) this.forget(grant.appliedAt);
  }

  remove(clientId: string): void {
    const grant = this.grants.get(clientId);
    if (grant === undefined) return;
    this.grants.delete(clientId);
    const { byEnd } = this;
    // What is renewed is most often what would have ended first.
    if (byEnd[0] === grant) byEnd.shift();
    else byEnd.splice(byEnd.indexOf(grant), 1);
    this.census.add(grant.level, -1);
  }

  standing(pruned: number): Standing {
    const [first] = this.byEnd;
    const allLive = first === undefined || first.until > pruned;
    return allLive ? this.census.standing() : this.survey(pruned).live.standing();
  }

  survey(pruned: number): Survey {
    const live = this.census.copy();
    let expired = this.nothing;
    let expiredCount = 0;
    for (const { level, until } of this.byEnd) {
      if (until > pruned) break;
      if (expiredCount === 0) expired = new Census(this.floor);
      live.add(level, -1);
      expired.add(level);
      expiredCount++;
    }
    const soonest = this.byEnd[expiredCount];
    const latest = expiredCount === 0 ? undefined : this.oldestWith(expiredCount - 1);
    return { live, expired, expiredCount, soonest, latest };
  }

  /** The oldest of the grants that end together with the one at that place. */
  private oldestWith(place: number): Grant | undefined {
    const grant = this.byEnd[place];
    return this.byEnd.find((other) => other.until === grant?.until);
  }

  private forget(now: number): void {
    const expired = [...this.grants.values()].filter((grant) => grant.until <= now);
    for (const grant of expired.slice(0, Math.max(0, expired.length - expiredGrantsMax))) {
      this.remove(grant.clientId);
    }
  }
}
