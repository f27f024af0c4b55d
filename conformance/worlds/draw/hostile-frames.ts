// Frames of HTTP/2 that a peer should not send, or not so often.
import type { Act, HostileFrame } from "./plan.ts";

function frame(type: number, on: HostileFrame["on"], payload: string, flags = 0): HostileFrame {
  return { type, on, payload, flags };
}

const [data, headers, priority, reset, settings, push, ping, goaway, window, continuation] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
] as const;
const unknown = 200;
const ended = 1;

export const hostileFrames: readonly HostileFrame[] = [
  frame(unknown, "connection", "00"),
  frame(goaway, "connection", "0000000000000000"),
  frame(goaway, "connection", "7fffffff00000000"),
  frame(window, "request", "00000000"),
  frame(window, "connection", "00000000"),
  frame(window, "request", "7fffffff"),
  frame(window, "connection", "7fffffff"),
  frame(priority, "request", "00000001ff"),
  frame(priority, "new", "0000006301"),
  frame(data, "connection", "00"),
  frame(data, "idle", "00"),
  frame(reset, "idle", "00000008"),
  frame(reset, "request", "0008"),
  frame(settings, "connection", "000400"),
  frame(settings, "connection", "000200000002"),
  frame(settings, "connection", "0005ffffffff"),
  frame(settings, "connection", "000400000000"),
  frame(ping, "connection", "00"),
  frame(push, "request", "0000000282", 4),
  frame(continuation, "request", "82", 4),
  frame(headers, "new", "ffffffffffffffff", 5),
  frame(headers, "new", "828684", 5),
  frame(headers, "request", "828684", 5),
  frame(goaway, "idle", "0000000000000000"),
];

/** As often as no honest peer would. */
export const floods: readonly (Act & { readonly do: "frame" })[] = [
  {
    do: "frame",
    afterMicros: 1_000,
    times: 110,
    frame: frame(ping, "connection", "0000000000000000"),
  },
  { do: "frame", afterMicros: 1_000, times: 60, frame: frame(settings, "connection", "") },
  { do: "frame", afterMicros: 1_000, times: 110, frame: frame(data, "request", "") },
  { do: "frame", afterMicros: 1_000, times: 110, frame: frame(window, "connection", "00000001") },
  {
    do: "frame",
    afterMicros: 1_000,
    times: 40,
    frame: frame(ping, "connection", "0000000000000000", ended),
  },
];
