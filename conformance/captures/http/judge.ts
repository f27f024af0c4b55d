// All captures of HTTP against one testee. An entry of their list stands for several addresses, each of
// which is there no more by itself.

import type { Testee } from "../../../sim/index.ts";
import { type Tally, tally } from "../tally.ts";
import type { HttpCapture } from "./capture.ts";
import { compareSeen } from "./compare.ts";
import type { HttpDifference } from "./listing.ts";
import { playHttpCapture } from "./play.ts";

export interface ListedAddress {
  readonly address: string;
  readonly rule: string | undefined;
}

export function judgeHttpCaptures(
  captures: readonly HttpCapture[],
  expected: readonly HttpDifference[],
  testee: Testee,
): Tally<ListedAddress> {
  const comparisons = captures.map((capture) =>
    compareSeen(capture, playHttpCapture(capture, testee)),
  );
  const listing = expected.flatMap(({ at, rule }) =>
    at.map((address) => [address, { address, rule }] as const),
  );
  return tally(comparisons, new Map(listing));
}
