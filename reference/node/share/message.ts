// What a worker's process and its master's say to each other about shared addresses, over the channel
// that Node itself gives a child. An accepted socket travels with the message that names its listener.

import type { ListenerId, ListenOutcome } from "../../host.ts";
import type { SharedAddress } from "./share.ts";

export type FromWorker =
  | { readonly kind: "listen"; readonly listener: ListenerId; readonly at: SharedAddress }
  | { readonly kind: "unlisten"; readonly listener: ListenerId }
  /** What became of a connection, in the order in which they came. */
  | { readonly kind: "taken" }
  | { readonly kind: "refused" };

export type ToWorker =
  | {
      readonly kind: "settled";
      readonly listener: ListenerId;
      readonly outcome: ListenOutcome;
      readonly reason: string;
    }
  | { readonly kind: "connection"; readonly listener: ListenerId };

/** Both ends are of one build: what does not look like theirs is nobody's. */
export function isFromWorker(message: unknown): message is FromWorker {
  return hasKind(message, ["listen", "unlisten", "taken", "refused"]);
}

export function isToWorker(message: unknown): message is ToWorker {
  return hasKind(message, ["settled", "connection"]);
}

function hasKind(message: unknown, kinds: readonly string[]): boolean {
  if (typeof message !== "object" || message === null || !("kind" in message)) return false;
  return typeof message.kind === "string" && kinds.includes(message.kind);
}
