// The leases of one process and the metric detail they add up to: apply, renew, clear, expire.
//
// The table is a plain value driven by its caller: time comes in with every call, results go out as
// return values. It sets no timer (its owner asks `nextExpiry` and comes back then), sends no event
// and checks nothing that can be read off a request alone (`request.ts` did that before).
//
// Every operation first forgets what has expired at `now`, so that no answer, count, cap or owner
// ever rests on a dead lease (LEASE-EXPIRES).

import { givesWayTo, type Binding } from "./binding.ts";
import { leasesMax, microsPerSecond } from "./bounds.ts";
import { higherLevel, type Level } from "./level.ts";
import type { LeaseOrder } from "./request.ts";
import type { Transition, TransitionKind } from "./transition.ts";

export interface Lease {
  readonly clientId: string;
  readonly level: Level;
  /** The first instant, in microseconds, at which the lease is gone. */
  readonly expiresAt: number;
  /** BIND-STICKS: as it was when the lease was first applied. */
  readonly binding: Binding;
}

/** `expired` is what expiry did before the order was looked at, if it retired anything. */
export type LeaseOutcome =
  | { readonly ok: true; readonly expired?: Transition; readonly transition: Transition }
  | { readonly ok: false; readonly expired?: Transition; readonly refusal: string };

export class LeaseTable {
  readonly configured: Level;
  readonly #leases = new Map<string, Lease>();
  #effective: Level;
  /** Nothing ends before it. */
  #nextExpiry: number | undefined;
  #revision = 0;

  /** `configured` is the floor; no operation moves it (LEASE-FLOOR-STATIC). */
  constructor(configured: Level) {
    this.configured = configured;
    this.#effective = configured;
  }

  /** LEASE-EFFECTIVE-MAX: the highest of the floor and every lease; as of the last operation. */
  get effective(): Level {
    return this.#effective;
  }

  /** LEASE-COUNT: as of the last operation. */
  get count(): number {
    return this.#leases.size;
  }

  /** Grows with every change of any lease; equal revisions mean an equal table. */
  get revision(): number {
    return this.#revision;
  }

  /** In the order in which the ids were first applied. */
  leases(): readonly Lease[] {
    return [...this.#leases.values()];
  }

  /** The instant at which `expire` has something to do, if there is one. */
  nextExpiry(): number | undefined {
    return this.#nextExpiry;
  }

  /** The lease of an id as of the last operation. */
  find(clientId: string): Lease | undefined {
    return this.#leases.get(clientId);
  }

  /** Forgets the expired; undefined when there was none. One transition, however many they are. */
  expire(now: number): Transition | undefined {
    if (this.#nextExpiry === undefined || now < this.#nextExpiry) return undefined;
    for (const { clientId, expiresAt } of this.#leases.values()) {
      // LEASE-NEVER-EARLY, LEASE-EXPIRY-TIE: there strictly before its expiry, gone at it.
      if (now < expiresAt) continue;
      this.#leases.delete(clientId);
    }
    return this.#changed("lease_tick_expired", undefined);
  }

  /** LEASE-FAILURE-INERT: a refusal leaves no trace but that of expiry. */
  obey(now: number, order: LeaseOrder): LeaseOutcome {
    const expired = this.expire(now);
    const outcome = order.kind === "clear" ? this.#clear(order) : this.#apply(now, order);
    return expired === undefined ? outcome : { ...outcome, expired };
  }

  #apply(now: number, order: LeaseOrder & { readonly kind: "apply" }): LeaseOutcome {
    const { clientId, level } = order;
    const held = this.#leases.get(clientId);
    if (held === undefined && this.#leases.size >= leasesMax) {
      // LEASE-CAP: a renewal at the cap is not one more.
      return { ok: false, refusal: `there are already ${leasesMax} leases` };
    }
    if (held !== undefined && !givesWayTo(held.binding, order.binding)) {
      return { ok: false, refusal: "the lease belongs to another client and cannot be renewed" };
    }
    // LEASE-RENEW-REPLACES, LEASE-RENEW-SHORTENS: level and expiry, whichever way they move.
    // BIND-TAKEOVER: we elect `keeps`, a renewal of an unknown binding leaves it unknown.
    const binding = held === undefined ? order.binding : held.binding;
    const expiresAt = now + order.ttlSeconds * microsPerSecond;
    this.#leases.set(clientId, { clientId, level, expiresAt, binding });
    return { ok: true, transition: this.#changed("lease_apply", clientId) };
  }

  #clear({ clientId, binding }: LeaseOrder): LeaseOutcome {
    const held = this.#leases.get(clientId);
    if (held === undefined) {
      // LEASE-CLEAR-UNKNOWN
      const level = this.#effective;
      const kind = "lease_clear";
      return { ok: true, transition: { kind, previous: level, effective: level, clientId } };
    }
    if (!givesWayTo(held.binding, binding)) {
      return { ok: false, refusal: "the lease belongs to another client and cannot be cleared" };
    }
    this.#leases.delete(clientId);
    return { ok: true, transition: this.#changed("lease_clear", clientId) };
  }

  #changed(kind: TransitionKind, clientId: string | undefined): Transition {
    const previous = this.#effective;
    let effective = this.configured;
    let nextExpiry: number | undefined;
    for (const { level, expiresAt } of this.#leases.values()) {
      effective = higherLevel(effective, level);
      if (nextExpiry === undefined || expiresAt < nextExpiry) nextExpiry = expiresAt;
    }
    this.#effective = effective;
    this.#nextExpiry = nextExpiry;
    this.#revision += 1;
    return { kind, previous, effective, clientId };
  }
}
