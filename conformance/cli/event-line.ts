// One event of a trace as one line for a person.
import type { TraceEvent } from "../../sim/index.ts";

/** Bytes shown of a segment. */
const shownBytesMax = 24;

/** Undefined for what would only clutter the page. */
export function eventLine(event: TraceEvent): string | undefined {
  if (event.kind === "turn") return undefined;
  const what = describe(event);
  return `${String(event.at).padStart(12)}  ${event.node.padEnd(14)} ${event.kind.padEnd(10)} ${what}`.trimEnd();
}

function describe(event: TraceEvent): string {
  switch (event.kind) {
    case "write":
    case "data":
      return `link ${event.link} ${bytesText(event.bytes)}`;
    case "connect":
    case "accept":
    case "connected":
    case "end":
    case "ended":
    case "reset":
    case "was-reset":
      return `link ${event.link}${event.kind === "connected" ? ` ${event.outcome}` : ""}`;
    case "append":
      return `${event.sink}: ${event.line}`;
    case "probe":
      return JSON.stringify(event.event);
    case "datagram":
    case "datagram-sent":
      return bytesText(event.bytes);
    case "exit":
      return event.cause.kind === "exited" ? `code ${event.cause.code}` : "killed";
    case "store":
    case "load":
      return event.name;
    case "loaded":
      return event.found ? `${event.name} ${event.bytes.length} B` : `${event.name} not found`;
    case "fault":
      return `${event.fault} ${event.detail}`;
    case "listen":
      return event.outcome;
    case "start":
    case "deadline":
    case "turn":
      return "";
  }
}

function bytesText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.subarray(0, shownBytesMax)).toString("hex");
  return `${bytes.length} B ${hex}${bytes.length > shownBytesMax ? "…" : ""}`;
}
