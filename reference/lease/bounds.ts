// The limits of a lease, all in one place.

/** LEASE-CAP. */
export const leasesMax = 64;

/** LEASE-ID-BYTES: UTF-8 bytes, not characters. */
export const clientIdBytesMax = 64;

/** LEASE-TTL-MAX. */
export const ttlSecondsMax = 300;

/** LEASE-TTL-DEFAULT. */
export const ttlSecondsDefault = 60;

export const microsPerSecond = 1_000_000;
