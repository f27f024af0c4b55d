// What an explained history was held against: for each rule an observed value that would have broken
// it. A value is put in the place of what was seen, and counts only when the history then cannot be
// explained and a promise is to blame.
import { accountOf, leasesIn } from "./account.ts";
import { blameOf } from "./blame.ts";
import { explain } from "./explain.ts";
import type { History, HistoryAnswer, HistoryEvent } from "./history.ts";

/** The last answers of a worker tell most: each of them is tried. */
const answersTried = 4;
const statesMax = 5_000;
/** Instants of more leases than this at a time take longer to compare than the evidence is worth. */
const leasesMax = 8;

/** By rule, how many values of this worker's would have broken it. */
export function evaluationsOf(history: History, worker: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (leasesIn(history, worker) > leasesMax) return counts;
  for (const changed of falsified(history, worker)) {
    if (explain(accountOf(changed, worker), statesMax).kind !== "impossible") continue;
    const rule = blameOf(changed, worker);
    if (rule !== undefined) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return counts;
}

function* falsified(history: History, worker: number): Generator<History> {
  const key = String(worker);
  const { floor } = history.header;
  const answered = history.operations.filter(({ answers }) => answers[key] !== undefined);
  for (const operation of answered.slice(-answersTried)) {
    const { id, answers } = operation;
    const before = answered.slice(0, answered.indexOf(operation)).map((one) => one.answers[key]);
    for (const answer of othersThan(answers[key] ?? "refused", floor, before)) {
      yield {
        ...history,
        operations: history.operations.map((one) =>
          one.id === id ? { ...one, answers: { ...one.answers, [key]: answer } } : one,
        ),
      };
    }
  }
  const place = history.events.findLastIndex((event) => event.worker === worker);
  const event = history.events[place];
  if (event === undefined) return;
  const other = { ...event, effective: event.effective + 1 };
  for (const instead of [[], [event, event], [other], ...delayed(event, history)]) {
    yield { ...history, events: history.events.toSpliced(place, 1, ...instead) };
  }
}

/** EVENT-PROMPT: too late for every verb that may have caused it, where anything is too late. */
function delayed(event: HistoryEvent, { header, operations }: History): HistoryEvent[][] {
  if (header.eventMicros === undefined) return [];
  const causes = operations.filter(({ sent }) => sent <= event.at);
  const replied = causes.map(({ replied: at = Infinity }) => at);
  const at = Math.max(event.at, ...replied) + header.eventMicros + 1;
  return at === Infinity ? [] : [[{ ...event, at }]];
}

/** What a faulty worker could have answered instead; `before` is what it had answered by then. */
function othersThan(
  answer: HistoryAnswer,
  floor: number,
  before: readonly (HistoryAnswer | undefined)[],
): HistoryAnswer[] {
  if (answer === "refused") {
    const known = before.findLast((one) => one !== undefined && one !== "refused");
    if (typeof known !== "object") return [];
    const { effective, count } = known;
    const same = { ...known, previous: effective };
    return [{ ...same, count: count + 1 }, same, { ...same, effective: floor, count: count - 1 }];
  }
  const { configured, previous, effective, count } = answer;
  const fewer = count - 1;
  return [
    "refused",
    { ...answer, configured: configured + 1 },
    { ...answer, previous: previous + 1 },
    { ...answer, effective: effective + 1 },
    { ...answer, count: count + 1 },
    ...(fewer < 0
      ? []
      : [
          { ...answer, count: fewer },
          { ...answer, count: fewer, previous: floor, effective: floor },
        ]),
    ...before.flatMap((one) => (typeof one === "object" ? [lingering(one)] : [])),
  ];
}

/** As if nothing had changed since. */
function lingering(before: Exclude<HistoryAnswer, "refused">): HistoryAnswer {
  return { ...before, previous: before.effective };
}
