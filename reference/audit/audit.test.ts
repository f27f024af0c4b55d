// The renderings of the audit row: no input can add a column or a line, and both tell the same.

import fc from "fast-check";
import { expect, test } from "vitest";
import { clientIdPointsMax, reasonPointsMax } from "./bounds.ts";
import { rfc3339 } from "./instant.ts";
import { auditJson } from "./json.ts";
import { plainRow } from "./plain.ts";
import { type AuditRow, columnsOf } from "./row.ts";
import { auditText } from "./text.ts";

const hostile = [
  "\n\r\t\0\u0085\u2028\u2029,= ",
  "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad\u200b",
  "\"'\\{}[]…，＝",
  "\u{e0001}\u{e007f}\ud800\udfff😀é",
].flatMap((text) => Array.from(text));
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.array(fc.constantFrom(...hostile), { maxLength: 300 }).map((parts) => parts.join("")),
  fc.constant("x, outcome=ok\nts=1970, verb=hard_stop"),
);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const level = fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const);
const rowOf = (text: fc.Arbitrary<string>): fc.Arbitrary<AuditRow> =>
  fc.record({
    instantMicros: fc.maxSafeNat(),
    verb: text,
    target: maybe(text),
    levels: maybe(fc.record({ previous: level, effective: level })),
    clientId: maybe(text),
    reason: maybe(text),
    actor: fc.record({
      session: text,
      pid: maybe(fc.integer()),
      uid: maybe(fc.nat()),
      gid: maybe(fc.nat()),
      comm: maybe(text),
    }),
    outcome: fc.constantFrom("ok" as const, "errors" as const, "failure" as const),
    message: maybe(text),
    workers: maybe(fc.record({ ok: fc.nat(), refused: fc.nat(), silent: fc.nat() })),
  });

const row = rowOf(text);

/** An independent list: what AUDIT-NO-FORGERY names. */
const forbidden =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const order = [
  "ts",
  "verb",
  "target",
  "previous_effective",
  "effective",
  "client_id",
  "reason",
  "actor_pid",
  "actor_uid",
  "actor_gid",
  "actor_comm",
  "session",
  "outcome",
  "message",
  "workers_ok",
  "workers_refused",
  "workers_silent",
];

function presentKeys(of: AuditRow): string[] {
  const columns: Readonly<Record<string, unknown>> = { ...columnsOf(of) };
  return order.filter((key) => columns[key] !== undefined);
}

test("AUDIT-NO-FORGERY: a text line has exactly the columns of its row, in order, on one line", () => {
  fc.assert(
    fc.property(row, (of) => {
      const line = auditText(of);
      expect(line).not.toMatch(forbidden);
      const columns = line.split(",").map((column) => column.trimStart().split("="));
      expect(columns.map(([key]) => key)).toEqual(presentKeys(of));
      expect(columns.every((parts) => parts.length === 2)).toBe(true);
    }),
  );
});

test("AUDIT-NO-FORGERY: a JSON line is one object that reads back as its row", () => {
  fc.assert(
    fc.property(row, (of) => {
      const line = auditJson(of);
      expect(line).not.toMatch(forbidden);
      const read = JSON.parse(line) as Record<string, unknown>;
      expect(Object.keys(read)).toEqual(presentKeys(of));
      expect(read).toEqual(JSON.parse(JSON.stringify(columnsOf(of))));
    }),
  );
});

test("AUDIT-BOUNDS: client_id and reason are cut by code points, with a mark", () => {
  fc.assert(
    fc.property(row, (of) => {
      const { client_id, reason } = columnsOf(of);
      const points = (shown: string | undefined): number => Array.from(shown ?? "").length;
      expect(points(client_id)).toBe(Math.min(points(of.clientId), clientIdPointsMax + 1));
      expect(points(reason)).toBe(Math.min(points(of.reason), reasonPointsMax + 1));
    }),
  );
  const actor = { session: "s" };
  const base = { instantMicros: 0, verb: "v", actor, outcome: "ok" as const };
  expect(columnsOf({ ...base, clientId: "😀".repeat(64) }).client_id).toBe("😀".repeat(64));
  expect(columnsOf({ ...base, clientId: "😀".repeat(65) }).client_id).toBe(`${"😀".repeat(64)}…`);
  expect(columnsOf({ ...base, reason: "r".repeat(257) }).reason).toBe(`${"r".repeat(256)}…`);
});

test("an example, in both renderings", () => {
  const of: AuditRow = {
    instantMicros: 1_795_226_873_286_214,
    verb: "set_metric_detail",
    target: "metric_detail:backend",
    levels: { previous: 2, effective: 3 },
    clientId: "a, outcome=ok",
    reason: "look\nhere",
    actor: { session: "01M7XXRBE5JV9W531YWN6ECAH2", pid: 653, uid: 1000, gid: 1000 },
    outcome: "errors",
    message: "1: no room",
    workers: { ok: 1, refused: 1, silent: 0 },
  };
  expect(auditText(of)).toBe(
    "ts=2026-11-21T02:07:53.286214Z, verb=set_metric_detail, target=metric_detail:backend, " +
      "previous_effective=cluster, effective=backend, client_id=a? outcome?ok, reason=look?here, " +
      "actor_pid=653, actor_uid=1000, actor_gid=1000, session=01M7XXRBE5JV9W531YWN6ECAH2, " +
      "outcome=errors, message=1: no room, workers_ok=1, workers_refused=1, workers_silent=0",
  );
  expect(auditJson(of)).toBe(
    '{"ts":"2026-11-21T02:07:53.286214Z","verb":"set_metric_detail",' +
      '"target":"metric_detail:backend","previous_effective":"cluster","effective":"backend",' +
      '"client_id":"a, outcome=ok","reason":"look\\nhere","actor_pid":653,"actor_uid":1000,' +
      '"actor_gid":1000,"session":"01M7XXRBE5JV9W531YWN6ECAH2","outcome":"errors",' +
      '"message":"1: no room","workers_ok":1,"workers_refused":1,"workers_silent":0}',
  );
});

test("instants agree with the calendar, as far as an integer of microseconds reaches", () => {
  fc.assert(
    fc.property(fc.integer({ min: -9_007_199_254_740, max: 9_007_199_254_740 }), (millis) => {
      const expected = new Date(millis).toISOString().replace("Z", "000Z");
      expect(rfc3339(millis * 1000)).toBe(expected);
    }),
    { numRuns: 1000 },
  );
});

test("in one pass: the same as both renderings, or left to them", () => {
  fc.assert(
    fc.property(row, (of) => {
      const both = { text: auditText(of), json: auditJson(of) };
      expect([undefined, both]).toContainEqual(plainRow(columnsOf(of)));
    }),
  );
});

test("in one pass: every row of plain texts", () => {
  const plain = fc.stringMatching(/^[ !#-+\-.-<>-[\]-~]*$/);
  fc.assert(
    fc.property(rowOf(plain), (of) => {
      fc.pre(!auditText(of).includes("…"));
      expect(plainRow(columnsOf(of))).toEqual({ text: auditText(of), json: auditJson(of) });
    }),
  );
});
