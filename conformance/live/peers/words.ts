// What a case says word for word is what the reference does among everything that the contract allows: which
// error it answers, how often it tries, when it closes. A proxy of others is held to those words alone that
// leave no choice: a request that is to be answered with success is. The rest is for the checkers, who know
// what is allowed; and a rule about harm is broken by the harm alone, not by an answer that did not come.
import type { Expectation, Scenario } from "../../../sim/index.ts";
import { owesSuccess } from "../http/common-words.ts";

/** What these promise is an answer; others promise that something does not happen, or are elected. */
const promisesAnswer =
  /^(?:FLOW|ROUTE)-|^BODY-NONE$|^H1-(?!SMUGGLING|KEEPALIVE)|^H2-(?:CONVERT|GOAWAY)/;

export function inCommon(scenario: Scenario): Scenario {
  return { ...scenario, expect: scenario.expect.filter(leavesNoChoice) };
}

function leavesNoChoice(expectation: Expectation): boolean {
  if (!("exchange" in expectation) || !promisesAnswer.test(expectation.rule)) return false;
  return owesSuccess(expectation);
}

/** Why a rule that nobody judged could not be. */
export function insideReason(rule: string): string | undefined {
  if (/^(?:STREAM|GAUGE)-/.test(rule)) return "needs to see slots and gauges of a worker";
  if (/^(?:LOG|LABEL)-/.test(rule)) return "needs access logs and metrics as Sōzu writes them";
  return undefined;
}
