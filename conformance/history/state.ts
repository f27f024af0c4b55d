// Where one worker may be in explaining its account: which claims are done, which leases there are,
// which events were heard, and what that says of the instants. States are values; moves make new ones.
import type { Account } from "./account.ts";
import { Zone } from "./zone.ts";

/** A lease that is there. */
export interface Held {
  readonly clientId: string;
  readonly level: number;
  readonly ttlMicros: number;
  readonly owner: string | undefined;
}

export interface State {
  /** How many claims of each session are behind us. */
  readonly progress: readonly number[];
  readonly leases: readonly Held[];
  /** How many events are explained. */
  readonly heard: number;
  /** The origin, the last instant, and for each lease the instant of its last apply. */
  readonly zone: Zone;
}

/** Places in a zone. */
export const origin = 0;
export const last = 1;

export function placeOf(lease: number): number {
  return lease + 2;
}

export function initialState({ sessions }: Account): State {
  return {
    progress: sessions.map(() => 0),
    leases: [],
    heard: 0,
    zone: Zone.origin().pick([origin, origin]),
  };
}

/** effective = max(configured, levels of the leases that are there). */
export function effectiveOf({ floor }: Account, leases: readonly Held[]): number {
  return leases.reduce((most, { level }) => Math.max(most, level), floor);
}

/** Learns that every lease that is there had not expired for longer than it may. */
export function allStand(
  { latenessMicros }: Account,
  state: State,
  zone: Zone,
  at: number,
): boolean {
  return state.leases.every(({ ttlMicros }, lease) =>
    zone.learn(at, placeOf(lease), ttlMicros + latenessMicros - 1),
  );
}

/** States with the same key differ in their instants only. */
export function keyOf({ progress, leases, heard }: State): string {
  const table = leases.map(({ clientId, level, ttlMicros, owner }) => [
    clientId,
    level,
    ttlMicros,
    owner ?? null,
  ]);
  return JSON.stringify([progress, heard, table]);
}
