// All captures against one testee: which answers are equal, which differences are listed, and what is
// wrong: a difference that nobody listed, and a listed one that is there no more.

import type { Testee } from "../../sim/index.ts";
import type { Capture } from "./capture.ts";
import { compareAnswers, type Difference } from "./compare.ts";
import type { ExpectedDifference } from "./listings.ts";
import { playCapture } from "./play-capture.ts";

export interface CapturesVerdict {
  /** Frames of a release that were answered equally in every respect. */
  readonly equal: number;
  /** Differences that a rule makes right. */
  readonly listed: number;
  /** Differences about what is no part of the reference. */
  readonly excluded: number;
  readonly unlisted: readonly Difference[];
  readonly vanished: readonly ExpectedDifference[];
}

export function judgeCaptures(
  captures: readonly Capture[],
  expected: readonly ExpectedDifference[],
  testee: Testee,
): CapturesVerdict {
  const byAddress = new Map(expected.map((entry) => [addressOf(entry), entry] as const));
  const unlisted: Difference[] = [];
  let [equal, listed, excluded] = [0, 0, 0];
  for (const capture of captures) {
    const comparison = compareAnswers(capture, playCapture(capture, testee));
    equal += comparison.equal;
    for (const difference of comparison.differences) {
      const address = addressOf(difference);
      const entry = byAddress.get(address);
      byAddress.delete(address);
      if (entry === undefined) unlisted.push(difference);
      else if (entry.rule === undefined) excluded += 1;
      else listed += 1;
    }
  }
  return { equal, listed, excluded, unlisted, vanished: [...byAddress.values()] };
}

function addressOf({ capture, at }: { readonly capture: string; readonly at: string }): string {
  return `${capture} ${at}`;
}
