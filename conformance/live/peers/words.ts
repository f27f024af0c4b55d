// What a case says word for word is what the reference does among everything that the contract allows: which
// error it answers, how often it tries, when it closes. A proxy of others is held to those words alone that
// leave no choice: a request that is to be answered with success is, what must not be carried out twice reaches
// nobody twice, and who passes a limit is let go. The rest is for the checkers, who know what is allowed; and a
// rule about harm is broken by the harm alone, not by an answer that did not come.
import type { ExchangeExpectation, Expectation, Scenario } from "../../../sim/index.ts";
import {
  defaultHttp2Constants,
  type FloodLimit,
  type Http2Constants,
  ruleOfKind,
} from "../../model/http2-constants.ts";
import { owesSuccess } from "../http/common-words.ts";

type Floods = Pick<Http2Constants, "floods">;

/**
 * What these promise is an answer; others promise that something does not happen, or are elected. Edits are made once
 * however often is tried, and that is elected.
 */
const promisesAnswer =
  /^(?:FLOW|ROUTE)-(?!EDITS)|^BODY-NONE$|^H1-(?!SMUGGLING|KEEPALIVE)|^H2-(?:CONVERT|GOAWAY)/;
/** RFC 9110 §9.2.2 */
const notIdempotent: ReadonlySet<string> = new Set(["POST", "PATCH", "CONNECT"]);

export function inCommon(scenario: Scenario, declared: Floods): Scenario {
  const expect = scenario.expect.flatMap((words) => wordsInCommon(words, scenario, declared));
  return { ...scenario, expect };
}

function wordsInCommon(
  words: Expectation,
  scenario: Scenario,
  declared: Floods,
): readonly Expectation[] {
  if (!("exchange" in words)) return [];
  const { rule, exchange } = words;
  // How it is answered is open; one that a back end had and lost is nobody else's.
  if (rule === "RETRY-SAFE") {
    return isForOneOnly(words, scenario) ? [{ rule, exchange, origins: 1 }] : [];
  }
  const limits = limitsOf(rule, declared);
  const isPassed = limits.length > 0 && limits.every(({ own, known }) => own.limit <= known.limit);
  if (isPassed) return isRefusal(words) ? [words] : [];
  return promisesAnswer.test(rule) && owesSuccess(words) ? [words] : [];
}

/** Sent on once and never answered by whoever had it, with a method that nobody may repeat. */
function isForOneOnly(words: ExchangeExpectation, { steps }: Scenario): boolean {
  const { exchange, origins, statuses = [] } = words;
  const isFailed = statuses.length > 0 && statuses.every((status) => status >= 500);
  const isUnrepeatable = steps.some(
    (step) =>
      "do" in step &&
      step.do === "fetch" &&
      step.label === exchange &&
      notIdempotent.has(step.method ?? "GET"),
  );
  return origins === 1 && isFailed && isUnrepeatable;
}

/** No end of these is an answer. */
function isRefusal({ end = [], statuses = [] }: ExchangeExpectation): boolean {
  return end.length > 0 && !end.includes("complete") && statuses.length === 0;
}

/** Why a rule that nobody judged could not be. */
export function insideReason(rule: string, declared: Floods): string | undefined {
  if (/^(?:STREAM|GAUGE)-/.test(rule)) return "needs to see slots and gauges of a worker";
  if (/^(?:LOG|LABEL)-/.test(rule)) return "needs access logs and metrics as Sōzu writes them";
  const limits = limitsOf(rule, declared).filter(({ own }) => own.limit < Infinity);
  const isUnreached =
    limits.length > 0 && limits.every(({ own, known }) => own.limit > known.limit);
  return isUnreached ? "needs a case that goes beyond the limit that it declares" : undefined;
}

interface Limits {
  readonly own: FloodLimit;
  /** What cases go one beyond. */
  readonly known: FloodLimit;
}

/** One for each kind of flood that a rule is about. */
function limitsOf(rule: string, { floods }: Floods): readonly Limits[] {
  const known = new Map(Object.entries(defaultHttp2Constants.floods));
  const rules = new Map(Object.entries(ruleOfKind));
  return Object.entries(floods).flatMap(([kind, own]) => {
    const limit = known.get(kind);
    return rules.get(kind) === rule && limit !== undefined ? [{ own, known: limit }] : [];
  });
}
