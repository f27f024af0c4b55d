// Every bound of the simulator in one place. `bounds.test.ts` asserts how they relate.

/** Nodes one world may hold, dead ones included. */
export const nodesMax = 4096;

/** Directions (two a connection) alive at one time. */
export const pipesMax: number = 1 << 20;

/** Events waiting in the queue at one time. */
export const queueEventsMax: number = 1 << 22;

/** Scheduled events of one run: the sequence number fills the low 40 bits of the order key. */
export const sequenceMax = 1_099_511_627_776;

/** Ties drawn by the random policy; a deadline sits in the middle. */
export const tieClasses = 16;

/** The tie of a deadline when all is calm: after every delivery of the same instant. */
export const tieOfDeadline = 8;

/** Bits of a queued item that say what it is; the others say whose. */
export const itemKindBits = 3;

export const sendWindowBytesDefault = 65_536;
export const receiveWindowBytesDefault = 65_536;

/** The largest window either direction may be given. */
export const windowBytesMax: number = 1 << 28;

/** Between the least and the most latency; about half an hour, so that a choice is an integer. */
export const latencySpreadMicrosMax = 2_000_000_000;

/** The most one decision chooses among. */
export const choicesAmongMax = 2_147_483_648;

/** Accepts waiting for a busy node, unless the listener says otherwise. */
export const backlogDefault = 128;

/** Largest datagram, as UDP over IPv4 has it. */
export const datagramBytesMax = 65_507;

/** Views kept for reuse: an offer up to this size makes no garbage. */
export const reusedViewBytesMax = 4096;

/** Events the ring of the trace remembers. */
export const ringEvents = 65_536;

/** Events a recorder keeps unless told otherwise. */
export const recordedEventsMax: number = 1 << 22;

/** Events between two checkpoints of the hash. */
export const checkpointEvents = 1024;

export const checkpointsMax: number = 1 << 20;

/** Choices a run records; past it the run says that its log is incomplete. */
export const choicesRecordedMax: number = 1 << 20;

/** Queue events of a scenario unless told otherwise: enough for any, and a machine that spins ends. */
export const eventsPerPlayDefault = 1_000_000;

/** Queue events one call of `run` handles unless told otherwise. */
export const eventsPerRunDefault = 1_000_000_000;

/** Queue events of one instant; more is a livelock. */
export const eventsPerInstantMax = 1_000_000;

/** Microseconds since 1970 at the start of a run: 2024-01-01T00:00:00Z. */
export const wallStartMicros = 1_704_067_200_000_000;
