// The JSON Schema (2020-12) of one NDJSON record, as the value that parse.ts compiles. The published copy
// is run.schema.json beside it; a test holds the two equal.

import { entryStatuses, entryVerdicts } from "../baseline.ts";
import { exitCodes } from "../exit-code.ts";
import { outcomes } from "../outcome.ts";
import { runFormat } from "../run.ts";
import { stepKinds } from "../trace.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

const text: JsonSchema = { type: "string" };
const name: JsonSchema = { type: "string", minLength: 1 };
const texts: JsonSchema = { type: "array", items: text };
const count: JsonSchema = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const outcome: JsonSchema = { enum: outcomes };
const seeds: JsonSchema = closed({ first: count, count: { ...count, minimum: 1 } });
const totals: JsonSchema = closed(Object.fromEntries(outcomes.map((each) => [each, count])));

const failure: JsonSchema = closed(
  { rule: name, message: text, expected: text, actual: text, at: count },
  { step: text, seed: count, events: texts, excuse: text },
);

const header: JsonSchema = closed(
  {
    t: { const: "header" },
    format: { const: runFormat },
    suiteVersion: name,
    target: name,
    seeds,
    selection: closed({
      rules: texts,
      families: texts,
      cases: texts,
      tags: texts,
      enforce: { type: "array", items: { enum: ["must", "should", "covered"] } },
    }),
    planned: closed({ rules: count, cases: count }),
    node: text,
    platform: text,
  },
  {
    contract: { ...count, minimum: 1 },
    baseline: closed({
      file: name,
      hash: { type: "string", pattern: "^[0-9a-f]{64}$" },
      entries: count,
    }),
  },
);

const rule: JsonSchema = closed(
  { t: { const: "rule" }, rule: name, outcome, evaluations: count, scenarios: count },
  {
    defectsKilled: count,
    level: { enum: ["MUST", "SHOULD", "MAY"] },
    family: name,
    statement: text,
    source: text,
    reason: text,
  },
);

const wavering: JsonSchema = closed({
  rule: name,
  failed: count,
  attempts: { ...count, minimum: 1 },
  failures: { type: "array", items: failure },
});

const caseRecord: JsonSchema = closed(
  {
    t: { const: "case" },
    case: name,
    outcome,
    seeds,
    rules: texts,
    hash: text,
    virtualMicros: count,
    failures: { type: "array", items: failure },
  },
  { file: name, judged: texts, reason: text, wavering: { type: "array", items: wavering } },
);

const baseline: JsonSchema = closed(
  {
    t: { const: "baseline" },
    line: { ...count, minimum: 1 },
    rule: name,
    cases: { type: "array", items: name },
    status: { enum: entryStatuses },
    reason: text,
    verdict: { enum: entryVerdicts },
    failures: count,
  },
  { issue: text, expires: text, fault: text },
);

const step: JsonSchema = closed(
  { at: count, kind: { enum: stepKinds }, from: name, summary: text },
  {
    to: name,
    connection: count,
    content: text,
    hex: { type: "string", pattern: "^([0-9a-f]{2})*$" },
    bytes: count,
    takenAt: count,
    takenAfter: count,
  },
);

const trace: JsonSchema = closed({
  t: { const: "trace" },
  purpose: { enum: ["failure", "example"] },
  case: name,
  seed: count,
  lanes: { type: "array", items: name },
  steps: { type: "array", items: step },
  marks: {
    type: "array",
    items: closed({
      step: count,
      rule: name,
      verdict: { enum: ["broken", "kept"] },
      message: text,
      expected: text,
      actual: text,
    }),
  },
  skipped: count,
});

const note: JsonSchema = closed({
  t: { const: "note" },
  severity: { enum: ["info", "warning"] },
  text,
});

const footer: JsonSchema = closed({
  t: { const: "footer" },
  totals: closed({ rules: totals, cases: totals }),
  exitCode: { enum: Object.values(exitCodes) },
  exitReason: text,
  aborted: { type: "boolean" },
  elapsedMicros: count,
});

export const runSchema: JsonSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "urn:kakehi:run:1",
  title: "One record of a Kakehi run report (one line of NDJSON)",
  type: "object",
  required: ["t"],
  discriminator: { propertyName: "t" },
  oneOf: [header, rule, caseRecord, baseline, trace, note, footer],
};

// Closed on purpose: a key nobody described is a misspelling until the format says otherwise.
function closed(
  required: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  return {
    type: "object",
    required: Object.keys(required),
    properties: { ...required, ...optional },
    additionalProperties: false,
  };
}
