import fc from "fast-check";
import { expect, test } from "vitest";
import { engineVersion } from "../../sim/index.ts";
import { UsageError } from "../usage-error.ts";
import { readReplayToken, replayToken } from "./replay-token.ts";

test("what is written is read back", () => {
  const caseId = fc.stringMatching(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  const seed = fc.nat();
  fc.assert(
    fc.property(fc.record({ caseId, seed }), (named) => {
      expect(readReplayToken(replayToken(named))).toEqual(named);
    }),
  );
});

test("a plain id is no token", () => {
  expect(readReplayToken("lease-cap-65th")).toBeUndefined();
});

test.each([
  ["of another engine", `e${engineVersion + 1}:lease-cap-65th:7`, /made by engine \d+ and this is/],
  ["of no engine", "lease-cap-65th:7", /is no replay token; one looks like e\d+:/],
  ["with a seed in words", `e${engineVersion}:lease-cap-65th:seven`, /is no replay token/],
])("a token %s is refused with a sentence", (_, token, sentence) => {
  expect(() => readReplayToken(token)).toThrow(UsageError);
  expect(() => readReplayToken(token)).toThrow(sentence);
});
