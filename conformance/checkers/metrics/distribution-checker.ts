// METRICS-HISTOGRAM: the distribution that a master shows of its own gathers, held against how long
// they took as their orders, answers and replies tell. It is judged while nothing else is wrong,
// since a gather that ends at the wrong time is recorded as it was.
import { listAt } from "../../grouped.ts";
import { isFiltered } from "../../model/metrics/filter.ts";
import type { GatherTime } from "../../model/constants.ts";
import {
  histogramFault,
  percentilesFault,
  type DistributionFault,
  type PercentilesShown,
} from "../../model/metrics/distribution.ts";
import type { Durations, Span } from "../../model/metrics/durations.ts";
import type { MetricRow, MetricsShown } from "../../observe/metrics.ts";
import type { Observation, ReplyWritten, RequestTaken } from "../../observe/observation.ts";
import { MetricsConfiguration } from "../../../wire/index.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";
import { type Answered, Gathers } from "./gathers.ts";

type Fleet = Extract<MetricsShown, { readonly kind: "fleet" }>;

const rule = "METRICS-HISTOGRAM";

export class DistributionChecker implements Checker {
  readonly kinds = [
    "master-started",
    "master-hampered",
    "worker-linked",
    "worker-severed",
    "request",
    "order-sent",
    "answer-taken",
    "reply",
    "session-closed",
    "misunderstood",
  ] as const;
  private readonly metric: GatherTime;
  private readonly workerTimeoutMicros: number;
  private readonly verdicts: Verdicts;
  private gathers: Gathers;
  /** Questions about metrics that were not answered yet, by session. */
  private readonly questions = new Map<number, RequestTaken[]>();
  private isHampered = false;
  /** When the last gather was known to be recorded. */
  private recordedAt = -1;
  private recordedIndex = -1;

  constructor(metric: GatherTime, workerTimeoutMicros: number, verdicts: Verdicts) {
    this.metric = metric;
    this.workerTimeoutMicros = workerTimeoutMicros;
    this.verdicts = verdicts;
    this.gathers = this.begun();
  }

  observe(seen: Observation, index: number): void {
    const { gathers } = this;
    if (seen.kind === "request") this.asked(seen);
    else if (seen.kind === "order-sent") this.clearedBy(gathers.ordered(seen)?.request, seen.at);
    else if (seen.kind === "answer-taken") gathers.heard(seen, index);
    else if (seen.kind === "reply") this.replied(seen, index);
    else if (seen.kind === "worker-linked") gathers.linked(seen.worker, seen.at);
    else if (seen.kind === "worker-severed") gathers.severed(seen.worker, seen.at);
    else if (seen.kind === "session-closed") this.left(seen.session);
    else if (seen.kind === "misunderstood") gathers.hidden++;
    else if (seen.kind === "master-hampered") this.isHampered = true;
    else if (seen.kind === "master-started") this.gathers = this.begun();
  }

  private begun(): Gathers {
    return new Gathers(this.workerTimeoutMicros, this.metric.microsPerUnit);
  }

  private asked(request: RequestTaken): void {
    this.gathers.asked(request);
    if (request.verb !== "queryMetrics") return;
    listAt(this.questions, request.session).push(request);
  }

  /** A master does to itself what it asks of its workers, when it asks it. */
  private clearedBy(request: RequestTaken | undefined, at: number): void {
    const type = request?.request?.requestType;
    if (type?.case !== "configureMetrics" || type.value !== MetricsConfiguration.CLEAR) return;
    this.gathers.clear(at);
  }

  private left(session: number): void {
    this.gathers.left(session);
    this.questions.delete(session);
  }

  private replied(reply: ReplyWritten, index: number): void {
    if (reply.status === "processing") return;
    const { gathers } = this;
    const own = gathers.replied(reply);
    const question = this.answered(reply);
    if (reply.metrics?.kind === "fleet" && question !== undefined) {
      // A reply that waits for those before it shows what was recorded when it was made.
      const hasWaited = own === undefined ? question.at < this.recordedAt : this.waited(own);
      if (!hasWaited) {
        this.judge(reply.metrics, { own: own?.span, question, index, at: reply.at });
      }
    }
    if (own === undefined) return;
    gathers.durations.add(own.span);
    this.recordedAt = reply.at;
    this.recordedIndex = index;
  }

