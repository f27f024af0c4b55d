// The limits of the control plane in one place; their relations are asserted in `bounds.test.ts`.
// The limits of a lease are in `lease/bounds.ts`.

/** Below this, not even every refusal of our own would fit a frame. */
export const commandBufferBytesLeast = 256;
export const commandBufferBytesMost = 64_000_000;

/** What a configuration may give the data plane of a worker, 16 KiB each. */
export const buffersMost = 1_000_000;

/** How much one input may bring; the rest is asked for with `resume`. */
export const readBytesMax = 65_536;

/** A peer's bytes are left where they are while more than this waits to be written to it. */
export const outputHighBytes = 65_536;

/** What may wait for one peer, in largest frames: beyond it a reply shrinks to a refusal. */
export const outputFramesMax = 4;

/** Requests of one session that wait for their terminal reply. */
export const pendingRequestsMax = 64;

export const sessionsMax = 4_096;
export const workersMax = 256;

/** Gathers open at once, over all sessions. */
export const gathersMax = 4_096;

/** Workers that ended and are still listed. */
export const endedWorkersMax = 256;

/** Replacements for workers that died before they ever answered, back to back. */
export const fruitlessRestartsMax = 8;

/** Code points of a worker's text that a reply repeats. */
export const workerTextMax = 256;

/** What LoadState may queue for a worker; `state/bounds.ts` keeps files below it. */
export const stateBytesMax = 64_000_000;

/** Loads and stores under way. */
export const filesMax = 64;

/** How often a worker sends its StatsD lines. */
export const statsdPeriodMicros = 1_000_000;

/** A worker that lived this long was worth starting. */
export const workerSettledMicros = 1_000_000;

/** The pause before the next replacement once too many were fruitless. */
export const restartPauseMicros = 1_000_000;

/** How long a connection that we ended is kept for a client that does not end it. */
export const cutMicros = 500_000;

/** How long a draining worker may take before it is ended. */
export const drainMicrosMax = 300_000_000;

export const microsPerSecond = 1_000_000;
export const microsPerMilli = 1000;

/** Workers whose fault a reply names one by one. */
export const workersNamedMax = 8;

/** More than the master adds to a request on its way to a worker: an id, a pid, a session. */
export const expansionBytesMax = 256;
