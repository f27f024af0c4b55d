// METRICS-SINK: what a worker sends to the sink, held against what it answers. An answer without
// filters tells what every counter has come to; the flush behind it, with no order and no traffic in
// between, must have brought the sum of the deltas to the same. Clearing sets the counters back and not the sink, and
// so does taking a cluster or a back end away for what is counted for it: the distance between the two is then
// learned once, and has to stay.
import type { StatsdSettings } from "../../../sim/index.ts";
import { isFiltered } from "../../model/metrics/filter.ts";
import { isSeriesOf, seriesOf } from "../../model/metrics/series.ts";
import { amountOf } from "../../model/metrics/value.ts";
import type { MetricRow, MetricRows } from "../../observe/metrics.ts";
import type { DatagramSent, Observation, OrderDone } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";
import { mayBeOld } from "./age.ts";

const rule = "METRICS-SINK";

interface Flush {
  readonly at: number;
  readonly index: number;
  readonly text: string;
  readonly gauges: Map<string, bigint>;
}

/** Whose counters begin anew when it comes back. */
interface Removed {
  readonly cluster: string;
  readonly backend: string | undefined;
}

interface Drain {
  /** What the deltas of each counter come to. */
  readonly sums: Map<string, bigint>;
  /** How far the sums are ahead of the counters; undefined while that is to be learned. */
  ahead: Map<string, bigint> | undefined;
  /** Whose distance is to be learned anew. */
  removed: Removed[];
  /** What the worker answered, while it had neither an order nor traffic since. */
  answered: MetricRows | undefined;
  /** When it last had either. */
  movedAt: number;
  flush: Flush | undefined;
}

export class SinkChecker implements Checker {
  readonly kinds = [
    "worker-started",
    "order",
    "order-done",
    "datagram",
    "socket",
    "gauge",
    "slot",
    "access",
    "traffic-passed",
    "worker-ended",
    "run-ended",
  ] as const;
  private readonly statsd: StatsdSettings;
  private readonly verdicts: Verdicts;
  private readonly drains = new Map<number, Drain>();

  constructor(statsd: StatsdSettings, verdicts: Verdicts) {
    this.statsd = statsd;
    this.verdicts = verdicts;
  }

  observe(seen: Observation, index: number): void {
    // A flush may take several datagrams; it is complete when time has gone on.
    for (const drain of this.drains.values()) {
      const { flush } = drain;
      if (flush !== undefined && (flush.at < seen.at || seen.kind === "run-ended")) {
        this.settle(drain, flush);
      }
    }
    if (seen.kind === "worker-started" && seen.judged) {
      this.drains.set(seen.worker, emptyDrain());
    } else if (seen.kind === "worker-ended") {
      this.drains.delete(seen.worker);
    } else if (seen.kind === "order-done") {
      this.done(seen);
    } else if (seen.kind === "datagram") {
      this.sent(seen, index);
    } else if ("worker" in seen && !isOfPeer(seen)) {
      this.moved(seen.worker, seen.at);
    }
  }

  private moved(worker: number, at: number): void {
    const drain = this.drains.get(worker);
    if (drain === undefined) return;
    drain.answered = undefined;
    drain.movedAt = at;
  }

  private done(done: OrderDone): void {
    const { worker, request, metrics } = done;
    const drain = this.drains.get(worker);
    if (drain === undefined) return;
    const type = request.requestType;
    drain.answered = undefined;
    // What was sent earlier in this very instant knows nothing of the order.
    drain.flush = undefined;
    if (type.case === "configureMetrics") drain.ahead = undefined;
    if (type.case === "removeCluster") {
      drain.removed.push({ cluster: type.value, backend: undefined });
    } else if (type.case === "removeBackend") {
      drain.removed.push({ cluster: type.value.clusterId, backend: type.value.backendId });
    }
    if (type.case !== "queryMetrics" || isFiltered(type.value)) return;
    const isNews = !mayBeOld(done, drain.movedAt);
    if (metrics?.kind === "worker" && isNews) drain.answered = metrics.rows;
  }

