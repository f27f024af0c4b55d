// What the gauges of one worker must read, kept from the moves that it shows: every move continues where
// the last one of its series ended.
import type { GaugeMoved } from "../../observe/data-plane.ts";

export interface Series {
  readonly name: string;
  readonly cluster: string | undefined;
  readonly backend: string | undefined;
  value: number;
  /** Where it was moved last, in the run, and by how much. */
  index: number;
  delta: number;
}

/** All rows of one gauge. */
interface Rows {
  total: number;
  /** Without a label: most gauges have no other. */
  plain: Series | undefined;
  readonly labelled: Map<string, Series>;
}

export class GaugeLedger {
  private readonly names = new Map<string, Rows>();

  /** The series that a move is filed in. */
  of({ name, cluster, backend }: Pick<GaugeMoved, "name" | "cluster" | "backend">): Series {
    const rows = this.rowsOf(name);
    if (cluster === undefined) {
      return (rows.plain ??= { name, cluster, backend, value: 0, index: -1, delta: 0 });
    }
    const key = backend === undefined ? cluster : `${cluster}\0${backend}`;
    let series = rows.labelled.get(key);
    if (series === undefined) {
      series = { name, cluster, backend, value: 0, index: -1, delta: 0 };
      rows.labelled.set(key, series);
    }
    return series;
  }

  move(series: Series, delta: number, index: number): void {
    series.value += delta;
    series.index = index;
    series.delta = delta;
    this.rowsOf(series.name).total += delta;
  }

  /** Over all rows of a name. */
  sum(name: string): number {
    return this.names.get(name)?.total ?? 0;
  }

  *rows(name: string): Generator<Series> {
    const rows = this.names.get(name);
    if (rows === undefined) return;
    if (rows.plain !== undefined) yield rows.plain;
    yield* rows.labelled.values();
  }

  *all(): Generator<Series> {
    for (const name of this.names.keys()) yield* this.rows(name);
  }

  sums(): Map<string, number> {
    return new Map([...this.names].map(([name, { total }]) => [name, total]));
  }

  private rowsOf(name: string): Rows {
    let rows = this.names.get(name);
    if (rows === undefined) {
      rows = { total: 0, plain: undefined, labelled: new Map() };
      this.names.set(name, rows);
    }
    return rows;
  }
}
