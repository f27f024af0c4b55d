// What a node sees of a child of its own, whichever way it runs: a channel, a way to kill it, and
// one notice of its end.

import type { Duplex } from "node:stream";
import type { ExitCause, NodeName } from "../../host.ts";

export interface Child {
  readonly channel: Duplex;
  /** Ends it at once, without asking. */
  kill(): void;
}

/** Starts a child. `exited` is called once, never before this returns. */
export type Launch = (
  child: NodeName,
  config: Uint8Array,
  exited: (cause: ExitCause) => void,
) => Child;
