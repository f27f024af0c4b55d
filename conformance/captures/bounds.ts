// The bounds of replaying captures.

/** Instants that are not further apart count as equal. */
export const toleranceMillis = 100;

/** Longer content of one part of an answer is kept as a digest. */
export const partCharactersMax = 400;

/** Above every frame that was recorded. */
export const recordedFrameBytesMax: number = 2 ** 24;

/** Events of the world in one capture. */
export const worldEventsMax = 2_000_000;
