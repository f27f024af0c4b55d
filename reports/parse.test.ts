import fc from "fast-check";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ndjsonReport } from "./ndjson.ts";
import { parseReport } from "./parse.ts";
import { runSchema } from "./schema/run-schema.ts";
import { finishRun } from "./finish.ts";
import { outcomes } from "./outcome.ts";
import type { CaseRecord, RuleRecord, Run } from "./run.ts";
import { openRunOf, sampleRun } from "./testing/sample-run.ts";

const text = fc.string({ unit: "binary" });
const count = fc.maxSafeNat();
const seeds = fc.record({ first: count, count: fc.integer({ min: 1, max: 1_000 }) });
const outcome = fc.constantFrom(...outcomes);

const rule: fc.Arbitrary<RuleRecord> = fc.record(
  {
    t: fc.constant("rule" as const),
    rule: fc.string({ minLength: 1 }),
    outcome,
    evaluations: count,
    scenarios: count,
    defectsKilled: count,
    level: fc.constantFrom("MUST" as const, "SHOULD" as const, "MAY" as const),
    family: fc.string({ minLength: 1 }),
    statement: text,
    reason: text,
  },
  { requiredKeys: ["t", "rule", "outcome", "evaluations", "scenarios"], noNullPrototype: true },
);

const failure = fc.record(
  {
    rule: fc.string({ minLength: 1 }),
    message: text,
    expected: text,
    actual: text,
    at: count,
    step: text,
    seed: count,
    events: fc.array(text),
  },
  { requiredKeys: ["rule", "message", "expected", "actual", "at"], noNullPrototype: true },
);

const caseRecord: fc.Arbitrary<CaseRecord> = fc.record(
  {
    t: fc.constant("case" as const),
    case: fc.string({ minLength: 1 }),
    outcome,
    seeds,
    rules: fc.array(text),
    hash: text,
    virtualMicros: count,
    failures: fc.array(failure, { maxLength: 4 }),
    reason: text,
  },
  {
    requiredKeys: ["t", "case", "outcome", "seeds", "rules", "hash", "virtualMicros", "failures"],
    noNullPrototype: true,
  },
);

const anyRun: fc.Arbitrary<Run> = fc
  .record(
    {
      rules: fc.uniqueArray(rule, { selector: (record) => record.rule, maxLength: 8 }),
      cases: fc.uniqueArray(caseRecord, { selector: (record) => record.case, maxLength: 8 }),
      noteText: text,
      elapsedMicros: count,
    },
    { noNullPrototype: true },
  )
  .map(({ rules, cases, noteText, elapsedMicros }) =>
    finishRun(
      { ...openRunOf(rules, cases), notes: [{ t: "note", severity: "info", text: noteText }] },
      {},
      elapsedMicros,
    ),
  );

function problemsIn(text: string): readonly string[] {
  const parsed = parseReport(text);
  return parsed.ok
    ? []
    : parsed.problems.map((problem) => `${problem.line ?? "-"}: ${problem.message}`);
}

function sampleLines(): string[] {
  return ndjsonReport(sampleRun).trimEnd().split("\n");
}

test("reads back exactly the run that was written", () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      expect(parseReport(ndjsonReport(run))).toEqual({ ok: true, run });
    }),
  );
});

test("writes one record per line, header first and footer last, and nothing but ASCII line ends", () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const text = ndjsonReport(run);
      const records = run.rules.length + run.cases.length + run.notes.length + 2;
      expect(text.split(/\r\n|[\n\v\f\r\x85\u2028\u2029]/)).toHaveLength(records + 1);
    }),
  );
});

test("writes a rule record as the documentation shows it", () => {
  const [rule] = sampleRun.rules;
  expect(JSON.stringify({ ...rule, level: undefined })).toBe(
    '{"t":"rule","rule":"LEASE-CAP","outcome":"pass","evaluations":812,"scenarios":9,"defectsKilled":3}',
  );
});

test("reads back the steps of a failure", () => {
  const parsed = parseReport(ndjsonReport(sampleRun));
  expect(parsed).toEqual({ ok: true, run: sampleRun });
});

