// The limits of the data plane in one place; their relations are asserted in `bounds.test.ts`.

/** One direction of one exchange. A head that nobody has forwarded yet is bounded by the same. */
export const bufferBytes = 16_384;

/** Buffers of one worker, and what STREAM-BUFFERS counts: two a slot, one a connection of HTTP/2. */
export const buffersMax = 1_000;

/** Interim answers that wait for a client; the oldest are dropped whole. */
export const interimsMax = 8;

/** RETRY-BOUND: dials and reuses of one request together. */
export const attemptsMax = 3;

/** Slots are given back while there are more than this many for each one in use. */
export const shrinkRatio = 2;

/** A full buffer with a head before it; what is larger is put together in an array of its own. */
export const gatherBytes = 40_960;

/** How long a connection that we ended is kept for a peer that does not end it. */
export const lingerMicros = 500_000;

/** Connections to back ends without an exchange that one session keeps for later ones. */
export const parkedMax = 32;