  private sent({ worker, at, text }: DatagramSent, index: number): void {
    const drain = this.drains.get(worker);
    if (drain === undefined) return;
    drain.flush ??= { at, index, text, gauges: new Map() };
    for (const line of text.split("\n")) {
      const parts = /^(.+):(-?\d+)\|([cg])$/u.exec(line);
      if (parts === null) continue;
      const [, series = "", amount = "0", kind] = parts;
      if (kind === "g") drain.flush.gauges.set(series, BigInt(amount));
      else drain.sums.set(series, (drain.sums.get(series) ?? 0n) + BigInt(amount));
    }
  }

  private settle(drain: Drain, flush: Flush): void {
    drain.flush = undefined;
    const { answered } = drain;
    if (answered === undefined) return;
    const rows = [...answered.values()];
    const counters = this.named(rows, "count");
    const known = drain.ahead;
    drain.ahead ??= distance(counters, drain.sums);
    this.relearn(drain, drain.ahead, counters);
    const wrong =
      this.gaugeFault(rows, flush) ??
      (known === undefined ? undefined : counterFault(counters, drain.sums, known));
    if (wrong !== undefined) {
      this.verdicts.violated({ rule, index: flush.index, at: flush.at, ...wrong });
      return;
    }
    if (known === undefined || !flush.text.includes("|g")) return;
    this.verdicts.evaluated(rule, flush.index, () => ({
      field: "text",
      value: flush.text.replace(/:(\d+)\|g/u, (_found, digits: string) => `:${digits}1|g`),
    }));
  }

  private relearn(
    { removed, sums }: Drain,
    ahead: Map<string, bigint>,
    counters: readonly (readonly [string, bigint])[],
  ): void {
    if (removed.length === 0) return;
    for (const [series, distanceNow] of distance(counters, sums)) {
      if (removed.some((one) => isSeriesOf(series, one, this.statsd))) {
        ahead.set(series, distanceNow);
      }
    }
    removed.length = 0;
  }

  /** Idle ones as well: every flush brings every gauge. */
  private gaugeFault(rows: readonly MetricRow[], flush: Flush): ReturnType<typeof counterFault> {
    for (const [series, amount] of this.named(rows, "gauge")) {
      const shown = flush.gauges.get(series);
      if (shown === amount) continue;
      const message = `the sink was told another value of the gauge ${series}`;
      return { message, expected: String(amount), actual: String(shown ?? "nothing") };
    }
    return undefined;
  }

  private named(
    rows: readonly MetricRow[],
    kind: "count" | "gauge",
  ): readonly (readonly [string, bigint])[] {
    return rows
      .filter(({ value }) => value.case === kind)
      .map((row) => [seriesOf(row, this.statsd), amountOf(row.value)] as const);
  }
}

/** What a peer does is nothing until the worker does something about it. */
function isOfPeer(seen: Observation): boolean {
  return seen.kind === "traffic-passed" && seen.by === "peer";
}

function emptyDrain(): Drain {
  const nothing = { answered: undefined, movedAt: -1, flush: undefined };
  return { sums: new Map(), ahead: new Map(), removed: [], ...nothing };
}

/** Of a counter that is not there any more all that was sent is ahead. */
function distance(
  counters: readonly (readonly [string, bigint])[],
  sums: ReadonlyMap<string, bigint>,
): Map<string, bigint> {
  const ahead = new Map(sums);
  for (const [series, amount] of counters) ahead.set(series, (sums.get(series) ?? 0n) - amount);
  return ahead;
}

function counterFault(
  counters: readonly (readonly [string, bigint])[],
  sums: ReadonlyMap<string, bigint>,
  ahead: ReadonlyMap<string, bigint>,
): { readonly message: string; readonly expected: string; readonly actual: string } | undefined {
  for (const [series, amount] of counters) {
    const expected = amount + (ahead.get(series) ?? 0n);
    const sum = sums.get(series) ?? 0n;
    if (sum === expected) continue;
    const message = `the deltas of the counter ${series} do not add up to it`;
    return { message, expected: String(expected), actual: String(sum) };
  }
  return undefined;
}
