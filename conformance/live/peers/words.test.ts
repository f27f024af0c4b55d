// Which words of a case another proxy is held to: those that leave no choice.
import { expect, test } from "vitest";
import type { Expectation } from "../../../sim/index.ts";
import { defaultHttp2Constants } from "../../model/http2-constants.ts";
import { loadCases } from "../../runner/cases.ts";
import { http2With } from "../flood-limits.ts";
import { inCommon, insideReason } from "./words.ts";

const cases = new Map(loadCases().map(({ scenario }) => [scenario.id, scenario]));
const [some] = cases.values();
const known = defaultHttp2Constants;

test.each<[string, Expectation, boolean]>([
  ["success", { rule: "H1-UPGRADE", exchange: "t", statuses: [101] }, true],
  ["success in full", { rule: "H1-HOST", exchange: "t", statuses: [200], end: ["complete"] }, true],
  ["an error", { rule: "ROUTE-503", exchange: "t", statuses: [503] }, false],
  ["a choice of errors", { rule: "H1-HOST", exchange: "t", statuses: [200, 400] }, false],
  ["an end of any kind", { rule: "H2-CONVERT", exchange: "t", end: ["closed", "reset"] }, false],
  ["how often is tried", { rule: "RETRY-SAFE", exchange: "t", statuses: [200] }, false],
  ["edits of what is tried again", { rule: "ROUTE-EDITS", exchange: "t", statuses: [200] }, false],
  ["the inside", { rule: "STREAM-REUSE-CLEAN", exchange: "t", statuses: [200] }, false],
  ["harm", { rule: "BODY-ATTRIBUTION", exchange: "t", statuses: [200] }, false],
])("%s", (_, words, isKept) => {
  expect(inCommon({ ...some!, expect: [words] }, known).expect).toHaveLength(isKept ? 1 : 0);
});

test.each([
  ["retry-h1-to-h1-stale-post", "second"],
  ["retry-h2-to-h2-reset-not-again", "post"],
])("%s: a POST that was lost reaches nobody else, whatever it is answered", (id, exchange) => {
  const { expect: words } = inCommon(cases.get(id)!, known);
  expect(words).toEqual([{ rule: "RETRY-SAFE", exchange, origins: 1 }]);
});

test.each(["retry-h1-to-h1-stale-get", "retry-h1-to-h2-refused-stream-post"])(
  "%s: what may be repeated is open",
  (id) => {
    expect(inCommon(cases.get(id)!, known).expect).toEqual([]);
  },
);

test("whoever passes a limit that is as low as that of the cases is let go", () => {
  const flood = cases.get("h2-continuation-flood-700")!;
  expect(inCommon(flood, http2With({ continuation: 8 })).expect).toHaveLength(2);
  expect(inCommon(flood, http2With({ continuation: 30 })).expect).toEqual([]);
  const fine = cases.get("h2-continuation-many-pieces")!;
  expect(inCommon(fine, http2With({ continuation: 8 })).expect).toEqual([]);
});

test("a limit that no case reaches is said to be one", () => {
  const reason = /goes beyond the limit/;
  expect(insideReason("H2-FLOOD-RESET", http2With({ reset: 1000 }))).toBeUndefined();
  const resets = { reset: 1000, reset_before_answer: false } as const;
  expect(insideReason("H2-FLOOD-RESET", http2With(resets))).toMatch(reason);
  expect(insideReason("H2-FLOOD-RESET", known)).toBeUndefined();
  expect(insideReason("RETRY-SAFE", known)).toBeUndefined();
});
