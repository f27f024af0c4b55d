// RFC 9113 §5.1 as a table: what each frame that can come on a stream, and each that we send, does in
// each state. "Local" is us. Streams are never reserved, because pushing is refused; a CONTINUATION is
// part of its block. What the frames carry is not looked at.

import { ErrorCode } from "../../wire/index.ts";

export const streamStates = [
  /** The peer may begin it. */
  "idle",
  /** Only we may, or nobody. */
  "unopened",
  "open",
  "half-closed-local",
  "half-closed-remote",
  /** Both sides said their last. */
  "ended",
  "reset-local",
  "reset-remote",
  /** Closed, or passed over (§5.1.1), and no longer remembered. */
  "forgotten",
] as const;

export type StreamState = (typeof streamStates)[number];

export const receivedInputs = [
  "headers",
  "headers-end",
  "data",
  "data-end",
  "priority",
  "rst-stream",
  "push-promise",
  "window-update",
  "unknown",
] as const;

export const sentInputs = ["send-headers", "send-end", "send-reset"] as const;

export type ReceivedInput = (typeof receivedInputs)[number];
export type SentInput = (typeof sentInputs)[number];

export type Verdict =
  | "take"
  /** It may come, and means nothing. */
  | "ignore"
  /** It may come for a while, so it is ignored, but not for ever. */
  | "late"
  | "stream-error"
  | "connection-error";

export interface StreamStep {
  readonly verdict: Verdict;
  readonly code: number;
  readonly next: StreamState;
}

type Row = Readonly<Partial<Record<ReceivedInput | SentInput, StreamStep>>>;

const { noError, protocolError, streamClosed } = ErrorCode;

const take = (next: StreamState): StreamStep => ({ verdict: "take", code: noError, next });
const ignore = (next: StreamState): StreamStep => ({ verdict: "ignore", code: noError, next });
const late = (next: StreamState): StreamStep => ({ verdict: "late", code: noError, next });

/** "stream error [...] of type STREAM_CLOSED"; said once, for the stream is reset by us then. */
const closed: StreamStep = { verdict: "stream-error", code: streamClosed, next: "reset-local" };

const fatal = (code: number, next: StreamState): StreamStep => ({
  verdict: "connection-error",
  code,
  next,
});

/** §5.1: "MUST be treated as a connection error [...] of type PROTOCOL_ERROR", all but PRIORITY. */
const untouched = (state: "idle" | "unopened"): Row => ({
  headers: fatal(protocolError, state),
  "headers-end": fatal(protocolError, state),
  data: fatal(protocolError, state),
  "data-end": fatal(protocolError, state),
  "rst-stream": fatal(protocolError, state),
  "push-promise": fatal(protocolError, state),
  "window-update": fatal(protocolError, state),
});

/** §8.4, §6.6: we said SETTINGS_ENABLE_PUSH 0. */
const noPush = (state: StreamState): Row => ({ "push-promise": fatal(protocolError, state) });

/** What has no row: sending it would be our fault. Of PRIORITY and unknown frames nothing comes (§5.5). */
const rows: Readonly<Record<StreamState, Row>> = {
  idle: { ...untouched("idle"), headers: take("open"), "headers-end": take("half-closed-remote") },
  unopened: { ...untouched("unopened"), "send-headers": take("open") },
  open: {
    ...noPush("open"),
    headers: take("open"),
    "headers-end": take("half-closed-remote"),
    data: take("open"),
    "data-end": take("half-closed-remote"),
    "rst-stream": take("reset-remote"),
    "window-update": take("open"),
    "send-headers": take("open"),
    "send-end": take("half-closed-local"),
    "send-reset": take("reset-local"),
  },
  "half-closed-local": {
    ...noPush("half-closed-local"),
    headers: take("half-closed-local"),
    "headers-end": take("ended"),
    data: take("half-closed-local"),
    "data-end": take("ended"),
    "rst-stream": take("reset-remote"),
    // We send nothing more, so it is of no use, but no fault.
    "window-update": ignore("half-closed-local"),
    "send-reset": take("reset-local"),
  },
  "half-closed-remote": {
    ...noPush("half-closed-remote"),
    headers: closed,
    "headers-end": closed,
    data: closed,
    "data-end": closed,
    "rst-stream": take("reset-remote"),
    "window-update": take("half-closed-remote"),
    "send-headers": take("half-closed-remote"),
    "send-end": take("ended"),
    "send-reset": take("reset-local"),
  },
  ended: {
    ...noPush("ended"),
    headers: fatal(streamClosed, "ended"),
    "headers-end": fatal(streamClosed, "ended"),
    data: closed,
    "data-end": closed,
    "rst-stream": late("ended"),
    "window-update": late("ended"),
  },
  // "MUST be prepared to receive any frame [...] that might have been sent by the remote peer prior"
  "reset-local": {
    ...noPush("reset-local"),
    headers: late("reset-local"),
    "headers-end": late("reset-local"),
    data: ignore("reset-local"),
    "data-end": ignore("reset-local"),
    "rst-stream": late("reset-local"),
    "window-update": late("reset-local"),
  },
  "reset-remote": {
    ...noPush("reset-remote"),
    headers: closed,
    "headers-end": closed,
    data: closed,
    "data-end": closed,
    "rst-stream": late("reset-remote"),
    "window-update": late("reset-remote"),
  },
  forgotten: {
    ...noPush("forgotten"),
    // §5.1.1: "An endpoint that receives an unexpected stream identifier MUST respond with a
    // connection error [...] of type PROTOCOL_ERROR".
    headers: fatal(protocolError, "forgotten"),
    "headers-end": fatal(protocolError, "forgotten"),
    data: closed,
    "data-end": closed,
    "rst-stream": late("forgotten"),
    "window-update": late("forgotten"),
  },
};

/** Cells that are the same one in every state are made once. */
const nothing: Readonly<Record<StreamState, StreamStep>> = {
  idle: ignore("idle"),
  unopened: ignore("unopened"),
  open: ignore("open"),
  "half-closed-local": ignore("half-closed-local"),
  "half-closed-remote": ignore("half-closed-remote"),
  ended: ignore("ended"),
  "reset-local": ignore("reset-local"),
  "reset-remote": ignore("reset-remote"),
  forgotten: ignore("forgotten"),
};

export function stepOf(state: StreamState, input: ReceivedInput | SentInput): StreamStep {
  if (input === "priority" || input === "unknown") return nothing[state];
  const step = rows[state][input];
  if (step === undefined)
    throw new Error(`${input} is not ours to do on a stream that is ${state}`);
  return step;
}

/** Whether an exchange is under way: what counts against a limit of concurrent streams (§5.1.2). */
export function isLive(state: StreamState): boolean {
  return state === "open" || state === "half-closed-local" || state === "half-closed-remote";
}
