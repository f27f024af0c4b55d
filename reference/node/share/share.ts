// Listening where other workers listen too. A socket belongs to one of them from its accept on.

import type { Socket } from "node:net";
import type { ListenerId, ListenOutcome } from "../../host.ts";

export interface SharedAddress {
  readonly host: string;
  readonly port: number;
  readonly backlog: number;
}

export interface Taker {
  /** Once, later. `reason` is one line for people, absent when it listens. */
  settled(outcome: ListenOutcome, reason: string | undefined): void;
  accept(socket: Socket): void;
}

/** One worker's end. */
export interface Share {
  listen(listener: ListenerId, at: SharedAddress, taker: Taker): void;
  /** Sockets that are on their way go to another worker, or are reset where nobody listens any more. */
  unlisten(listener: ListenerId): void;
}
