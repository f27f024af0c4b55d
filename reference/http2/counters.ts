// The names of the counters of HTTP/2 (`h2.*`): one for each frame type, error code and flood. They are
// put together once, for they are counted for each frame.

import { ErrorCode, type FrameEvent } from "../../wire/index.ts";

/** Where they are counted. */
export interface Counters {
  count(name: string, labels?: undefined, by?: number): void;
}

const frames: Readonly<Record<FrameEvent["kind"], string>> = {
  data: "h2.frames.rx.data",
  headers: "h2.frames.rx.headers",
  priority: "h2.frames.rx.priority",
  "rst-stream": "h2.frames.rx.rst_stream",
  settings: "h2.frames.rx.settings",
  "push-promise": "h2.frames.rx.push_promise",
  ping: "h2.frames.rx.ping",
  goaway: "h2.frames.rx.goaway",
  "window-update": "h2.frames.rx.window_update",
  continuation: "h2.frames.rx.continuation",
  unknown: "h2.frames.rx.unknown",
  fault: "h2.frames.rx.fault",
};

export function receivedCounter(kind: FrameEvent["kind"]): string {
  return frames[kind];
}

const codes: ReadonlyMap<number, string> = new Map(
  Object.entries(ErrorCode).map(([name, code]) => [
    code,
    name.replace(/[A-Z]/g, (part) => `_${part.toLowerCase()}`),
  ]),
);

/** `h2.goaway.sent.no_error` and the like. */
export function codeCounter(
  of: "goaway.sent" | "goaway.received" | "rst_stream.sent" | "rst_stream.received",
  code: number,
): string {
  return `h2.${of}.${codes.get(code) ?? "unknown"}`;
}
