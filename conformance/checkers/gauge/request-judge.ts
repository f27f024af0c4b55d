// The unit of each request: taken once with its admission, given back once with its final record, and
// by nothing else. A worker shows the move of the gauge and the record before the move of the slot that
// they are of, all in one instant.
import { switchingProtocols } from "../../model/http-codes.ts";
import type { GaugeMoved, SlotMoved } from "../../observe/data-plane.ts";
import type { Books, Place } from "./books.ts";
import type { Unit } from "./counted-slots.ts";
import type { Series } from "./ledger.ts";

/** The gauge that counts requests between their admission and their final record. */
export const activeRequests = "http.active_requests";

const message = "the unit of a request";

export function unitMoved(books: Books, { delta, at }: GaugeMoved, index: number): void {
  const { loose } = books;
  if (delta === 1) loose.ups.push(index);
  else if (delta === -1) loose.downs.push(index);
  else {
    const rule = delta > 0 ? "GAUGE-COUNT-ONCE" : "GAUGE-RELEASE-ONCE";
    books.fails({ rule, index, at, message, expected: "one at a time", actual: `${delta}` });
  }
}

export function judgeSlot(books: Books, moved: SlotMoved, index: number): void {
  const { slots } = books;
  const was = slots.unitOf(moved.session, moved.slot);
  const place = { index, at: moved.at };
  const isRightlyMarked = judgeFlag(books, moved, was, place);
  slots.move(isRightlyMarked ? moved : { ...moved, counted: !moved.counted }, was);
  if (books.isBroken) return;
  const is = slots.unitOf(moved.session, moved.slot);
  if (was !== "counted" && is === "counted") admitted(books, place);
  else if (was === "counted" && is !== "counted") released(books, moved, place);
  else if (was === "released" && is === "none") again(books, moved, place);
}

/** GAUGE-FLAG: set by admission only. That it is cleared by the release only shows in the unit. */
function judgeFlag(books: Books, moved: SlotMoved, was: Unit, place: Place): boolean {
  // Whoever comes back to wait for another connection was counted before.
  const isAdmission = moved.to === "Link";
  const wasCounted = was === "counted";
  const holds = isAdmission ? moved.counted : !moved.counted || wasCounted;
  if (moved.to === "none" || (wasCounted && !isAdmission)) return holds;
  const rule = "GAUGE-FLAG";
  if (!holds) {
    const expected = isAdmission ? "counted from its admission on" : "counted by nothing else";
    const actual = moved.counted ? "counted" : "not counted";
    books.fails({ rule, ...place, message: "a slot", expected, actual });
  } else if (books.counted(rule)) {
    books.sample(rule, place.index, { field: "counted", value: !moved.counted });
  }
  return holds;
}

/** GAUGE-COUNT-ONCE */
function admitted(books: Books, place: Place): void {
  const rule = "GAUGE-COUNT-ONCE";
  const up = books.loose.ups.shift();
  if (up === undefined) {
    const [expected, actual] = ["one unit for one admission", "a counted slot without a unit"];
    books.fails({ rule, ...place, message, expected, actual });
  } else if (books.counted(rule)) {
    books.sample(rule, up, { field: "times", value: 0 });
  }
}

/** GAUGE-RELEASE-ONCE: with its final record. */
function released(books: Books, moved: SlotMoved, place: Place): void {
  const rule = "GAUGE-RELEASE-ONCE";
  const { loose } = books;
  const down = loose.downs.shift();
  const hasRecord = loose.records > 0;
  if (hasRecord) loose.records -= 1;
  const expected = "given back once, with the final record";
  if (down === undefined) {
    const actual = "the request is over and its unit is kept";
    books.fails({ rule, ...place, message, expected, actual });
  } else if (!hasRecord) {
    books.fails({ rule, ...place, message, expected, actual: "given back without a record" });
  } else if (isInterim(books, moved)) {
    const actual = "given back by an interim answer";
    books.fails({ rule: "GAUGE-INTERIM", ...place, message, expected, actual });
  } else if (books.counted(rule)) {
    books.sample(rule, down, { field: "times", value: 0 });
  }
}

/**
 * What goes on with its back end, and has no answer that is one. A tunnel goes on with it, too: its 101 is
 * the final answer of its request, whatever interim answer of another came in the same instant.
 */
function isInterim({ loose }: Books, { to, status }: SlotMoved): boolean {
  if (loose.interimAt < 0 || to !== "Linked" || status === switchingProtocols) return false;
  return status === undefined || status < 200;
}

/** GAUGE-REENTRY: its request was released before it came to its end. */
function again(books: Books, moved: SlotMoved, place: Place): void {
  const rule = "GAUGE-REENTRY";
  const { loose, ledger } = books;
  if (loose.downs.length + loose.ups.length > 0) {
    const actual = "the gauge moved with the second end of a slot";
    books.fails({ rule, ...place, message, expected: "released once", actual });
    return;
  }
  const sum = ledger.sum(activeRequests);
  if (sum === 0 || !books.counted(rule)) return;
  const series = ledger.of({ name: activeRequests, cluster: undefined, backend: undefined });
  books.sample(rule, place.index, { field: "preceded", value: stray(moved, series) });
}

/** What is left of an instant belongs to no slot. */
export function judgeLoose(books: Books, place: Place): void {
  const { loose } = books;
  const [up] = loose.ups;
  const [down] = loose.downs;
  if (down !== undefined) {
    const isInterims = loose.interimAt >= 0;
    const rule = isInterims ? "GAUGE-INTERIM" : "GAUGE-RELEASE-ONCE";
    const actual = isInterims ? "given back by an interim answer" : "given back by nothing";
    const expected = "given back once, with the final record";
    books.fails({ rule, index: down, at: place.at, message, expected, actual });
  } else if (up !== undefined) {
    const [expected, actual] = ["one unit for one admission", "a unit without an admission"];
    const rule = "GAUGE-COUNT-ONCE";
    books.fails({ rule, index: up, at: place.at, message, expected, actual });
  } else if (loose.interimAt >= 0) {
    interimPassed(books, place);
  }
  loose.ups.length = 0;
  loose.downs.length = 0;
  loose.records = 0;
  loose.interimAt = -1;
}

/** GAUGE-INTERIM: it neither logs nor releases. */
function interimPassed(books: Books, { at }: Place): void {
  const rule = "GAUGE-INTERIM";
  const { ledger, loose } = books;
  const series = ledger.of({ name: activeRequests, cluster: undefined, backend: undefined });
  // What moved behind it in the same instant would show first that the values do not go on.
  if (series.value === 0 || series.index > loose.interimAt || !books.counted(rule)) return;
  const place = { at, worker: books.worker };
  books.sample(rule, loose.interimAt, { field: "preceded", value: stray(place, series) });
}

function stray(
  { at, worker }: Pick<SlotMoved, "at" | "worker">,
  { name, cluster, backend, value }: Series,
): GaugeMoved {
  const moved = { kind: "gauge", at, worker, name, cluster, backend } as const;
  return { ...moved, delta: -1, before: value, after: value - 1 };
}
