// The limits of a worker's data plane that are not those of one connection.

/** Where a listener says nothing. */
export const timeoutSeconds = { request: 10, front: 60, connect: 3, back: 30 } as const;

/** Clients connected at once; those above are turned away. */
export const clientsMax = 10_000;

/** DRAIN-DEADLINE: how long what was under way at a soft stop may take. */
export const drainMicros = 60_000_000;