test("refuses a mark beyond its trace, and a step in a lane that is not there", () => {
  const [trace] = sampleRun.traces;
  const [mark] = trace!.marks;
  const wrong = { ...trace!, lanes: ["alice", "master"], marks: [{ ...mark!, step: 4 }] };
  expect(problemsIn(ndjsonReport({ ...sampleRun, traces: [wrong] }))).toEqual([
    "-: a trace of lease-ttl-over-max-refused marks step 4 of 4",
    "-: a trace of lease-ttl-over-max-refused has no lane worker-0",
  ]);
});

test("accepts CRLF and blank lines", () => {
  expect(problemsIn(sampleLines().join("\r\n\r\n"))).toEqual([]);
});

test("refuses every proper prefix of a report: a run that was cut is not a small run", () => {
  const lines = sampleLines();
  for (let kept = 0; kept < lines.length; kept += 1) {
    expect(problemsIn(lines.slice(0, kept).join("\n"))).toContain(
      "-: the report must end with its one footer: the run was cut",
    );
  }
});

test("refuses a report that lost any one of its rule or case records", () => {
  const lines = sampleLines();
  for (const [index, line] of lines.entries()) {
    const lost = !/^\{"t":"(?:rule|case)"/.test(line);
    expect(problemsIn(lines.toSpliced(index, 1).join("\n")).length > 0 || lost).toBe(true);
  }
});

test("refuses a second header and a second footer", () => {
  const lines = sampleLines();
  expect(problemsIn([lines[0]!, ...lines].join("\n"))).toContain(
    "-: the report must begin with its one header",
  );
  expect(problemsIn([...lines, lines.at(-1)!].join("\n"))).toContain(
    "-: the report must end with its one footer: the run was cut",
  );
});

test("refuses a report that has a rule twice", () => {
  const lines = sampleLines();
  expect(problemsIn(lines.toSpliced(2, 1, lines[1]!).join("\n"))).toContain(
    '-: rule "LEASE-CAP" has more than one record',
  );
});

test("refuses totals that sum to something else than was planned", () => {
  const text = ndjsonReport(sampleRun).replace('"planned":{"rules":10', '"planned":{"rules":11');
  expect(problemsIn(text)).toEqual(["-: 11 rule records were planned, the outcomes sum to 10"]);
});

test("refuses a record moved from one outcome to another", () => {
  const text = ndjsonReport(sampleRun).replace('"outcome":"inconclusive"', '"outcome":"pass"');
  expect(problemsIn(text)).toEqual([
    "-: the footer counts 1 rule records as pass, there are 2",
    "-: the footer counts 1 rule records as inconclusive, there are 0",
  ]);
});

test.each([
  ["not JSON", "{", "this line is not JSON"],
  ["no record", "7", "the record must be object"],
  ["an unknown kind", '{"t":"x"}', 'the record value of tag "t" must be in oneOf'],
  [
    "a missing field",
    '{"t":"note","text":"x"}',
    "the record must have required property 'severity'",
  ],
  [
    "an unknown field",
    '{"t":"note","severity":"info","text":"x","x":1}',
    "the record must NOT have additional properties",
  ],
  [
    "an unknown outcome",
    '{"t":"rule","rule":"X-Y","outcome":"skipped","evaluations":1,"scenarios":1}',
    "/outcome must be equal to one of the allowed values",
  ],
  [
    "a fraction of an evaluation",
    '{"t":"rule","rule":"X-Y","outcome":"pass","evaluations":1.5,"scenarios":1}',
    "/evaluations must be integer",
  ],
])("names the line and the fault of %s", (_what, line, fault) => {
  const lines = sampleLines();
  expect(problemsIn(lines.toSpliced(1, 0, line).join("\n"))).toEqual([`2: ${fault}`]);
});

test("refuses a report of another format", () => {
  expect(problemsIn(ndjsonReport(sampleRun).replace('"format":1', '"format":2'))).toEqual([
    "1: /format must be equal to constant",
  ]);
});

test("publishes the very schema it validates with", () => {
  // From the checkout, so that the compiled test finds it too.
  const published: unknown = JSON.parse(readFileSync("reports/schema/run.schema.json", "utf8"));
  expect(published).toEqual(runSchema);
});