  /** Something was recorded between the end of its gather and its reply. */
  private waited({ endedAt, heardIndex }: Answered): boolean {
    return endedAt < this.recordedAt || (heardIndex ?? Infinity) < this.recordedIndex;
  }

  private answered({ session, ordinal }: ReplyWritten): RequestTaken | undefined {
    const open = this.questions.get(session);
    const question = open?.find((request) => request.ordinal === ordinal);
    if (question !== undefined && open?.length === 1) this.questions.delete(session);
    else if (question !== undefined) open?.splice(open.indexOf(question), 1);
    return question;
  }

  private judge(fleet: Fleet, asked: Asked): void {
    if (this.verdicts.broken || this.isHampered) return;
    const { index, at } = asked;
    const fault = this.faultOf(fleet, asked);
    if (fault !== undefined) {
      this.verdicts.violated({ rule, index, at, ...fault });
      return;
    }
    const { gathers, metric } = this;
    const shown = percentilesOf(fleet, metric.name);
    if (shown === undefined) return;
    const samples = BigInt(gathers.durations.count + gathers.hidden + 2);
    const wrong = withPercentiles(fleet, metric.name, { ...shown, samples });
    this.verdicts.evaluated(rule, index, () => ({ field: "metrics", value: wrong }));
  }

  private faultOf(fleet: Fleet, asked: Asked): DistributionFault | undefined {
    const percentiles = percentilesOf(fleet, this.metric.name);
    if (percentiles === undefined) return this.absenceFault(asked);
    const { durations, hidden } = this.gathers;
    const { own } = asked;
    const { count } = durations;
    const samples = Number(percentiles.samples);
    const most = count + hidden + (own === undefined ? 0 : 1);
    if (samples < count || samples > most) {
      const expected = most === count ? `${count}` : `${count} to ${most}`;
      return { message: "another number of samples", expected, actual: `${samples}` };
    }
    if (samples === count) return this.shapeFault(fleet, percentiles, durations);
    // The gather of the question itself may be recorded before its reply is made, or after it.
    if (hidden > 0 || own === undefined) return undefined;
    return this.shapeFault(fleet, percentiles, durations.with(own));
  }

  private absenceFault({ question }: Asked): DistributionFault | undefined {
    const { count } = this.gathers.durations;
    const type = question.request?.requestType;
    const isWhole = type?.case === "queryMetrics" && !isFiltered(type.value);
    if (count === 0 || !isWhole) return undefined;
    const message = "the time of the gathers is not shown";
    return { message, expected: `${count} samples`, actual: "nothing" };
  }

  private shapeFault(
    fleet: Fleet,
    percentiles: PercentilesShown,
    durations: Durations,
  ): DistributionFault | undefined {
    const { name, precision } = this.metric;
    const fault = percentilesFault(percentiles, durations, precision);
    const histogram = valueOf(fleet, `${name}_histogram`);
    if (fault !== undefined || histogram?.case !== "histogram") return fault;
    return histogramFault(histogram.value, durations, precision);
  }
}

interface Asked {
  readonly own: Span | undefined;
  readonly question: RequestTaken;
  readonly index: number;
  readonly at: number;
}

function valueOf({ main }: Fleet, name: string): MetricRow["value"] | undefined {
  for (const row of main.values()) if (row.name === name) return row.value;
  return undefined;
}

function percentilesOf(fleet: Fleet, name: string): PercentilesShown | undefined {
  const value = valueOf(fleet, name);
  return value?.case === "percentiles" ? value.value : undefined;
}

function withPercentiles(fleet: Fleet, name: string, value: PercentilesShown): Fleet {
  const main = new Map(
    [...fleet.main].map(([key, row]) => [
      key,
      row.name === name ? { ...row, value: { case: "percentiles", value } as const } : row,
    ]),
  );
  return { ...fleet, main };
}
