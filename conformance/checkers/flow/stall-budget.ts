// How long a target may bear a peer that gives no credit: D of the contract, from the timers that the
// scenario configured, and the one timer that it may take to notice.
import { microsPerSecond } from "../../model/constants.ts";
import type { StallConstants } from "../../model/http2-constants.ts";
import type { BootFacts } from "../family.ts";

export interface StallBudget {
  readonly budgetMicros: number;
  readonly noticeMicros: number;
  readonly honestBytes: number;
}

export function stallBudget({ requests }: BootFacts, constants: StallConstants): StallBudget {
  const backSeconds = [constants.backTimeoutSeconds];
  const frontSeconds = [constants.frontTimeoutSeconds];
  for (const { requestType } of requests) {
    if (requestType.case !== "addHttpListener" && requestType.case !== "addHttpsListener") continue;
    backSeconds.push(requestType.value.backTimeout);
    frontSeconds.push(requestType.value.frontTimeout);
  }
  const back = Math.max(...backSeconds) * microsPerSecond;
  return {
    budgetMicros: Math.max(constants.budgetMicrosMin, back),
    noticeMicros: Math.max(...frontSeconds) * microsPerSecond,
    honestBytes: constants.honestBytes,
  };
}
