// Who was granted what, and until when: the list of accepted applies of one worker (or of the
// master), from which every expectation is folded. It is a list and not a table on purpose, since a
// table is what is being judged. It decides nothing: whether an apply was rightly accepted is the
// business of `admission.ts`.

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

/** A value that a set of grants gives rise to. */
export interface Standing {
  readonly effective: number;
  readonly count: number;
}

/** Expired grants are kept a while, since an implementation may wrongly still show them. */
const expiredGrantsMax = 64;

export class Ledger {
  readonly floor: number;
  /** At most one grant an id; the newest last. Expired ones stay until they are replaced or too many. */
  private grants: Grant[] = [];

  constructor(floor: number) {
    this.floor = floor;
  }

  /** Every grant not replaced or cleared, the expired ones included. */
  all(): readonly Grant[] {
    return this.grants;
  }

  /** The grant of an id, expired or not. */
  last(clientId: string): Grant | undefined {
    return this.grants.find((grant) => grant.clientId === clientId);
  }

  /** The grant of an id that is there when everything up to and including `pruned` has expired. */
  live(clientId: string, pruned: number): Grant | undefined {
    const grant = this.last(clientId);
    return grant !== undefined && grant.until > pruned ? grant : undefined;
  }

  liveAt(pruned: number): Grant[] {
    return this.grants.filter((grant) => grant.until > pruned);
  }

  record(grant: Grant): void {
    this.remove(grant.clientId);
    this.grants.push(grant);
    this.forget(grant.appliedAt);
  }

  remove(clientId: string): void {
    this.grants = this.grants.filter((grant) => grant.clientId !== clientId);
  }

  /** effective = max(configured, levels of the leases that are there). */
  standing(pruned: number): Standing {
    let effective = this.floor;
    let count = 0;
    for (const grant of this.grants) {
      if (grant.until <= pruned) continue;
      count++;
      if (grant.level > effective) effective = grant.level;
    }
    return { effective, count };
  }

  private forget(now: number): void {
    const expired = this.grants.filter((grant) => grant.until <= now);
    if (expired.length <= expiredGrantsMax) return;
    const oldest = new Set(expired.slice(0, expired.length - expiredGrantsMax));
    this.grants = this.grants.filter((grant) => !oldest.has(grant));
  }
}

/** The standing of an imagined set of grants. */
export function standingOf(floor: number, grants: readonly Grant[]): Standing {
  const effective = grants.reduce((level, grant) => Math.max(level, grant.level), floor);
  return { effective, count: grants.length };
}
