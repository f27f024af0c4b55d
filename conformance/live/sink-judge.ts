// METRICS-SINK from outside, and of GAUGE-NO-UNDERFLOW what a sink shows: the lines that a proxy sends
// by itself, held against what it answers when somebody asks for all metrics. What a sink was told of a
// counter was counted before, so it is never more than a later answer; where the proxy promises a period,
// it is as much one period later, and a gauge that rests is told again in each.
import type { StatsdSettings } from "../../sim/index.ts";
import type { Violation } from "../checkers/verdicts.ts";
import { seriesOf } from "../model/metrics/series.ts";
import { amountOf } from "../model/metrics/value.ts";
import type { MetricRow } from "../observe/metrics.ts";
import type { FleetAnswer } from "./fleet-answers.ts";
import { type StatsdFormat, type StatsdLine, statsdLines } from "./statsd-lines.ts";

const rule = "METRICS-SINK";
const underflow = "GAUGE-NO-UNDERFLOW";
/** Unsigned numbers that went below zero come out above this. */
const amountMax = 2n ** 62n;

export interface SunkText {
  readonly at: number;
  readonly source: number;
  readonly text: string;
}

export interface SinkFacts {
  readonly sunk: readonly SunkText[];
  readonly format: StatsdFormat;
  readonly naming: Pick<StatsdSettings, "prefix" | "taggedMetrics">;
  /** Within which lines are sent; undefined where nothing is promised. */
  readonly periodMicros: number | undefined;
  readonly slackMicros: number;
  readonly answers: readonly FleetAnswer[];
  /** Counters were set back, or went with their worker: sums and answers are no more the same. */
  readonly isDisturbed: boolean;
  readonly endedAt: number;
}

export interface SinkFindings {
  readonly evaluations: ReadonlyMap<string, number>;
  readonly violations: readonly Violation[];
}

interface Told extends StatsdLine {
  readonly at: number;
  readonly source: number;
}

export function judgeSink(facts: SinkFacts): SinkFindings {
  const { sunk, format, naming, isDisturbed, answers } = facts;
  const told = sunk.flatMap(({ at, source, text }) =>
    statsdLines(text, format, naming).map((line): Told => ({ ...line, at, source })),
  );
  const evaluations = new Map<string, number>();
  const violations = told.flatMap(belowZero);
  const gauges = told.filter(({ kind }) => kind === "gauge").length;
  if (gauges > 0) evaluations.set(underflow, gauges);
  if (isDisturbed) return { evaluations, violations };
  let judged = 0;
  for (const [place, answer] of answers.entries()) {
    const before = answers[place - 1];
    const rows = answer.rows.map((row) => ({ row, series: seriesOf(row, naming) }));
    const faults = rows.flatMap(({ row, series }) => {
      const mine = told.filter((line) => line.series === series);
      // Where nothing is promised, a series that was never told may still come.
      if (mine.length === 0 && facts.periodMicros === undefined) return [];
      const held = { ...facts, answer, mine, amount: amountOf(row.value) };
      const fault =
        row.value.case === "count"
          ? counterFault(held)
          : row.value.case === "gauge"
            ? gaugeFault({ ...held, rested: restedIn(before, row) })
            : undefined;
      if (fault !== undefined) judged += 1;
      return fault === undefined || fault === "right" ? [] : [{ series, ...fault }];
    });
    violations.push(...faults.map(({ series, ...fault }) => violation(answer.at, series, fault)));
  }
  if (judged > 0) evaluations.set(rule, judged);
  return { evaluations, violations };
}

interface Fault {
  readonly expected: string;
  readonly actual: string;
}

interface Held extends SinkFacts {
  readonly answer: FleetAnswer;
  /** The lines of this series. */
  readonly mine: readonly Told[];
  readonly amount: bigint;
}

/** Undefined: nothing can be told. */
type Finding = Fault | "right" | undefined;

function counterFault(held: Held): Finding {
  const { answer, mine, amount, periodMicros, slackMicros, endedAt } = held;
  const sumBy = (by: number): bigint =>
    mine.filter(({ at }) => at <= by).reduce((sum, line) => sum + line.amount, 0n);
  const early = sumBy(answer.sentAt);
  if (early > amount) return { expected: `at most ${amount}`, actual: String(early) };
  if (periodMicros === undefined) return early > 0n ? "right" : undefined;
  const due = answer.at + periodMicros + slackMicros;
  if (due > endedAt) return early > 0n ? "right" : undefined;
  const late = sumBy(due);
  return late < amount ? { expected: `at least ${amount}`, actual: String(late) } : "right";
}

/** The last that every source told by then comes to what two answers in a row show. */
function gaugeFault({
  answer,
  mine,
  amount,
  periodMicros,
  slackMicros,
  rested,
}: Held & { readonly rested: number | undefined }): Finding {
  if (periodMicros === undefined || rested === undefined) return undefined;
  if (answer.sentAt - rested < periodMicros + slackMicros) return undefined;
  const last = new Map<number, bigint>();
  for (const line of mine) {
    if (line.at > rested && line.at <= answer.sentAt) last.set(line.source, line.amount);
  }
  if (last.size === 0) return { expected: String(amount), actual: "nothing" };
  const sum = [...last.values()].reduce((total, one) => total + one, 0n);
  return sum === amount ? "right" : { expected: String(amount), actual: String(sum) };
}

/** Since when a row has shown what it shows now. */
function restedIn(before: FleetAnswer | undefined, row: MetricRow): number | undefined {
  const same = before?.rows.find(
    ({ cluster, backend, name }) =>
      cluster === row.cluster && backend === row.backend && name === row.name,
  );
  if (before === undefined || same === undefined || same.value.case !== row.value.case) {
    return undefined;
  }
  return amountOf(same.value) === amountOf(row.value) ? before.at : undefined;
}

function belowZero({ kind, amount, series, at }: Told): Violation[] {
  if (kind !== "gauge" || (amount >= 0n && amount < amountMax)) return [];
  const message = `the sink was told of a gauge below zero: ${series}`;
  return [
    { rule: underflow, index: 0, at, message, expected: "0 or more", actual: String(amount) },
  ];
}

function violation(at: number, series: string, { expected, actual }: Fault): Violation {
  const message = `what the sink was told of ${series} is not what was answered`;
  return { rule, index: 0, at, message, expected, actual };
}
