// What can happen next in one worker: leases expire, a verb takes effect, or one was never seen. Every move is one that the contract allows and that agrees with
// what was answered and heard; where none is left, the account cannot be explained.
import type { Account, Claim } from "./account.ts";
import type { HistoryEvent } from "./history.ts";
import type { Zone } from "./zone.ts";
import { allStand, effectiveOf, type Held, last, origin, placeOf, type State } from "./state.ts";

/** The most promising first. */
export function movesFrom(account: Account, state: State): State[] {
  const next = account.sessions.flatMap((claims, session): Next[] => {
    const claim = claims[state.progress[session] ?? 0];
    return claim === undefined ? [] : [{ claim, session }];
  });
  // Whatever happens next happens before the first of the answers that are still to be explained.
  const soonest = Math.min(account.endedAt, ...next.map(({ claim }) => claim.latest));
  return [
    ...verbs(account, state, next, soonest),
    ...expiries(account, state, soonest),
    ...unseen(state, next),
  ];
}

interface Next {
  readonly claim: Claim;
  readonly session: number;
}

/** Who goes when some lease is the last of those that expire at one instant. */
interface Parting {
  readonly zone: Zone;
  readonly gone: ReadonlySet<number>;
}

/** Some leases expire at one instant. One prune instant explains them all: what ends earlier goes too. */
function expiries(account: Account, state: State, soonest: number): State[] {
  if (account.forgiven === "early") {
    return state.leases.flatMap((_, index) => {
      return parted(account, state, index, { zone: state.zone, gone: new Set([index]) });
    });
  }
  return state.leases.flatMap(({ ttlMicros }, index) => {
    const earliest = ttlMicros - state.zone.difference(origin, placeOf(index));
    if (earliest > soonest) return [];
    return partings(state, index).flatMap((parting) => parted(account, state, index, parting));
  });
}

/** Of two that end at the same instant the one with the higher place counts as the last. */
function partings({ leases, zone }: State, latest: number): Parting[] {
  const until = leases[latest]?.ttlMicros ?? 0;
  let found: Parting[] = [{ zone, gone: new Set([latest]) }];
  leases.forEach(({ ttlMicros }, index) => {
    if (index === latest) return;
    const goes = until - ttlMicros - (index > latest ? 1 : 0);
    found = found.flatMap((parting) => {
      const [a, b] = [placeOf(index), placeOf(latest)];
      const going = learnt(parting.zone, a, b, goes);
      const staying = learnt(parting.zone, b, a, -goes - 1);
      return [
        ...(going === undefined ? [] : [{ zone: going, gone: new Set([...parting.gone, index]) }]),
        ...(staying === undefined ? [] : [{ zone: staying, gone: parting.gone }]),
      ];
    });
  });
  return found;
}

/** What is known when also instant `i` minus instant `j` is at most `bound`. */
function learnt(zone: Zone, i: number, j: number, bound: number): Zone | undefined {
  if (zone.difference(i, j) <= bound) return zone;
  const more = zone.copy();
  return more.learn(i, j, bound) ? more : undefined;
}

function parted(account: Account, state: State, latest: number, parting: Parting): State[] {
  const { leases } = state;
  const zone = parting.zone.grown();
  const now = parting.zone.size;
  const ttlMicros = leases[latest]?.ttlMicros ?? 0;
  const possible =
    zone.learn(last, now, 0) &&
    zone.learn(now, origin, account.endedAt) &&
    (account.forgiven === "early" || zone.learn(placeOf(latest), now, -ttlMicros)) &&
    leases.every((lease, index) => {
      const late = lease.ttlMicros + account.latenessMicros;
      return zone.learn(now, placeOf(index), parting.gone.has(index) ? late : late - 1);
    });
  if (!possible) return [];
  const stay = leases.flatMap((_, index) => (parting.gone.has(index) ? [] : [index]));
  const left = leases.filter((_, index) => !parting.gone.has(index));
  const after = {
    ...state,
    leases: left,
    zone: zone.pick([origin, now, ...stay.map(placeOf)]),
  };
  // EVENT-EXPIRY: one event, however many leases it retired, and no client_id.
  return told(account, after, effectiveOf(account, leases), {
    effective: effectiveOf(account, left),
    transition: "lease_tick_expired",
  });
}

function verbs(account: Account, state: State, next: readonly Next[], soonest: number): State[] {
  return next
    .filter(({ claim }) => claim.earliest <= soonest)
    .sort((a, b) => a.claim.latest - b.claim.latest)
    .flatMap(({ claim, session }) => outcomes(account, state, claim, session));
}

/** A verb whose answer is not known may never have reached this worker. */
function unseen(state: State, next: readonly Next[]): State[] {
  return next
    .filter(({ claim }) => claim.answer === undefined)
    .map(({ session }) => ({ ...state, progress: stepped(state.progress, session) }));
}

