// A fixed run that shows every outcome, and ways to vary it. For tests only.

import { finishRun } from "../finish.ts";
import type { CaseRecord, HeaderRecord, OpenRun, RuleRecord, Run } from "../run.ts";
import type { TraceRecord } from "../trace.ts";

export const sampleHeader: HeaderRecord = {
  t: "header",
  format: 1,
  suiteVersion: "0.1.0",
  target: "reference",
  seeds: { first: 1, count: 3 },
  selection: { rules: [], families: [], cases: [], tags: [], enforce: ["must"] },
  planned: { rules: 10, cases: 4 },
  node: "v20.19.0",
  platform: "linux x64",
};

const sampleRules: readonly RuleRecord[] = [
  {
    t: "rule",
    rule: "LEASE-CAP",
    outcome: "pass",
    evaluations: 812,
    scenarios: 9,
    defectsKilled: 3,
    level: "MUST",
  },
  {
    t: "rule",
    rule: "LEASE-TTL-MAX",
    outcome: "fail",
    evaluations: 12_345,
    scenarios: 4,
    defectsKilled: 1,
    level: "MUST",
    statement: "ttl 300 is accepted; above 300 is refused with FAILURE, never clamped.",
    source: "field documentation",
  },
  {
    t: "rule",
    rule: "LEASE-ID-REQUIRED",
    outcome: "expected-fail",
    evaluations: 7,
    scenarios: 3,
    level: "SHOULD",
  },
  {
    t: "rule",
    rule: "LEASE-EXPIRES",
    outcome: "inconclusive",
    evaluations: 2,
    scenarios: 1,
    level: "MUST",
    reason: "the observer was slower than the janitor",
  },
  {
    t: "rule",
    rule: "BIND-STICKS",
    outcome: "unexpected-pass",
    evaluations: 40,
    scenarios: 5,
    level: "MUST",
  },
  {
    t: "rule",
    rule: "BIND-TAKEOVER",
    outcome: "unsupported",
    evaluations: 0,
    scenarios: 0,
    level: "MAY",
  },
  {
    t: "rule",
    rule: "BIND-NO-ECHO",
    outcome: "not-run",
    evaluations: 0,
    scenarios: 0,
    level: "SHOULD",
  },
  {
    t: "rule",
    rule: "H1-UPGRADE",
    outcome: "excluded",
    evaluations: 0,
    scenarios: 0,
    level: "MUST",
    reason: "upgrades of the master stay out",
  },
  { t: "rule", rule: "H1-HOST", outcome: "uncovered", evaluations: 0, scenarios: 0, level: "MUST" },
  { t: "rule", rule: "H2-PING", outcome: "uncovered", evaluations: 0, scenarios: 0, level: "MUST" },
];

const ttlCase: CaseRecord = {
  t: "case",
  case: "lease-ttl-over-max-refused",
  outcome: "fail",
  seeds: { first: 1, count: 3 },
  rules: ["LEASE-TTL-MAX"],
  file: "fixtures/scenarios/lease/lease-ttl-over-max-refused.json",
  hash: "5eed0001",
  virtualMicros: 30_000_000,
  failures: [
    {
      rule: "LEASE-TTL-MAX",
      message: "the reply to an apply with ttl 301 is not a refusal",
      expected: "status FAILURE, no change",
      actual: "status OK, effective cluster to backend",
      at: 2_000_000,
      step: "s1",
      seed: 2,
      events: ["1.999999 s  alice -> master  apply a ttl 301", "2.000000 s  master -> alice  OK"],
    },
    {
      rule: "LEASE-TTL-MAX",
      message: "again",
      expected: "status FAILURE",
      actual: "status OK",
      at: 2_000_001,
      seed: 3,
    },
  ],
};

const sampleCases: readonly CaseRecord[] = [
  { ...ttlCase, case: "lease-cap-at-64", outcome: "pass", rules: ["LEASE-CAP"], failures: [] },
  ttlCase,
  { ...ttlCase, case: "lease-id-empty", outcome: "expected-fail", rules: ["LEASE-ID-REQUIRED"] },
  {
    ...ttlCase,
    case: "bind-echo",
    outcome: "not-run",
    rules: ["BIND-NO-ECHO"],
    failures: [],
    hash: "",
    virtualMicros: 0,
    reason: "stopped at the first failure",
  },
];

const sampleTrace: TraceRecord = {
  t: "trace",
  purpose: "failure",
  case: "lease-ttl-over-max-refused",
  seed: 2,
  lanes: ["alice", "master", "worker-0"],
  steps: [
    {
      at: 1_000_000,
      kind: "connect",
      from: "alice",
      to: "master",
      connection: 1,
      summary: "connect",
    },
    {
      at: 1_999_990,
      kind: "message",
      from: "alice",
      to: "master",
      connection: 1,
      summary: "apply a, BACKEND, 301 s",
      content: '{ "setMetricDetail": { "clientId": "a" } }',
      hex: "0c00000000000000ca010161",
      bytes: 12,
      takenAt: 1_999_999,
      takenAfter: 1,
    },
    { at: 1_999_995, kind: "line", from: "worker-0", summary: "log: nothing to do" },
    {
      at: 2_000_000,
      kind: "message",
      from: "master",
      to: "alice",
      connection: 1,
      summary: "OK",
      content: '{ "status": "OK" }',
      hex: "0a000000000000000800",
      bytes: 10,
      takenAt: 2_000_000,
      takenAfter: 0,
    },
  ],
  marks: [
    {
      step: 3,
      rule: "LEASE-TTL-MAX",
      verdict: "broken",
      message: "the reply to an apply with ttl 301 is not a refusal",
      expected: "status FAILURE, no change",
      actual: "status OK, effective cluster to backend",
    },
  ],
  skipped: 12,
};

export const sampleOpenRun: OpenRun = {
  header: sampleHeader,
  rules: sampleRules,
  cases: sampleCases,
  baseline: [],
  traces: [sampleTrace],
  notes: [{ t: "note", severity: "warning", text: "the kill matrix is stale: no defects counted" }],
};

export const sampleRun: Run = finishRun(sampleOpenRun, { limited: true }, 1_836_000);

/** A run of nothing but these records, with the header that plans for them. */
export function openRunOf(rules: readonly RuleRecord[], cases: readonly CaseRecord[]): OpenRun {
  const planned = { rules: rules.length, cases: cases.length };
  return {
    header: { ...sampleHeader, planned },
    rules,
    cases,
    baseline: [],
    traces: [],
    notes: [],
  };
}

/** The sample with one failing case whose failure has this message. */
export function runWithMessage(message: string): Run {
  const failure = {
    rule: "LEASE-CAP",
    message,
    expected: message,
    actual: message,
    at: 0,
    step: message,
  };
  const failures = [{ ...failure, events: [message] }];
  const rule: RuleRecord = {
    t: "rule",
    rule: "LEASE-CAP",
    outcome: "fail",
    evaluations: 1,
    scenarios: 1,
    statement: message,
    reason: message,
  };
  return finishRun(
    {
      ...openRunOf([rule], [{ ...ttlCase, failures }]),
      notes: [{ t: "note", severity: "info", text: message }],
    },
    {},
    0,
  );
}
