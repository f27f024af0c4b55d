// What a case says of its traffic word for word is what the reference does among everything that the
// contract allows: which error it answers, how often it tries, when it closes. A release that may elect
// otherwise is held to those words alone that leave no choice; the rest is for the checkers.
import type { Expectation, Scenario } from "../../../sim/index.ts";

/** Words about these say how the inside of the reference came to it, or what it elects. */
const elective = /^(?:STREAM|GAUGE|LOG|LABEL|RETRY|LIVE)-/;
const firstError = 400;

type ExchangeWords = Extract<Expectation, { readonly exchange: string }>;

/** Words about the control plane stand as they are. */
export function withWordsInCommon(scenario: Scenario): Scenario {
  return { ...scenario, expect: scenario.expect.filter(leavesNoChoice) };
}

function leavesNoChoice(expectation: Expectation): boolean {
  if (!("exchange" in expectation)) return true;
  const { rule } = expectation;
  if (elective.test(rule)) return false;
  // That a part is taken for the whole is never allowed, however the cut is told.
  return rule === "BODY-TRUNCATED" || owesSuccess(expectation);
}

/** A whole answer that is no error, and nothing else. */
export function owesSuccess({ end = ["complete"], statuses = [] }: ExchangeWords): boolean {
  const isSuccess = statuses.length > 0 && statuses.every((status) => status < firstError);
  return isSuccess && end.every((one) => one === "complete");
}
