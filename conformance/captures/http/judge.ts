// All captures of HTTP against one testee: what is equal, which differences are listed, and what is
// wrong: a difference that nobody listed, and a listed one that is there no more.

import type { Testee } from "../../../sim/index.ts";
import type { Difference } from "../compare.ts";
import type { HttpCapture } from "./capture.ts";
import { compareSeen } from "./compare.ts";
import type { HttpDifference } from "./listing.ts";
import { playHttpCapture } from "./play.ts";

export interface HttpVerdict {
  readonly equal: number;
  /** Differences that a rule makes right. */
  readonly listed: number;
  /** Differences about what is no part of the reference. */
  readonly excluded: number;
  readonly unlisted: readonly Difference[];
  /** Addresses. */
  readonly vanished: readonly string[];
}

export function judgeHttpCaptures(
  captures: readonly HttpCapture[],
  expected: readonly HttpDifference[],
  testee: Testee,
): HttpVerdict {
  const byAddress = new Map(
    expected.flatMap((entry) => entry.at.map((address) => [address, entry] as const)),
  );
  const unlisted: Difference[] = [];
  let [equal, listed, excluded] = [0, 0, 0];
  for (const capture of captures) {
    const comparison = compareSeen(capture, playHttpCapture(capture, testee));
    equal += comparison.equal;
    for (const difference of comparison.differences) {
      const address = `${difference.capture} ${difference.at}`;
      const entry = byAddress.get(address);
      byAddress.delete(address);
      if (entry === undefined) unlisted.push(difference);
      else if (entry.rule === undefined) excluded += 1;
      else listed += 1;
    }
  }
  return { equal, listed, excluded, unlisted, vanished: [...byAddress.keys()] };
}
