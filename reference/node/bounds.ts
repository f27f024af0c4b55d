// Every limit of the real host in one place. The machines have bounds of their own; these are the
// limits of what stands between them and the operating system.

/** What one direction of one connection may hold before `write` comes up short. */
export const sendBufferBytesMax = 65_536;

/** After a short write, `onWritable` is given when no more than this is left to send. */
export const sendBufferBytesLow: number = sendBufferBytesMax / 2;

/** Node's timers take a signed 32-bit count of milliseconds; longer waits are made of several. */
export const timerMillisMax = 2_147_483_647;

/** `sun_path` less its closing NUL. */
export const socketPathBytesMax = 107;

/** LIVE-NO-BLOCK: the largest file `load` takes and `store` writes. */
export const fileBytesMax: number = 64 * 1024 * 1024;

/** LIVE-NO-BLOCK: a file system that has not answered by then has failed. */
export const fileMillisMax = 5_000;

/** Loads and stores waiting for their turn; one more fails at once. */
export const fileOperationsMax = 64;

/** Datagrams handed to the kernel and not yet taken; one more is dropped, as a network would. */
export const datagramsInFlightMax = 1_024;

/** What the log may hold for a reader of standard error who does not read. */
export const logBytesMax: number = 1024 * 1024;

/** A line of a worker's standard error beyond this is cut. */
export const logLineCharactersMax = 8_192;

/** How long a stale socket file's owner has to answer before the address counts as in use. */
export const staleProbeMillisMax = 1_000;

/** How long accepted bytes have to leave when the machine exits. */
export const flushMillisMax = 1_000;

/** How long a stop waits for the machine to end by itself. */
export const stopMillisMax = 10_000;

/** How long a worker has to follow its closed channel before it is killed. */
export const childExitMillisMax = 2_000;

/** The largest first message to a worker process. */
export const workerBootBytesMax: number = 1024 * 1024;

/** The largest configuration file. */
export const configurationBytesMax: number = 16 * 1024 * 1024;

/**
 * What a master's boot configuration takes; a file that says otherwise is refused with its line.
 * The master checks again: a test holds the two together.
 */
export const workersMax = 256;
export const commandBufferBytesLeast = 256;
export const commandBufferBytesMost = 64_000_000;
export const workerTimeoutSecondsMax = 86_400;

/** The largest file of a certificate, a chain or a key; as much as the configuration state takes. */
export const pemBytesMax = 65_536;
