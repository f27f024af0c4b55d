// What every rendering makes of a baseline: the reason of what is expected, and loudly what does not fit.
import { expect, test } from "vitest";
import { annotations } from "./annotations.ts";
import { type BaselineRecord, entryVerdicts, isFaulty } from "./baseline.ts";
import { bounds } from "./bounds.ts";
import { findingsOf } from "./finding.ts";
import { finishRun } from "./finish.ts";
import { ndjsonReport } from "./ndjson.ts";
import { parseReport } from "./parse.ts";
import { paletteOf } from "./palette.ts";
import { renderReport } from "./render.ts";
import type { OpenRun, Run } from "./run.ts";
import { terminalReport } from "./terminal.ts";
import { openRunOf, sampleOpenRun } from "./testing/sample-run.ts";

const entry: BaselineRecord = {
  t: "baseline",
  line: 7,
  rule: "LEASE-TTL-MAX",
  cases: ["lease-ttl-over-max-refused"],
  status: "fail",
  reason: "it clamps <b>",
  issue: "https://example.org/7",
  expires: "2027-01-31",
  verdict: "expected",
  failures: 2,
};
const stale: BaselineRecord = {
  ...entry,
  line: 20,
  rule: "BIND-STICKS",
  verdict: "unexpected-pass",
  failures: 0,
  fault: "does not fail in bind-echo; take the entry out",
};

function withBaseline(open: OpenRun, entries: readonly BaselineRecord[]): Run {
  const baseline = { file: "known.yaml", hash: "0".repeat(64), entries: entries.length };
  const header = { ...open.header, baseline };
  return finishRun({ ...open, header, baseline: entries }, { limited: true }, 1);
}

const [passing, failing] = sampleOpenRun.cases;
const excused = failing!.failures.map((failure) => ({ ...failure, excuse: "it clamps <b>" }));
const expectedCase = { ...failing!, outcome: "expected-fail" as const, failures: excused };
const rule = { ...sampleOpenRun.rules[0]!, outcome: "expected-fail" as const, reason: "it clamps" };
const open = openRunOf([rule, sampleOpenRun.rules[1]!], [passing!, expectedCase]);
const green = withBaseline(openRunOf([rule], [passing!, expectedCase]), [entry]);

test("an expected failure is no finding, and says so everywhere with its reason", () => {
  expect(findingsOf(green)).toEqual([]);
  expect(green.footer).toMatchObject({ exitCode: 0 });
  expect(green.footer.exitReason).toMatch(/but for 1 that the baseline expects to fail/);
  expect(terminalReport(green, { palette: paletteOf(false) })).toContain(
    `baseline known.yaml: 1 expected (1)
  ≈ expected  LEASE-TTL-MAX in lease-ttl-over-max-refused, 2 failures: it clamps <b>; https://example.org/7; until 2027-01-31
`,
  );
  expect(renderReport("markdown", green)).toContain(
    "| ≈ expected | LEASE-TTL-MAX | lease-ttl-over-max-refused | 2 | it clamps &#60;b&#62;; https",
  );
  expect(renderReport("html", green)).toContain("it clamps &lt;b&gt;");
  expect(renderReport("junit", green)).toMatch(/expected-fail\n.*\n?it clamps/);
  expect(renderReport("ndjson", green)).toContain('"excuse":"it clamps <b>"');
});

test("a failure that counts beside one that is excused is the only finding, and decides by its level", () => {
  const [first] = excused;
  const counting = { ...failing!.failures[1]!, rule: "LEASE-ID-REQUIRED" };
  const mixed = { ...failing!, failures: [first!, counting] };
  const should = { ...rule, rule: "LEASE-ID-REQUIRED", outcome: "fail", level: "SHOULD" } as const;
  const run = withBaseline(openRunOf([rule, should], [passing!, mixed]), [entry]);
  expect(findingsOf(run).map(({ failure }) => failure?.rule)).toEqual(["LEASE-ID-REQUIRED"]);
  expect(run.footer.exitCode).toBe(0);
});

test("an entry that does not fit fails the run and is told with its place and what to do", () => {
  const run = withBaseline(openRunOf([rule], [passing!, expectedCase]), [entry, stale]);
  expect(run.footer).toMatchObject({
    exitCode: 1,
    exitReason: "1 baseline entry does not fit any more",
  });
  expect(terminalReport(run, { palette: paletteOf(false) })).toContain(
    "  ! unexpected-pass  known.yaml:20  BIND-STICKS: does not fail in bind-echo; take the entry out\n",
  );
  const markdown = renderReport("markdown", run);
  expect(markdown.indexOf("unexpected-pass")).toBeLessThan(markdown.indexOf("| ≈ expected"));
  expect(renderReport("html", run)).toContain("<details open>");
  expect(annotations(run)).toBe(
    "::error file=known.yaml,line=20,title=BIND-STICKS%3A unexpected-pass::does not fail in bind-echo; take the entry out\n",
  );
});

test("counts a failure and an entry that does not fit side by side", () => {
  const run = withBaseline(open, [stale]);
  expect(run.footer.exitReason).toBe("1 rule failed; 1 baseline entry does not fit any more");
});

test.each(entryVerdicts)("an entry that is %s", (verdict) => {
  const run = withBaseline(openRunOf([rule], [passing!]), [{ ...entry, verdict }]);
  expect(run.footer.exitCode).toBe(isFaulty[verdict] ? 1 : 0);
});

test("lists no more than has room, and counts the others", () => {
  const many = Array.from({ length: 500 }, (_, line) => ({ ...entry, line: line + 1 }));
  const run = withBaseline(openRunOf([rule], [passing!]), many);
  const text = terminalReport(run, { palette: paletteOf(false) });
  expect(text.match(/≈ expected {2}LEASE/g)).toHaveLength(bounds.terminalEntries);
  expect(text).toContain("… and 480 more; --verbose lists them");
  expect(renderReport("markdown", run)).toContain(
    "And 100 more; the NDJSON report has every entry",
  );
  expect(renderReport("html", run)).toContain("and 100 more in the NDJSON report");
});

test("is read back whole, and a report that lost an entry is refused", () => {
  const text = ndjsonReport(green);
  expect(parseReport(text)).toEqual({ ok: true, run: green });
  const cut = text.replace(/\{"t":"baseline".*\n/, "");
  expect(parseReport(cut)).toMatchObject({
    ok: false,
    problems: [{ message: "the header announces 1 baseline records, there are 0" }],
  });
});
