// What happens with a gather: whom it is for, whether its progress is relayed, and what becomes of
// it in the end. Every verb that asks the workers makes one.

import type { Request } from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import type { Gather } from "./gather.ts";
import type { Order } from "./order.ts";

export interface Task {
  /** Undefined: the master asks for itself, as when it loads a saved state at its start. */
  readonly order: Order | undefined;
  /** Asked of every worker, in this order. */
  readonly requests: readonly Request[];
  /** Undefined: as long as the workers live. */
  readonly deadline: Micros | undefined;
  /** Bytes that may wait for a worker beyond what is usual for one request. */
  readonly extraBytes?: number;
  /** A worker said that it is on its way; only stops take so long. */
  progress?(now: Micros, worker: number, gather: Gather): void;
  /** Everybody answered, died or ran out of time. Called once. */
  conclude(now: Micros, gather: Gather): void;
}
