import { expect, test } from "vitest";
import { annotations } from "./annotations.ts";
import { finishRun } from "./finish.ts";
import type { CaseRecord } from "./run.ts";
import { openRunOf, runWithMessage, sampleOpenRun, sampleRun } from "./testing/sample-run.ts";

test("one line names the file, the rule, what was wrong and how to see it again", () => {
  expect(annotations(sampleRun)).toBe(
    "::error file=fixtures/scenarios/lease/lease-ttl-over-max-refused.json," +
      "title=LEASE-TTL-MAX in lease-ttl-over-max-refused%2C seed 2::" +
      "ttl 300 is accepted; above 300 is refused with FAILURE, never clamped.%0A" +
      "the reply to an apply with ttl 301 is not a refusal%0A" +
      "expected status FAILURE, no change%0A" +
      "actual status OK, effective cluster to backend%0A" +
      "npx kakehi replay lease-ttl-over-max-refused --seed 2\n",
  );
});

test("nothing is written of a run in which nothing failed", () => {
  const [pass] = sampleOpenRun.cases;
  expect(annotations(finishRun(openRunOf([], [pass!]), {}, 0))).toBe("");
});

test.each([
  [10, 10, undefined],
  [11, 10, "::error::2 more; the report has every failure"],
  [500, 10, "::error::491 more; the report has every failure"],
])("of %i failures %i lines are written", (count, lines, last) => {
  const [, failing] = sampleOpenRun.cases;
  const cases = Array.from({ length: count }, (_, index): CaseRecord => {
    return { ...failing!, case: `case-${index}` };
  });
  const written = annotations(finishRun(openRunOf([], cases), {}, 0))
    .trimEnd()
    .split("\n");
  expect(written).toHaveLength(lines);
  expect(written.at(-1)).toMatch(last ?? /case-9/);
});

test("what a client sent is no command and no property", () => {
  const lines = annotations(runWithMessage("a\n::set-env name=x::y\r%0A,title=z")).split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain("a\\n::set-env name=x::y\\r%250A,title=z");
});
