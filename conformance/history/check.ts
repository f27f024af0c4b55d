// Whether some legal order of applies, renewals, clears and expiries explains everything that a
// history shows. Workers are independent, so each is explained alone.
import { accountOf, workersOf } from "./account.ts";
import { explain, statesMaxDefault } from "./explain.ts";
import type { History } from "./history.ts";
import { type Witness, witnessOf } from "./witness.ts";

export interface WorkerVerdict {
  readonly worker: number;
  readonly kind: "explained" | "impossible" | "inconclusive";
  /** How many states were visited; of an inconclusive verdict, the bound. */
  readonly states: number;
  readonly witness: Witness | undefined;
}

export interface CheckOptions {
  readonly statesMax?: number;
}

export function checkHistory(history: History, options: CheckOptions = {}): WorkerVerdict[] {
  const statesMax = options.statesMax ?? statesMaxDefault;
  return workersOf(history).map((worker) => {
    const { kind, states } = explain(accountOf(history, worker), statesMax);
    const witness = kind === "impossible" ? witnessOf(history, worker) : undefined;
    return { worker, kind, states, witness };
  });
}