function outcomes(account: Account, before: State, claim: Claim, session: number): State[] {
  const { size } = before.zone;
  const zone = before.zone.grown();
  const now = size;
  const possible =
    zone.learn(last, now, 0) &&
    zone.learn(origin, now, -claim.earliest) &&
    zone.learn(now, origin, claim.latest) &&
    allStand(account, before, zone, now);
  if (!possible) return [];
  const state = { ...before, progress: stepped(before.progress, session), zone };
  const { answer } = claim;
  const refusable = mustRefuse(account, state, claim);
  if (answer === "refused") {
    const allowed = refusable || claim.mayBeHeldElsewhere || account.forgiven === "refusal";
    if (!allowed) return [];
    return [{ ...state, zone: zone.pick([origin, now, ...leasePlaces(state.leases.length)]) }];
  }
  return refusable && !forgivesOwner(account, state, claim) ? [] : done(account, state, claim, now);
}

function forgivesOwner({ forgiven }: Account, { leases }: State, { operation }: Claim): boolean {
  return (
    forgiven === (operation.verb === "clear" ? "clear-owner" : "renew-owner") &&
    leases.some(({ clientId }) => clientId === operation.clientId)
  );
}

/** BIND-RENEW-MATCH, BIND-CLEAR-MATCH, LEASE-CAP. */
function mustRefuse({ leasesMax }: Account, { leases }: State, { operation }: Claim): boolean {
  const held = leases.find(({ clientId }) => clientId === operation.clientId);
  if (held !== undefined) return held.owner !== undefined && held.owner !== operation.owner;
  return operation.verb === "apply" && leases.length >= leasesMax;
}

const answerFields = ["configured", "previous", "effective", "count"] as const;

function done(account: Account, state: State, claim: Claim, now: number): State[] {
  const { operation, answer } = claim;
  const { clientId, verb } = operation;
  const found = state.leases.findIndex((lease) => lease.clientId === clientId);
  const places = leasePlaces(state.leases.length);
  const kept = places.filter((_, index) => index !== found);
  const others = state.leases.filter((_, index) => index !== found);
  const applied = verb === "apply" ? [leaseOf(account, claim, state.leases[found])] : [];
  const leases = [...others, ...applied];
  const previous = effectiveOf(account, state.leases);
  const effective = effectiveOf(account, leases);
  if (answer !== undefined && answer !== "refused") {
    const shown = { configured: account.floor, previous, effective, count: leases.length };
    const agrees = answerFields.every(
      (field) => answer[field] === shown[field] || account.forgiven === field,
    );
    if (!agrees) return [];
  }
  const zone = state.zone.pick([origin, now, ...kept, ...(verb === "apply" ? [now] : [])]);
  return told(account, { ...state, leases, zone }, previous, {
    effective,
    transition: verb === "apply" ? "lease_apply" : "lease_clear",
    clientId,
  });
}

/** BIND-STICKS, BIND-TAKEOVER: what a renewal does to the owner. */
function leaseOf({ takeover }: Account, { operation }: Claim, renewed: Held | undefined): Held {
  const { clientId, level = 0, ttlMicros = 0, owner } = operation;
  const keeps = renewed !== undefined && (renewed.owner !== undefined || takeover === "keeps");
  return { clientId, level, ttlMicros, owner: keeps ? renewed.owner : owner };
}

/** EVENT-ON-CHANGE, EVENT-NO-NOOP: an event exactly when the level moved, unless nobody listened. */
function told(account: Account, state: State, previous: number, change: Change): State[] {
  const { events, subscribedAt, endedAt, slackMicros, forgiven } = account;
  if (subscribedAt === undefined || change.effective === previous) return [state];
  const states: State[] = forgiven === "event-missing" ? [state] : [];
  const event = events[state.heard];
  if (
    event !== undefined &&
    (forgiven === "event-content" || tellsOf(event, { ...change, previous }))
  ) {
    const zone = state.zone.copy();
    const isPossible =
      zone.learn(last, origin, event.at) &&
      zone.learn(origin, last, account.eventMicros - event.at);
    if (isPossible) states.push({ ...state, heard: state.heard + 1, zone });
  }
  const before = state.zone.copy();
  if (state.heard === 0 && before.learn(last, origin, subscribedAt))
    states.push({ ...state, zone: before });
  const after = state.zone.copy();
  if (after.learn(origin, last, slackMicros - endedAt)) states.push({ ...state, zone: after });
  return states;
}

type Change = Pick<HistoryEvent, "effective" | "transition" | "clientId">;

function tellsOf(event: HistoryEvent, change: Change & { readonly previous: number }): boolean {
  return (
    event.previous === change.previous &&
    event.effective === change.effective &&
    event.transition === change.transition &&
    event.clientId === change.clientId
  );
}

function stepped(progress: readonly number[], session: number): readonly number[] {
  return progress.map((done, index) => (index === session ? done + 1 : done));
}

function leasePlaces(leases: number): number[] {
  return Array.from({ length: leases }, (_, index) => placeOf(index));
}
