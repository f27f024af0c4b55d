// What holds at the end of every instant: requests, sockets to back ends and connections of HTTP/2 are
// what their gauges read, each in the series that it was filed in.
import type { Books, Place } from "./books.ts";
import type { Series } from "./ledger.ts";
import type { Live } from "./live-sockets.ts";
import { activeRequests, judgeLoose } from "./request-judge.ts";

/** GAUGE-BACKEND; the last one is filed with the labels of its back end. */
export const perBackend = "connections_per_backend";
const socketGauges = ["backend.connections", "backend.pool.size", perBackend];

type Judge = (books: Books, place: Place) => void;

/** In this order: what a later one finds follows from what an earlier one does. */
const judges: readonly Judge[] = [judgeLoose, requests, sockets, series, http2];

export function judgeInstant(books: Books, place: Place): void {
  for (const judge of judges) {
    if (books.isBroken) return;
    judge(books, place);
  }
  books.sockets.settle();
  books.settledAt = place.index;
}

/** GAUGE-CONSERVED: what the gauge reads is how many slots count. */
function requests(books: Books, place: Place): void {
  const { counted } = books.slots;
  const sum = books.ledger.sum(activeRequests);
  if (sum === counted) return;
  fails(books, place, {
    rule: "GAUGE-CONSERVED",
    name: activeRequests,
    expected: `${counted} for as many counted slots`,
    actual: sum,
  });
}

/** GAUGE-BACKEND: over all rows. */
function sockets(books: Books, place: Place): void {
  const { ledger, sockets: live } = books;
  for (const name of socketGauges) {
    const sum = ledger.sum(name);
    if (isWithin(sum, live.backs)) continue;
    const expected = `${worded(live.backs)} for as many sockets`;
    fails(books, place, { rule: "GAUGE-BACKEND", name, expected, actual: sum });
    return;
  }
  const last = lastMoved(books, "backend.connections");
  if (last <= books.settledAt || !books.counted("GAUGE-BACKEND")) return;
  books.sample("GAUGE-BACKEND", last, { field: "times", value: 0 });
}

/** GAUGE-LABEL-STABLE; GAUGE-BACKEND where no level moved in between. */
function series(books: Books, place: Place): void {
  const { sockets: live } = books;
  for (const one of live.touched) {
    const due = live.filed.get(one) ?? { least: 0, most: 0 };
    if (isWithin(one.value, due)) continue;
    const rule = live.isAcross ? "GAUGE-LABEL-STABLE" : "GAUGE-BACKEND";
    const expected = `${worded(due)} in ${rowOf(one)}`;
    fails(books, place, { rule, name: one.name, expected, actual: one.value });
    return;
  }
  if (live.isAcross) sampleTaken(books);
}

/** What was taken here now could have been taken elsewhere. */
function sampleTaken(books: Books): void {
  const rule = "GAUGE-LABEL-STABLE";
  const { ledger, sockets: live, settledAt } = books;
  for (const taken of live.touched) {
    if (taken.index <= settledAt || taken.delta !== -1) continue;
    for (const other of ledger.rows(taken.name)) {
      if (other === taken || other.value === 0 || live.touched.has(other)) continue;
      if (!books.counted(rule)) return;
      const { cluster, backend, value } = other;
      const filed = { cluster, backend, delta: -1, before: value, after: value - 1 };
      books.sample(rule, taken.index, { field: "filed", value: filed });
      return;
    }
  }
}

/** GAUGE-H2: the sum over live connections. */
function http2(books: Books, place: Place): void {
  for (const [name, due] of books.http2.due()) {
    const sum = books.ledger.sum(name);
    if (sum !== due) {
      const expected = `${due}, the sum over ${books.http2.connections} connections`;
      fails(books, place, { rule: "GAUGE-H2", name, expected, actual: sum });
      return;
    }
    const last = lastMoved(books, name);
    if (last <= books.settledAt || !books.counted("GAUGE-H2")) continue;
    books.sample("GAUGE-H2", last, { field: "times", value: 0 });
  }
}

interface Fault {
  readonly rule: string;
  readonly name: string;
  readonly expected: string;
  readonly actual: number;
}

function fails(books: Books, place: Place, { rule, name, expected, actual }: Fault): void {
  // GAUGE-CLEAR: what was right before the metrics were touched is wrong behind it.
  const isTouched = books.isDisabled || books.isDisturbedSince(books.settledAt);
  const blamed = isTouched ? "GAUGE-CLEAR" : rule;
  const message = `the gauge ${name}`;
  books.fails({ rule: blamed, ...place, message, expected, actual: `${actual}` });
}

/** The position of its last move; several rows only matter to the one that is labelled. */
function lastMoved({ ledger }: Books, name: string): number {
  const series = ledger.of({ name, cluster: undefined, backend: undefined });
  return series.index;
}

function isWithin(value: number, { least, most }: Live): boolean {
  return value >= least && value <= most;
}

function worded({ least, most }: Live): string {
  return least === most ? `${least}` : `${least} to ${most}`;
}

function rowOf({ cluster, backend }: Series): string {
  return cluster === undefined
    ? "the row of the process"
    : `the row of ${cluster} ${backend ?? ""}`;
}
