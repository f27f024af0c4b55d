import { expect, test } from "vitest";
import { bounds } from "./bounds.ts";
import { finishRun } from "./finish.ts";
import { paletteOf } from "./palette.ts";
import type { CaseRecord, Run } from "./run.ts";
import { terminalReport } from "./terminal.ts";
import { openRunOf, sampleRun } from "./testing/sample-run.ts";

const plain = paletteOf(false);

test("prints the table, the failures, the notes and the summary", () => {
  expect(terminalReport(sampleRun, { palette: plain })).toMatchInlineSnapshot(`
    "kakehi 0.1.0 · target reference · seeds 1-3 · Node v20.19.0 · linux x64

      outcome          rule               level   evaluations  scenarios  defects killed
    LEASE
    ✓ pass             LEASE-CAP          MUST            812          9               3
    ✗ fail             LEASE-TTL-MAX      MUST         12,345          4               1
    ≈ expected-fail    LEASE-ID-REQUIRED  SHOULD            7          3               -
    ? inconclusive     LEASE-EXPIRES      MUST              2          1               -  the observer was slower than the janitor
    BIND
    ! unexpected-pass  BIND-STICKS        MUST             40          5               -
    - unsupported      BIND-TAKEOVER      MAY               0          0               -
    … not-run          BIND-NO-ECHO       SHOULD            0          0               -
    H1
    · excluded         H1-UPGRADE         MUST              0          0               -  upgrades of the master stay out
    ○ uncovered        H1: 1 rule
    ○ uncovered        H2: 1 rule

    ✗ LEASE-TTL-MAX  MUST  in lease-ttl-over-max-refused, seed 2
      Rule      ttl 300 is accepted; above 300 is refused with FAILURE, never clamped.
      Source    field documentation
      Failure   the reply to an apply with ttl 301 is not a refusal
      At        2.000000 s, step s1
      Expected  status FAILURE, no change
      Actual    status OK, effective cluster to backend
      Before    1.999999 s  alice -> master  apply a ttl 301
                2.000000 s  master -> alice  OK
      Also      1 more of this rule in this case
      Replay    npx kakehi replay lease-ttl-over-max-refused --seed 2

    warning: the kill matrix is stale: no defects counted

    rules   1 pass, 1 fail, 1 expected-fail, 1 unexpected-pass, 1 inconclusive, 1 unsupported, 2 uncovered, 1 excluded, 1 not-run (10)
    cases   1 pass, 1 fail, 1 expected-fail, 1 not-run (4), 9 runs
    failed  LEASE-TTL-MAX, BIND-STICKS
    time    1.84 s
    result  exit 1: 2 rules failed
    "
  `);
});

test("names the uncovered rules one by one when asked to", () => {
  const text = terminalReport(sampleRun, { palette: plain, verbose: true });
  expect(text).toContain("○ uncovered        H1-HOST");
  expect(text).toContain("○ uncovered        H2-PING");
  expect(text).not.toContain("H1: 1 rule");
});

test("differs from the uncoloured text by colour alone", () => {
  const coloured = terminalReport(sampleRun, { palette: paletteOf(true) });
  expect(coloured).toContain("\u001b[32m✓ pass");
  expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(terminalReport(sampleRun, { palette: plain }));
});

test("names a definite failure even when the harness broke", () => {
  const { header, rules, cases, baseline, traces, notes } = sampleRun;
  const broken = finishRun(
    { header, rules, cases, baseline, traces, notes },
    { harnessError: "bug" },
    0,
  );
  const text = terminalReport(broken, { palette: plain });
  expect(text).toContain("failed  LEASE-TTL-MAX, BIND-STICKS");
  expect(text).toContain("result  exit 3: bug");
});

function runOfFailures(count: number): Run {
  const [, failing] = sampleRun.cases;
  const cases = Array.from({ length: count }, (_, index): CaseRecord => {
    return { ...failing!, case: `case-${index}` };
  });
  return finishRun(openRunOf([], cases), {}, 0);
}

test("shows a bounded number of failures and counts the rest", () => {
  const text = terminalReport(runOfFailures(bounds.terminalFailures + 1234), { palette: plain });
  expect(text.match(/Replay/g)).toHaveLength(bounds.terminalFailures);
  expect(text).toContain("… and 1,234 more; the NDJSON report has every failure");
});

test("shows a failing case that names no rule, and how to see it again", () => {
  const [, failing] = sampleRun.cases;
  const bare: CaseRecord = { ...failing!, failures: [], reason: "the world did not come to rest" };
  const text = terminalReport(finishRun(openRunOf([], [bare]), {}, 0), { palette: plain });
  expect(text).toContain("✗ lease-ttl-over-max-refused  in lease-ttl-over-max-refused, seed 1");
  expect(text).toContain("  Reason    the world did not come to rest");
  expect(text).toContain("  Replay    npx kakehi replay lease-ttl-over-max-refused --seed 1");
});

test("cuts a field that is longer than anybody reads", () => {
  const [, failing] = sampleRun.cases;
  const [failure] = failing!.failures;
  const long = { ...failure!, actual: "00".repeat(bounds.fieldCharacters) };
  const run = finishRun(openRunOf([], [{ ...failing!, failures: [long] }]), {}, 0);
  expect(terminalReport(run, { palette: plain })).toContain("0… (2000 more characters)");
});
