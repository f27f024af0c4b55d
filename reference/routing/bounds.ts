// The limits of routing in one place.

import { microsPerSecond } from "../bounds.ts";

/** RETRY-BACKOFF: how long a back end is left alone after its first failure; doubled by each next. */
export const backOffMicros: number = microsPerSecond;

/** How often it is doubled at most. */
export const backOffDoublingsMax = 5;

/** The longest pause: an origin that came back is tried again half a minute later at the latest. */
export const backOffMicrosMax: number = backOffMicros << backOffDoublingsMax;

/** Seconds of Retry-After where the cluster does not say. */
export const retryAfterSecondsDefault = 60;

/** What a weight of 0 in a message stands for, as the field is absent in files that do not use it. */
export const weightDefault = 100;

/** Bytes of an Authorization field that are looked at; no account of ours needs more. */
export const credentialsBytesMax = 4096;

/** `$HOST[n]` and `$PATH[n]`: the whole, and as many groups as a pattern may have. */
export const capturesMax = 10;

/** Keys of random draws; the name of the cluster is mixed in. */
export const balanceKey = 0x6b61_6c62;

/** The name of the sticky cookie where the listener does not say. */
export const stickyNameDefault = "SOZUBALANCEID";

/** Connections of one address to a cluster that does not say; 0 is no limit. */
export const connectionsPerIpMaxDefault = 0;
