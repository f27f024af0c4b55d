// Which words of a case another proxy is held to: those that leave no choice.
import { expect, test } from "vitest";
import type { Expectation } from "../../../sim/index.ts";
import { loadCases } from "../../runner/cases.ts";
import { inCommon } from "./words.ts";

const [some] = loadCases().map(({ scenario }) => scenario);

test.each<[string, Expectation, boolean]>([
  ["success", { rule: "H1-UPGRADE", exchange: "t", statuses: [101] }, true],
  ["success in full", { rule: "H1-HOST", exchange: "t", statuses: [200], end: ["complete"] }, true],
  ["an error", { rule: "ROUTE-503", exchange: "t", statuses: [503] }, false],
  ["a choice of errors", { rule: "H1-HOST", exchange: "t", statuses: [200, 400] }, false],
  ["an end of any kind", { rule: "H2-CONVERT", exchange: "t", end: ["closed", "reset"] }, false],
  ["how often is tried", { rule: "RETRY-SAFE", exchange: "t", statuses: [200] }, false],
  ["the inside", { rule: "STREAM-REUSE-CLEAN", exchange: "t", statuses: [200] }, false],
  ["harm", { rule: "BODY-ATTRIBUTION", exchange: "t", statuses: [200] }, false],
])("%s", (_, words, isKept) => {
  expect(inCommon({ ...some!, expect: [words] }).expect).toHaveLength(isKept ? 1 : 0);
});
