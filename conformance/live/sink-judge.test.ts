// What a sink was told and what was answered agree; each way in which they do not is found, and nothing
// else is; and names are read in both forms.
import { expect, test } from "vitest";
import type { MetricRow } from "../observe/metrics.ts";
import { judgeSink, type SinkFacts, type SinkFindings } from "./sink-judge.ts";
import { statsdLines } from "./statsd-lines.ts";

const naming = { prefix: "k", taggedMetrics: false };
const tagged = { prefix: "k", taggedMetrics: true };

function row(name: string, kind: "count" | "gauge", value: bigint): MetricRow {
  return { cluster: undefined, backend: undefined, name, value: { case: kind, value } };
}

const second = 1_000_000;
/** Two answers with a rest of three seconds, two workers that tell once a second, an end that is late enough. */
const kept: SinkFacts = {
  sunk: [1, 2, 3, 4, 5].flatMap((at) => [
    { at: at * second, source: 1, text: at === 1 ? "k.asked:2|c\nk.live:1|g" : "k.live:1|g" },
    { at: at * second + 1, source: 2, text: at === 2 ? "k.asked:1|c\nk.live:1|g" : "k.live:1|g" },
  ]),
  format: "kakehi",
  naming,
  periodMicros: second,
  slackMicros: 500_000,
  answers: [1.5, 4.5].map((at) => ({
    sentAt: at * second,
    at: at * second + 1,
    rows: [row("asked", "count", 3n), row("live", "gauge", 2n)],
  })),
  isDisturbed: false,
  endedAt: 8 * second,
};

function found(
  facts: SinkFacts,
): readonly [evaluations: SinkFindings["evaluations"], rules: string[]] {
  const { evaluations, violations } = judgeSink(facts);
  return [evaluations, [...new Set(violations.map(({ rule }) => rule))]];
}

const replaced = (from: string, to: string): SinkFacts => ({
  ...kept,
  sunk: kept.sunk.map((one) => ({ ...one, text: one.text.replaceAll(from, to) })),
});

test("what agrees is judged, and right", () => {
  const [evaluations, rules] = found(kept);
  expect(rules).toEqual([]);
  expect(Object.fromEntries(evaluations)).toEqual({ "METRICS-SINK": 3, "GAUGE-NO-UNDERFLOW": 10 });
});

test.each([
  ["an increment is told twice", replaced("asked:2|c", "asked:4|c"), "METRICS-SINK"],
  ["an increment is never told", replaced("asked:2|c", "asked:1|c"), "METRICS-SINK"],
  ["an idle gauge is told wrong", replaced("live:1|g", "live:3|g"), "METRICS-SINK"],
  ["an idle gauge is not told", replaced("live:1|g", "other:1|g"), "METRICS-SINK"],
  ["a gauge is below zero", replaced("live:1|g", "live:1|g\nk.low:-1|g"), "GAUGE-NO-UNDERFLOW"],
  [
    "a gauge has wrapped around",
    replaced("live:1|g", `live:1|g\nk.low:${2n ** 64n - 1n}|g`),
    "GAUGE-NO-UNDERFLOW",
  ],
])("%s", (_, facts, rule) => {
  expect(found(facts)[1]).toEqual([rule]);
});

test("without a period only what was told too often is wrong", () => {
  const patient = (facts: SinkFacts): string[] => found({ ...facts, periodMicros: undefined })[1];
  expect(patient(replaced("asked:2|c", "asked:1|c"))).toEqual([]);
  expect(patient(replaced("live:1|g", "other:1|g"))).toEqual([]);
  expect(patient(replaced("asked:2|c", "asked:4|c"))).toEqual(["METRICS-SINK"]);
});

test("counters that were set back are not compared", () => {
  const [evaluations, rules] = found({ ...replaced("asked:2|c", "asked:9|c"), isDisturbed: true });
  expect([rules, [...evaluations.keys()]]).toEqual([[], ["GAUGE-NO-UNDERFLOW"]]);
});

test.each([
  ["k.cluster.c1.asked", "kakehi", naming, "k.cluster.c1.asked"],
  ["k.WRK-01.asked", "sozu", naming, "k.asked"],
  ["k.WRK-01.cluster.c1.backend.b1.asked", "sozu", naming, "k.cluster.c1.backend.b1.asked"],
  ["k.asked,origin=WRK-00,version=2.3.3", "sozu", tagged, "k.asked"],
  [
    "k.cluster.asked,origin=WRK-00,version=2.3.3,cluster_id=c1",
    "sozu",
    tagged,
    "k.asked,cluster_id=c1",
  ],
  [
    "k.backend.asked,origin=WRK-00,version=2.3.3,cluster_id=c1,backend_id=b1",
    "sozu",
    tagged,
    "k.asked,cluster_id=c1,backend_id=b1",
  ],
] as const)("%s of %s", (name, format, how, series) => {
  expect(statsdLines(`${name}:7|c\n${name}:38|ms\nno line`, format, how)).toEqual([
    { series, kind: "count", amount: 7n },
  ]);
});
