// What each worker had logged when it was asked for its metrics: kept until the run is over, and then held
// against what it answered.
import { isFiltered } from "../../model/metrics/filter.ts";
import type { AccessRecord } from "../../model/access/record.ts";
import type { MetricRow, MetricRows, MetricsShown } from "../../observe/metrics.ts";
import type { LevelChange, OrderDone } from "../../observe/observation.ts";
import type { Verdicts } from "../verdicts.ts";
import { mayBeOld } from "../metrics/age.ts";
import { compared, type Discrepancy, type Entry, oneMore } from "./books.ts";

interface Book {
  level: number;
  readonly entries: Entry[];
  refused: number;
  /** When something was last entered. */
  movedAt: number;
  /** From when on the counters say nothing of what was logged before. */
  isSpoilt: boolean;
}

interface Snapshot {
  readonly index: number;
  readonly at: number;
  readonly entries: readonly Entry[];
  readonly refused: number;
  readonly rows: MetricRows;
}

const spoiling: ReadonlySet<string> = new Set([
  "configureMetrics",
  "removeCluster",
  "removeBackend",
]);

export class Snapshots {
  private readonly floor: number;
  private readonly books = new Map<number, Book>();
  private readonly taken: Snapshot[] = [];

  constructor(floor: number) {
    this.floor = floor;
  }

  /** The counters of a new process begin with nothing. */
  started(worker: number): void {
    const nothing = { entries: [], refused: 0, movedAt: -1, isSpoilt: false };
    this.books.set(worker, { level: this.floor, ...nothing });
  }

  /** What it told of its level, in the order of what it logged; one that waited is old. */
  moved(worker: number, { previous, effective }: LevelChange): void {
    const book = this.books.get(worker);
    if (book?.level === previous) book.level = effective;
  }

  shown(worker: number, level: number): void {
    const book = this.books.get(worker);
    if (book !== undefined) book.level = level;
  }

  wrote(worker: number, record: AccessRecord, at: number): void {
    const book = this.books.get(worker);
    if (book === undefined) return;
    book.entries.push({ record, level: book.level });
    book.movedAt = at;
  }

  refused(worker: number, at: number): void {
    const book = this.books.get(worker);
    if (book === undefined) return;
    book.refused++;
    book.movedAt = at;
  }

  done(done: OrderDone, index: number): void {
    const { worker, at, status, request, metrics } = done;
    const book = this.books.get(worker);
    const { case: verb, value } = request.requestType;
    if (book === undefined || verb === undefined || status !== "ok") return;
    if (spoiling.has(verb)) book.isSpoilt = true;
    if (verb !== "queryMetrics" || book.isSpoilt || isFiltered(value)) return;
    if (metrics?.kind !== "worker" || mayBeOld(done, book.movedAt)) return;
    const { entries, refused } = book;
    this.taken.push({ index, at, entries: [...entries], refused, rows: metrics.rows });
  }

  judge(verdicts: Verdicts): void {
    for (const snapshot of this.taken) {
      const found = compared(snapshot);
      const broken = found.filter(({ holds }) => !holds);
      for (const one of broken) this.blame(verdicts, snapshot, one);
      if (broken.length === 0) for (const one of found) this.evaluate(verdicts, snapshot, one);
    }
  }

  private blame(verdicts: Verdicts, { index, at }: Snapshot, found: Discrepancy): void {
    const { rule, expected, actual } = found;
    const message = `${found.message} is not what the records come to`;
    verdicts.violated({
      rule,
      index,
      at,
      message,
      expected: String(expected),
      actual: String(actual),
    });
  }

  /** LOG-UNSENT: where everything was written, that nothing is counted shows little. */
  private evaluate(verdicts: Verdicts, { index, rows }: Snapshot, found: Discrepancy): void {
    const { rule, row, expected } = found;
    if (row === undefined || expected === 0) return;
    verdicts.evaluated(rule, index, () => {
      const value: MetricsShown = { kind: "worker", rows: withMore(rows, row) };
      return { field: "metrics", value };
    });
  }
}

function withMore(rows: MetricRows, row: MetricRow): MetricRows {
  const more = oneMore(row);
  return new Map([...rows].map(([key, one]) => [key, one === row ? more : one]));
}
