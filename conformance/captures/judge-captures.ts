// All captures of the control plane against one testee.

import type { Testee } from "../../sim/index.ts";
import type { Capture } from "./capture.ts";
import { compareAnswers } from "./compare.ts";
import type { ExpectedDifference } from "./listings.ts";
import { playCapture } from "./play-capture.ts";
import { addressOf, type Tally, tally } from "./tally.ts";

export function judgeCaptures(
  captures: readonly Capture[],
  expected: readonly ExpectedDifference[],
  testee: Testee,
): Tally<ExpectedDifference> {
  const comparisons = captures.map((capture) =>
    compareAnswers(capture, playCapture(capture, testee)),
  );
  return tally(comparisons, new Map(expected.map((entry) => [addressOf(entry), entry])));
}
