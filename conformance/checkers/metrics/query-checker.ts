// METRICS-FILTERS and METRICS-MERGE over whole exchanges: the client's query, what each worker was
// asked and answered, and what the master made of it. Queries that overlap are not judged at the
// master: nothing on the wire says which order belongs to which of them.
import type { QueryMetricsOptions } from "../../../wire/index.ts";
import type { MetricRows, MetricsShown } from "../../observe/metrics.ts";
import type {
  Observation,
  OrderDone,
  ReplyWritten,
  RequestTaken,
} from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Falsification, Verdicts } from "../verdicts.ts";
import { FilterJudge, type FilterFault } from "./filter-judge.ts";
import { mergeFault, sameRows } from "./merge.ts";

type Fleet = Extract<MetricsShown, { readonly kind: "fleet" }>;

interface Asking {
  readonly request: RequestTaken;
  readonly query: QueryMetricsOptions;
  readonly written: Map<string, OrderDone>;
  readonly heard: Map<number, OrderDone>;
  /** Something in it is wrong already, or it is not clear what belongs to it. */
  isSpoilt: boolean;
}

export class QueryChecker implements Checker {
  readonly kinds = [
    "worker-started",
    "request",
    "order-done",
    "answer",
    "answer-taken",
    "reply",
    "socket",
    "slot",
    "gauge",
  ] as const;
  private readonly verdicts: Verdicts;
  private readonly judges = new Map<number, FilterJudge>();
  private readonly open: Asking[] = [];

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  observe(seen: Observation, index: number): void {
    if (seen.kind === "worker-started" && seen.judged) {
      this.judges.set(seen.worker, new FilterJudge());
    } else if (seen.kind === "worker-started") {
      this.judges.delete(seen.worker);
    } else if (seen.kind === "request") {
      this.ask(seen);
    } else if (seen.kind === "order-done") {
      this.done(seen, index);
    } else {
      this.follow(seen, index);
    }
  }

  private follow(seen: Observation, index: number): void {
    switch (seen.kind) {
      case "answer-taken":
        this.hear(seen.worker, seen.id);
        return;
      case "reply":
        if (seen.status !== "processing") this.conclude(seen, index);
        return;
      case "socket":
      case "slot":
      case "gauge":
        this.judges.get(seen.worker)?.served(seen.at);
        return;
      default:
        return;
    }
  }

  private ask(request: RequestTaken): void {
    const type = request.request?.requestType;
    if (type?.case !== "queryMetrics") return;
    const isAlone = this.open.length === 0;
    for (const other of this.open) other.isSpoilt = true;
    const [written, heard] = [new Map<string, OrderDone>(), new Map<number, OrderDone>()];
    this.open.push({ request, query: type.value, written, heard, isSpoilt: !isAlone });
  }

  private done(done: OrderDone, index: number): void {
    const type = done.request.requestType;
    const judge = this.judges.get(done.worker);
    if (type.case !== "queryMetrics") {
      if (type.case !== "status") judge?.changed(done);
      return;
    }
    for (const asking of this.open) asking.written.set(`${done.worker} ${done.id}`, done);
    const asked = this.open[0]?.query;
    const fault =
      judge?.judge(type.value, done) ?? passedFault(asked, type.value, this.open.length);
    if (fault !== undefined) {
      this.tell("METRICS-FILTERS", fault, index, done.at);
      for (const asking of this.open) asking.isSpoilt = true;
      return;
    }
    if (judge === undefined) return;
    judge.accept(type.value, done);
    const value = judge.wrongStatus(type.value);
    this.verdicts.evaluated("METRICS-FILTERS", index, () => ({ field: "status", value }));
  }

  private hear(worker: number, id: string): void {
    for (const asking of this.open) {
      const done = asking.written.get(`${worker} ${id}`);
      if (done !== undefined) asking.heard.set(worker, done);
    }
  }

