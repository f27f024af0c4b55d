// Words that leave a choice are no word about a release; those about its control plane stand.
import { expect, test } from "vitest";
import { loadCases } from "../../runner/cases.ts";
import { withWordsInCommon } from "./common-words.ts";

const cases = loadCases().map(({ scenario }) => scenario);

function wordsOf(id: string): readonly string[] {
  const scenario = cases.find((one) => one.id === id)!;
  return withWordsInCommon(scenario).expect.map((one) => ("exchange" in one ? one.exchange : ""));
}

test("a case without traffic keeps all its words", () => {
  const control = cases.filter(({ expect: words }) => words.every((one) => !("exchange" in one)));
  expect(control.length).toBeGreaterThan(400);
  for (const scenario of control) expect(withWordsInCommon(scenario)).toEqual(scenario);
});

test("success leaves no choice, an error does", () => {
  expect(wordsOf("route-421-h1")).toEqual(["same", "capitals", "ported"]);
});

test("how the inside of the reference came to an answer is nobody else's affair", () => {
  expect(wordsOf("stream-h1-refused-stream")).toEqual([]);
});
