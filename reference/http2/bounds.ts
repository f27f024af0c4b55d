// The limits of one HTTP/2 connection that no configuration moves; their relations are asserted in
// `bounds.test.ts`. What a listener may choose is in `options.ts`, the limits on floods in `flood-table.ts`.

/** No more content is turned into frames while more than this waits for the socket. */
export const outputHighBytes = 16_384;

/** Input is left where it is while more than this waits: answers to PING and SETTINGS have a bound. */
export const outputStopBytes = 65_536;

/** An output that grew beyond this, for a large head, is given up once it is empty. */
export const outputKeptBytes = 65_536;

/** The largest payload of a frame of ours, whatever the peer would take. */
export const framePayloadBytesMax = 16_384;

/** Streams whose end is remembered: what their peer sent before it knew is no fault of its. */
export const closedStreamsMax = 256;

/** Frames that a closed stream may still get, before they count as a nuisance. */
export const lateFramesMax = 2;

/** RFC 9113 §6.5.3 leaves "a reasonable amount of time" to us. */
export const settingsAckMicros = 5_000_000;

/** How long a connection that we ended is kept for a peer that does not end it. */
export const lingerMicros = 500_000;

/** FLOW-STALL: the honest rate is this much in each stall budget. */
export const honestBytes = 16_384;

/** Requests that wait at one back-end connection for its SETTINGS, or for a place. */
export const waitingMax = 1_000;

export const microsPerSecond = 1_000_000;
