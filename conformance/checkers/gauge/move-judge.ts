// One move of a paired gauge against the ledger: that it goes on from where its series stood, that it
// adds, and that it never takes what was not there.
import type { GaugeMoved } from "../../observe/data-plane.ts";
import type { Books } from "./books.ts";
import type { Series } from "./ledger.ts";

/** Enters the move in the ledger and returns its series. */
export function judgeMove(books: Books, moved: GaugeMoved, index: number): Series {
  const { ledger } = books;
  const series = ledger.of(moved);
  const { value, index: last } = series;
  const rest = ledger.sum(moved.name) - value;
  ledger.move(series, moved.delta, index);
  const fault = faultOf(moved, value, rest);
  if (fault === undefined) {
    sample(books, moved, { index, value, last });
    return series;
  }
  // GAUGE-CLEAR: what was right before the metrics were touched is wrong behind it.
  const isCleared = last >= 0 && books.isDisturbedSince(last);
  const rule = isCleared ? "GAUGE-CLEAR" : fault.rule;
  books.fails({ ...fault, rule, index, at: moved.at, message: `the gauge ${moved.name}` });
  return series;
}

interface MoveFault {
  readonly rule: string;
  readonly expected: string;
  readonly actual: string;
}

/** `value`: of its series, by the ledger; `rest`: of the other series of its name. */
function faultOf(moved: GaugeMoved, value: number, rest: number): MoveFault | undefined {
  const { before, after, delta } = moved;
  const due = value + delta;
  if (due < 0 && rest + due >= 0 && rest > 0) {
    // GAUGE-LABEL-STABLE: what is taken here was given to another series.
    const expected = `${-delta} taken where it was given`;
    return { rule: "GAUGE-LABEL-STABLE", expected, actual: `taken from a series at ${value}` };
  }
  // What does not go on from where it stood was wrong before it was taken from.
  if (before !== value) {
    return { rule: "GAUGE-CONSERVED", expected: `on from ${value}`, actual: `from ${before}` };
  }
  if (after < 0 || due < 0) {
    const actual = `${after} behind ${before}`;
    return { rule: "GAUGE-NO-UNDERFLOW", expected: "never below 0, nor clamped there", actual };
  }
  if (after === due) return undefined;
  return { rule: "GAUGE-SUM", expected: `${due}, the sum`, actual: `${after}` };
}

interface Before {
  readonly index: number;
  readonly value: number;
  readonly last: number;
}

/** The move was right; what it could have shown instead. */
function sample(books: Books, { delta }: GaugeMoved, { index, value, last }: Before): void {
  if (last >= 0 && books.isDisturbedSince(last)) {
    if (delta < 0 && books.counted("GAUGE-CLEAR")) {
      books.sample("GAUGE-CLEAR", index, { field: "before", value: value - 1 });
    }
    return;
  }
  if (books.counted("GAUGE-CONSERVED")) {
    books.sample("GAUGE-CONSERVED", index, { field: "before", value: value + 1 });
  }
  if (books.counted("GAUGE-NO-UNDERFLOW")) {
    books.sample("GAUGE-NO-UNDERFLOW", index, { field: "after", value: -1 });
  }
  if (value > 0 && delta > 0 && books.counted("GAUGE-SUM")) {
    books.sample("GAUGE-SUM", index, { field: "after", value: delta });
  }
}
