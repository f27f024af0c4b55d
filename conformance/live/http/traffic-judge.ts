// The rules of the data plane that are judged from outside: those that follow from what clients and
// origins did and saw. Slots, buffers and the books of a gauge are nobody's to see there.
import type { LeaseConstants } from "../../model/constants.ts";
import { accessFormat } from "../../model/access/formats.ts";
import { judgeFor } from "../../runner/run-case.ts";
import type { Evidence } from "../evidence.ts";
import { trafficObservations, type TrafficFacts } from "./traffic-observations.ts";
import { trafficRulesOf } from "./traffic-rules.ts";

export function judgeTraffic(facts: TrafficFacts, constants: LeaseConstants): Evidence {
  const { scenario } = facts;
  const rules = trafficRulesOf(scenario, facts.access.length > 0);
  const format = accessFormat(constants.access.format);
  const judge = judgeFor(scenario, constants, { sampling: false, rules });
  for (const observation of trafficObservations(facts, format)) judge.observe(observation);
  return judge.verdicts;
}
