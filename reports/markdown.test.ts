import { expect, test } from "vitest";
import { bounds } from "./bounds.ts";
import { finishRun } from "./finish.ts";
import { markdownReport } from "./markdown.ts";
import type { CaseRecord, Run } from "./run.ts";
import { openRunOf, runWithMessage, sampleRun } from "./testing/sample-run.ts";

function runOfFailures(count: number): Run {
  const [, failing] = sampleRun.cases;
  const [failure] = failing!.failures;
  const long = { ...failure!, actual: "竹".repeat(bounds.fieldCharacters) };
  const cases = Array.from({ length: count }, (_, index): CaseRecord => {
    return { ...failing!, case: `case-${index}`, failures: [long] };
  });
  return finishRun(openRunOf(sampleRun.rules, cases), {}, 0);
}

test("puts the verdict first, then the failures, then the table", () => {
  const text = markdownReport(sampleRun);
  const places = ["exit 1", "<details>", "| outcome | rule |"].map((part) => text.indexOf(part));
  expect(places).toEqual(places.toSorted((left, right) => left - right));
  expect(places).not.toContain(-1);
  expect(text).toContain("| ✓ pass | LEASE-CAP | MUST | 812 | 9 | 3 |");
  expect(text).toContain("<pre>1.999999 s  alice -&#62; master  apply a ttl 301\n2.000000 s");
  expect(text).toContain("<code>npx kakehi replay lease-ttl-over-max-refused --seed 2</code>");
});

test.each([0, 1_000, 4_096, 20_000, 100_000, 921_600])(
  "keeps below a budget of %i bytes",
  (budget) => {
    const text = markdownReport(runOfFailures(1_000), budget);
    const headBytes = 1_200;
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(Math.max(budget, headBytes));
    expect(text).toMatch(/And [\d,]+ more; the NDJSON report has every failure\./);
  },
);

test("counts exactly what it left out", () => {
  const text = markdownReport(runOfFailures(1_000), 100_000);
  const shown = text.match(/<details>/g)?.length ?? 0;
  expect(shown).toBeGreaterThan(5);
  expect(text).toContain(`And ${1_000 - shown} more;`);
});

test("gives no Markdown, HTML or mention to what a client sent", () => {
  const text = markdownReport(runWithMessage("</details><script>|`*_[x](y)@all#1"));
  expect(text).not.toMatch(/<script>|@all|\[x\]|`/);
  expect(text.match(/<\/details>/g)).toHaveLength(1);
});
