// Looks for an order of verbs and expiries that explains the account of one worker. The search visits
// each state once, unless it knows more of the instants the second time, and gives up at a bound.
import type { Account } from "./account.ts";
import { movesFrom } from "./moves.ts";
import { allStand, initialState, keyOf, origin, type State } from "./state.ts";
import type { Zone } from "./zone.ts";

export type Explanation =
  | { readonly kind: "explained"; readonly states: number }
  /** `furthest` had the most behind it when nothing more was possible. */
  | { readonly kind: "impossible"; readonly states: number; readonly furthest: State }
  /** The bound was reached before the search came to an end. */
  | { readonly kind: "inconclusive"; readonly states: number };

/** How many states are visited unless the caller says otherwise. */
export const statesMaxDefault = 200_000;

export function explain(account: Account, statesMax: number = statesMaxDefault): Explanation {
  const seen = new Map<string, Zone[]>();
  const first = initialState(account);
  const open: State[] = [first];
  let furthest = first;
  let states = 0;
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (isComplete(account, state)) return { kind: "explained", states };
    if (isKnown(seen, state)) continue;
    if (++states > statesMax) return { kind: "inconclusive", states: statesMax };
    if (behind(state) > behind(furthest)) furthest = state;
    open.push(...movesFrom(account, state).reverse());
  }
  return { kind: "impossible", states, furthest };
}

function isKnown(seen: Map<string, Zone[]>, state: State): boolean {
  const key = keyOf(state);
  const zones = seen.get(key) ?? [];
  if (zones.some((zone) => zone.includes(state.zone))) return true;
  seen.set(key, [...zones.filter((zone) => !state.zone.includes(zone)), state.zone]);
  return false;
}

/** Every claim and event is explained, and no lease is left whose end would have been heard of. */
function isComplete(account: Account, state: State): boolean {
  const { sessions, events, subscribedAt, endedAt } = account;
  if (state.heard < events.length) return false;
  if (state.progress.some((done, session) => done < (sessions[session]?.length ?? 0))) return false;
  if (subscribedAt === undefined) return true;
  // The end of the recording is one more instant at which whatever is there must be allowed to be.
  const zone = state.zone.grown();
  const end = state.zone.size;
  return (
    zone.learn(end, origin, endedAt) &&
    zone.learn(origin, end, -endedAt) &&
    allStand(account, state, zone, end)
  );
}

function behind({ progress, heard }: State): number {
  return progress.reduce((sum, done) => sum + done, heard);
}
