// Who stands behind a lease: a process and one connection of it, as the master saw them. This file
// says when two of them are the same owner; it does not say where they come from.

/** Either half may be missing: no peer credentials, or a session id that could not be read. */
export interface Binding {
  readonly pid: number | undefined;
  /** The session id as the u128 it stands for. */
  readonly session: bigint | undefined;
}

export const unknownBinding: Binding = { pid: undefined, session: undefined };

/** A binding is known iff pid and session are both present; half of one identifies nobody. */
export function isKnown(binding: Binding): boolean {
  return binding.pid !== undefined && binding.session !== undefined;
}

/**
 * Whether `presented` may renew or clear what `stored` applied.
 *
 * BIND-CLEAR-MATCH, BIND-RENEW-MATCH: a known binding gives way only to itself.
 * BIND-BOTH-HALVES: one equal half is a mismatch.
 * BIND-UNKNOWN-OPEN: an absent or half known binding gives way to anyone.
 */
export function givesWayTo(stored: Binding, presented: Binding): boolean {
  if (!isKnown(stored)) return true;
  return stored.pid === presented.pid && stored.session === presented.session;
}

/** The u128 as 32 lower-case hexadecimal digits. */
export function sessionHex(session: bigint): string {
  return session.toString(16).padStart(32, "0");
}
