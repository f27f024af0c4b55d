// METRICS-FILTERS at a worker: what it answers holds nothing that was not asked for, everything that
// was and that an answer without filters showed a moment ago, and an error where an id is unknown.
import { filtered, isFiltered, type MetricsQuery } from "../../model/metrics/filter.ts";
import { amountOf } from "../../model/metrics/value.ts";
import type { MetricRow, MetricRows, MetricsShown } from "../../observe/metrics.ts";
import type { OrderDone, ReplyStatus } from "../../observe/observation.ts";
import { mayBeOld } from "./age.ts";
import { Configured } from "./configured.ts";

export interface FilterFault {
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

export class FilterJudge {
  private readonly configured = new Configured();
  /** The last answer without filters, while nothing but questions was asked since, and nobody served. */
  private whole: MetricRows | undefined;
  /** When that came to an end last. */
  private movedAt = -1;

  /** The worker carried out something that is no question. */
  changed(done: OrderDone): void {
    this.whole = undefined;
    this.movedAt = done.at;
    if (done.status === "ok") this.configured.apply(done.request);
  }

  /** Clients or back ends were there: gauges need not stand where they stood. */
  served(at: number): void {
    this.whole = undefined;
    this.movedAt = at;
  }

  judge(query: MetricsQuery, { status, metrics }: OrderDone): FilterFault | undefined {
    const unknown = query.list ? [] : this.unknownIds(query);
    if (unknown.length > 0 && status !== "failure") {
      return fault("an id that nobody has was no error", "FAILURE", status);
    }
    if (unknown.length === 0 && status === "failure") {
      return fault("a query for what is there was refused", "ok", status);
    }
    if (metrics === undefined) {
      return status === "failure" ? undefined : fault("no metrics were shown", "rows", "nothing");
    }
    return metrics.kind === "names"
      ? this.namesFault(query, metrics)
      : this.rowsFault(query, metrics);
  }

  /** What the worker shows is known to be right: later answers are held against it. */
  accept(query: MetricsQuery, done: OrderDone): void {
    const { metrics } = done;
    if (isFiltered(query) || metrics?.kind !== "worker" || mayBeOld(done, this.movedAt)) return;
    this.whole = metrics.rows;
  }

  /** Whether the answer could be held against anything but itself. */
  get isComparable(): boolean {
    return this.whole !== undefined;
  }

  /** An answer that would have been wrong: another status where that is judged, another row else. */
  wrongStatus(query: MetricsQuery): ReplyStatus {
    return !query.list && this.unknownIds(query).length > 0 ? "ok" : "failure";
  }

  private unknownIds({ clusterIds, backendIds, noClusters }: MetricsQuery): readonly string[] {
    if (noClusters) return [];
    const { configured } = this;
    const clusters = clusterIds.filter((id) => !configured.hasCluster(id));
    const backends = backendIds.filter((id) => !configured.hasBackend(id, clusterIds));
    return [...clusters, ...backends];
  }

  private namesFault(
    { list }: MetricsQuery,
    { proxy, cluster }: Extract<MetricsShown, { readonly kind: "names" }>,
  ): FilterFault | undefined {
    if (!list) return fault("names were shown, rows were asked for", "rows", "names");
    if (this.whole === undefined) return undefined;
    const rows = [...this.whole.values()];
    const bare = (row: MetricRow): string =>
      row.value.case === "histogram" ? row.name.replace(/_histogram$/, "") : row.name;
    const names = (isOfCluster: boolean): string =>
      [...new Set(rows.filter((row) => (row.cluster !== undefined) === isOfCluster).map(bare))]
        .sort((left, right) => (left < right ? -1 : 1))
        .join(" ");
    const expected = `${names(false)} | ${names(true)}`;
    const actual = `${proxy.join(" ")} | ${cluster.join(" ")}`;
    return actual === expected
      ? undefined
      : fault("the names are not those of the rows", expected, actual);
  }

  private rowsFault(query: MetricsQuery, metrics: MetricsShown): FilterFault | undefined {
    if (metrics.kind !== "worker") return fault("a worker answered for others", "its own rows", "");
    if (query.list) return fault("rows were shown, names were asked for", "names", "rows");
    const { rows } = metrics;
    const asked = filtered(query, rows);
    const alien = [...rows.keys()].find((key) => !asked.has(key));
    if (alien !== undefined) return fault("a row was not asked for", "no such row", alien);
    const { whole } = this;
    if (whole === undefined) return undefined;
    for (const [key, row] of filtered(query, whole)) {
      const wrong = changeFault(key, row, rows.get(key));
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }
}

/** Since the last whole answer only questions were asked: gauges stand, counts may grow. */
function changeFault(
  key: string,
  before: MetricRow,
  now: MetricRow | undefined,
): FilterFault | undefined {
  if (now === undefined) return fault("a row that was asked for is missing", key, "nothing");
  const [was, is] = [amountOf(before.value), amountOf(now.value)];
  const isSound = before.value.case === "gauge" ? is === was : is >= was;
  return isSound ? undefined : fault(`another value in ${key}`, String(was), String(is));
}

function fault(message: string, expected: string, actual: string): FilterFault {
  return { message, expected, actual };
}
