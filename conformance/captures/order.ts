// The order of replies among events on one connection. Within replies, and within the events of one
// source, the alignment has held it already; here the two kinds are held against each other.

import type { Pair } from "./align.ts";
import type { Answer } from "./capture.ts";

/** Answers of a release that here came before one of the other kind that it had followed there. */
export function misplacedAnswers(
  expected: readonly Answer[],
  actual: readonly Answer[],
  pairs: readonly Pair[],
): ReadonlySet<Answer> {
  const counterparts = new Map(pairs.map((pair) => [pair.expected, pair.actual] as const));
  const misplaced = new Set<Answer>();
  let [lastReply, lastEvent] = [-1, -1];
  for (const answer of expected) {
    const counterpart = counterparts.get(answer);
    if (counterpart === undefined) continue;
    const place = actual.indexOf(counterpart);
    const isEvent = answer.kind === "event";
    if (place < (isEvent ? lastReply : lastEvent)) misplaced.add(answer);
    if (isEvent) lastEvent = Math.max(lastEvent, place);
    else lastReply = Math.max(lastReply, place);
  }
  return misplaced;
}
