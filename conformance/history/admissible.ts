// Which lease verbs can reach a worker at all, and how long they ask for: what is refused before is not
// part of a history.
import { type LeaseConstants, microsPerSecond } from "../model/constants.ts";
import { utf8Length } from "../model/utf8.ts";
import type { LeaseRequest } from "../observe/observation.ts";

/** A master refuses anything else before a worker sees it. */
export function isAdmissible(lease: LeaseRequest, constants: LeaseConstants): boolean {
  const bytes = utf8Length(lease.clientId);
  if (bytes === 0 || bytes > constants.clientIdBytesMax) return false;
  if (lease.clear === true) return true;
  const { detail } = lease;
  if (detail === undefined || detail < 0 || detail > constants.levelMax) return false;
  return (lease.ttlSeconds ?? 0) <= constants.ttlSecondsMax;
}

export function ttlMicrosOf(
  { ttlSeconds = 0 }: LeaseRequest,
  { ttlDefaultSeconds }: LeaseConstants,
): number {
  return (ttlSeconds === 0 ? ttlDefaultSeconds : ttlSeconds) * microsPerSecond;
}
