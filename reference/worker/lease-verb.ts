// The lease verb of a worker: judge, obey, tell. The numbers come from the table.

import type { SetMetricDetail } from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import { judgeRequest } from "../lease/request.ts";
import { statusAfter } from "../lease/status.ts";
import { bindingOf, leaseRequestOf } from "../lease/wire-request.ts";
import { accepted, refused, statusContent, type Answer } from "./answer.ts";
import type { Metering } from "./metering.ts";

export function setMetricDetail(now: Micros, message: SetMetricDetail, metering: Metering): Answer {
  const verdict = judgeRequest(leaseRequestOf(message, bindingOf(message)));
  if (!verdict.ok) return refused(verdict.refusal);
  const outcome = metering.obey(now, verdict.order);
  if (!outcome.ok) return refused(outcome.refusal);
  return accepted("", statusContent(statusAfter(metering.leases, outcome.transition)));
}
