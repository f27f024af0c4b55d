import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { finishRun } from "./finish.ts";
import { junitReport } from "./junit.ts";
import { sumOf } from "./outcome.ts";
import type { Run } from "./run.ts";
import { runWithMessage, sampleOpenRun, sampleRun } from "./testing/sample-run.ts";

const schema = readFileSync("reports/schema/junit.xsd", "utf8");

async function problemsIn(xml: string): Promise<readonly string[]> {
  const { errors } = await validateXML({ xml, schema });
  return errors.map(({ message }) => message);
}

function counted(xml: string, element: string): number {
  return xml.match(new RegExp(`<${element}[ />]`, "g"))?.length ?? 0;
}

function declared(xml: string, name: string): number {
  return Number(new RegExp(`<testsuites [^>]*${name}="(\\d+)"`).exec(xml)?.[1]);
}

/** Every outcome of a rule, then of a case, as its own element. */
function testsOf(xml: string): readonly string[] {
  return xml.match(/<testcase [\s\S]*?<\/testcase>/g) ?? [];
}

test("writes every outcome as CI reads it", () => {
  const shown = testsOf(junitReport(sampleRun)).map((text) => {
    const name = /name="([^"]*)"/.exec(text)?.[1];
    const verdict = /<(failure|error|skipped)\b/.exec(text)?.[1] ?? "passed";
    return `${name!}: ${verdict}: ${/<system-out><!\[CDATA\[([^\]\n]*)/.exec(text)![1]!}`;
  });
  expect(shown).toMatchInlineSnapshot(`
    [
      "LEASE-CAP: passed: pass",
      "LEASE-TTL-MAX: failure: fail",
      "LEASE-ID-REQUIRED: skipped: expected-fail",
      "LEASE-EXPIRES: error: inconclusive",
      "BIND-STICKS: failure: unexpected-pass",
      "BIND-TAKEOVER: skipped: unsupported",
      "BIND-NO-ECHO: skipped: not-run",
      "H1-UPGRADE: skipped: excluded",
      "H1-HOST: skipped: uncovered",
      "H2-PING: skipped: uncovered",
      "lease-cap-at-64: passed: pass",
      "lease-ttl-over-max-refused: failure: fail",
      "lease-id-empty: skipped: expected-fail",
      "bind-echo: skipped: not-run",
      "exit code: failure: exit 1: 2 rules failed",
    ]
  `);
});

test("tells a failure in full", () => {
  const failing = testsOf(junitReport(sampleRun)).find((text) => text.includes("<properties>"));
  const second = testsOf(junitReport(sampleRun)).find((text) => text.includes("refused"));
  expect(failing).toContain('<property name="rule" value="LEASE-CAP"/>');
  expect(second).toMatchInlineSnapshot(`
    "<testcase name="LEASE-TTL-MAX" classname="kakehi.rules">
          <failure message="the reply to an apply with ttl 301 is not a refusal" type="fail"><![CDATA[✗ LEASE-TTL-MAX  MUST  in lease-ttl-over-max-refused, seed 2
      Rule      ttl 300 is accepted; above 300 is refused with FAILURE, never clamped.
      Source    field documentation
      Failure   the reply to an apply with ttl 301 is not a refusal
      At        2.000000 s, step s1
      Expected  status FAILURE, no change
      Actual    status OK, effective cluster to backend
      Before    1.999999 s  alice -> master  apply a ttl 301
                2.000000 s  master -> alice  OK
      Also      1 more of this rule in this case
      Replay    npx kakehi replay lease-ttl-over-max-refused --seed 2]]></failure>
          <system-out><![CDATA[fail
    12345 evaluations in 4 cases
    ttl 300 is accepted; above 300 is refused with FAILURE, never clamped.]]></system-out>
        </testcase>"
  `);
});

const aborted = finishRun(sampleOpenRun, { stoppedBy: "SIGINT" }, 12_345_678_900);
const hostile = runWithMessage("]]>\u0000\u001b[31m\ud800\ufffe<x a=\"'&amp;\u0085");

test.each([
  ["the sample", sampleRun],
  ["a run that was stopped", aborted],
  ["what a client sent", hostile],
])("%s keeps the schema, and its totals are its counts", async (_, run: Run) => {
  const xml = junitReport(run);
  expect(await problemsIn(xml)).toEqual([]);
  const { totals } = run.footer;
  expect(declared(xml, "tests")).toBe(sumOf(totals.rules) + sumOf(totals.cases) + 1);
  expect(declared(xml, "tests")).toBe(counted(xml, "testcase"));
  for (const [name, element] of [
    ["failures", "failure"],
    ["errors", "error"],
    ["skipped", "skipped"],
  ] as const) {
    expect(declared(xml, name)).toBe(counted(xml, element));
  }
});

test("a run that ends with another code than 0 is never all green", () => {
  const { header, baseline, traces, notes } = sampleOpenRun;
  const empty = { header: { ...header, planned: { rules: 0, cases: 0 } }, rules: [], cases: [] };
  const xml = junitReport(finishRun({ ...empty, baseline, traces, notes }, {}, 0));
  expect(xml).toContain('<error message="exit 5: nothing was selected" type="exit"/>');
});

test("control characters leave neither themselves nor a hole", () => {
  const xml = junitReport(hostile);

  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  expect(xml).toContain("\\u{0}\\u{1b}[31m");
});

test("the schema refuses what it is there to refuse", async () => {
  const xml = junitReport(sampleRun);
  expect(await problemsIn(xml.replace(/ failures="\d+"/, ""))).not.toEqual([]);
  expect(await problemsIn(xml.replace(/time="[^"]*"/, 'time="1,8"'))).not.toEqual([]);
});