  private conclude(reply: ReplyWritten, index: number): void {
    const place = this.open.findIndex(
      ({ request }) => request.session === reply.session && request.ordinal === reply.ordinal,
    );
    const [asking] = place < 0 ? [] : this.open.splice(place, 1);
    if (asking === undefined || asking.isSpoilt || reply.metrics === undefined) return;
    const { metrics } = reply;
    if (metrics.kind === "fleet" && !asking.query.list) {
      this.judgeFleet(metrics, asking, reply, index);
    } else if (metrics.kind !== "names" || !asking.query.list) {
      const fault = { message: "the reply is of another kind than was asked for" };
      const expected = asking.query.list ? "names" : "rows";
      this.tell("METRICS-FILTERS", { ...fault, expected, actual: metrics.kind }, index, reply.at);
    }
  }

  private judgeFleet(fleet: Fleet, asking: Asking, reply: ReplyWritten, index: number): void {
    const answers = new Map<number, MetricRows>();
    for (const [worker, { metrics }] of asking.heard) {
      if (metrics?.kind === "worker") answers.set(worker, metrics.rows);
    }
    const { merged, workers } = fleet;
    const isSeparate = asking.query.workers;
    if (isSeparate ? merged.size > 0 : workers.size > 0) {
      const message = "the reply shows workers where it should not, or does not where it should";
      const expected = isSeparate ? "worker by worker" : "merged";
      this.tell("METRICS-FILTERS", { message, expected, actual: "both" }, index, reply.at);
      return;
    }
    const fault = isSeparate ? separateFault(workers, answers) : mergedFault(merged, answers);
    if (fault !== undefined) {
      this.tell("METRICS-MERGE", fault, index, reply.at);
    } else if (answers.size > 0) {
      this.verdicts.evaluated("METRICS-MERGE", index, () => doubled(fleet));
    }
  }

  private tell(rule: string, fault: FilterFault, index: number, at: number): void {
    this.verdicts.violated({ rule, ...fault, index, at });
  }
}

/** The filters travel to the workers as they are. */
function passedFault(
  asked: QueryMetricsOptions | undefined,
  passed: QueryMetricsOptions,
  open: number,
): FilterFault | undefined {
  if (asked === undefined || open !== 1) return undefined;
  const [expected, actual] = [filtersOf(asked), filtersOf(passed)];
  if (actual === expected) return undefined;
  return { message: "a worker was asked something else than the client asked", expected, actual };
}

function filtersOf(query: QueryMetricsOptions): string {
  const { list, clusterIds, backendIds, metricNames, noClusters } = query;
  return JSON.stringify({ list, clusterIds, backendIds, metricNames, noClusters });
}

function mergedFault(
  merged: MetricRows,
  answers: ReadonlyMap<number, MetricRows>,
): FilterFault | undefined {
  const [only, ...others] = answers.values();
  if (only === undefined || others.length > 0) return mergeFault(merged, [...answers.values()]);
  if (sameRows(merged, only)) return undefined;
  const message = "with one worker the merge is not that worker";
  return { message, expected: `${only.size} rows as they are`, actual: `${merged.size} rows` };
}

function separateFault(
  workers: ReadonlyMap<string, MetricRows>,
  answers: ReadonlyMap<number, MetricRows>,
): FilterFault | undefined {
  const message = "a worker's metrics are not what it answered";
  const ids = [...answers.keys()].map(String).sort().join(" ");
  const found = [...workers.keys()].sort().join(" ");
  if (ids !== found) return { message, expected: `workers ${ids}`, actual: `workers ${found}` };
  for (const [worker, rows] of answers) {
    const shown = workers.get(String(worker));
    if (shown === undefined || !sameRows(shown, rows)) {
      return { message, expected: `what worker ${worker} answered`, actual: "something else" };
    }
  }
  return undefined;
}

/** A fleet with a row that nobody answered. */
function doubled(fleet: Fleet): Falsification {
  const place = { cluster: undefined, backend: undefined };
  const row = { ...place, name: "nobodys", value: { case: "count", value: 1n } } as const;
  const add = (rows: MetricRows): MetricRows => new Map([...rows, ["nobodys", row]]);
  const isSeparate = fleet.workers.size > 0;
  const workers = new Map([...fleet.workers].map(([id, rows]) => [id, add(rows)]));
  const merged = isSeparate ? fleet.merged : add(fleet.merged);
  return { field: "metrics", value: { ...fleet, merged, workers } };
}
