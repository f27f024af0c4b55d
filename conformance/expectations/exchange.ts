// What a scenario says about one exchange, held against the journal of the client that had it.
import type { ActorJournal, ExchangeExpectation, ExchangeRecord } from "../../sim/index.ts";
import type { Divergence } from "./divergence.ts";

export function judgeExchange(
  expectation: ExchangeExpectation,
  journals: readonly ActorJournal[],
): Divergence[] {
  const { exchange: label, rule } = expectation;
  const all = journals.flatMap(({ exchanges }) => exchanges).filter((one) => one.label === label);
  const seen = all.find(({ role }) => role === "client");
  const origins = all.filter(({ role }) => role === "origin").length;
  return differences(expectation, seen, origins).map(([message, expected, actual]) => ({
    rule,
    step: label,
    at: seen?.endedAt ?? seen?.startedAt ?? 0,
    message: `the exchange ${label}: ${message}`,
    expected,
    actual,
  }));
}

type Difference = readonly [message: string, expected: string, actual: string];

function differences(
  expectation: ExchangeExpectation,
  seen: ExchangeRecord | undefined,
  reached: number,
): readonly Difference[] {
  const { end, statuses, interims, bytes, at, origins } = expectation;
  const { interims: came, status, body } = seen?.response ?? nothing;
  const instant = seen?.endedAt ?? Infinity;
  return [
    ...unless(end, (ends) => ends.includes(seen?.end ?? "open"), ["how it ended", seen?.end]),
    ...unless(statuses, (some) => some.includes(status ?? 0), ["its status", status]),
    ...unless(interims, (some) => some.join() === came.join(), ["interim answers", came.join()]),
    ...unless(bytes, (some) => some === body.bytes, ["bytes of the answer", body.bytes]),
    ...unless(at, ([from, to]) => instant >= from && instant <= to, ["when it ended", instant]),
    ...unless(origins, (some) => some === reached, ["origins that it reached", reached]),
  ];
}

/** Of an exchange that nobody saw. */
const nothing = { interims: [], status: undefined, body: { bytes: 0 } };

/** Nothing where nothing is expected, or where it is as expected. */
function unless<Expected>(
  expected: Expected | undefined,
  holds: (expected: Expected) => boolean,
  [message, actual]: readonly [message: string, actual: string | number | undefined],
): readonly Difference[] {
  if (expected === undefined || holds(expected)) return [];
  return [[message, String(expected), String(actual ?? "nothing")]];
}
