// Each format reads rows built by hand, and whatever a client puts into a text is read as that text
// or not at all.
import fc from "fast-check";
import { expect, test } from "vitest";
import { likeness } from "./cut.ts";
import { auditFormat } from "./formats.ts";
import { couldForge, hasHazard } from "./hazard.ts";
import type { ParsedLine } from "./row.ts";
import { instantOf } from "./instant.ts";

const prefix = "[01SESSION 01REQUEST - -]\tAUDIT\t";
const actor =
  "actor_uid=0, actor_gid=0, actor_pid=18681, actor_role=root, actor_user=root, actor_comm=python";
const tail = "sozu_version=2.1.0, build_git_sha=unknown, boot_generation=0";
const started = `ts=2026-11-21T02:27:51.518218Z, verb=metric_detail_changed, ${actor}, client_id=3`;
const sozuLine = (rest: string): string =>
  `${prefix}Command(${started}, socket=./s.sock, target=metric_detail:DetailBackend, ${rest}, ${tail})`;

const sozuRow = {
  instantMicros: 1_795_228_071_518_218,
  verb: "metric_detail_changed",
  target: "metric_detail:DetailBackend",
  previous: undefined,
  effective: undefined,
  clientId: "a",
  reason: undefined,
  actor: { pid: 18681, uid: 0, gid: 0, comm: "python" },
  session: "01SESSION",
  outcome: "errors",
  workers: { ok: 1, refused: 0, silent: 1 },
  isAttempt: false,
};

const sozuObject = {
  actor: { comm: "python", gid: 0, pid: 18681, role: "root", uid: 0, user: "root" },
  extras: {
    elapsed_ms: 3,
    fanout: { status: "timeout", workers_ok: 1, workers_err: 0, workers_expected: 2 },
    lease_id: "a",
  },
  result: "err",
  session_ulid: "01SESSION",
  target: "metric_detail:DetailBackend",
  ts: "2026-11-21T02:27:51.518218Z",
  verb: "metric_detail_changed",
};

const kakehiLine =
  "ts=2026-11-21T02:27:51.518218Z, verb=set_metric_detail, target=metric_detail:backend, " +
  "previous_effective=cluster, effective=backend, client_id=a, actor_pid=7, session=S, " +
  "outcome=errors, workers_ok=1, workers_refused=0, workers_silent=1";

function objectOf(line: string): Record<string, string> {
  const pairs = line.split(", ").map((pair) => pair.split("=") as [string, string]);
  return Object.fromEntries(pairs);
}

test("sozu-text: a row that is complete, and one that is an attempt", () => {
  const { parse } = auditFormat("sozu-text");
  const counts = "elapsed_ms=3, fanout=timeout, workers=1/0/2, lease_id=a";
  expect(parse(sozuLine(`result=err, error_code=worker_timeout, ${counts}`))).toEqual({
    kind: "row",
    row: sozuRow,
  });
  expect(parse(sozuLine("result=ok, lease_id=a"))).toMatchObject({ row: { isAttempt: true } });
  expect(parse(sozuLine("result=err, lease_id=a"))).toMatchObject({ row: { isAttempt: false } });
});

test("sozu-json: the same row, and one that is an attempt", () => {
  const { parse } = auditFormat("sozu-json");
  expect(parse(JSON.stringify(sozuObject))).toEqual({ kind: "row", row: sozuRow });
  const attempt = { ...sozuObject, result: "ok", extras: { lease_id: "a" } };
  expect(parse(JSON.stringify(attempt))).toMatchObject({ row: { isAttempt: true } });
});

test("a row of a worker's own transition is nobody's", () => {
  const local =
    "[worker:1 request:- cluster:- backend:-]\tAUDIT\tCommand(ts=2026-11-21T02:57:17.417838Z, " +
    "verb=metric_detail_changed_worker_local, actor_uid=-, actor_pid=-, worker_id=1, " +
    "target=metric_detail:DetailCluster->DetailBackend, result=ok, transition_kind=lease_apply)";
  expect(auditFormat("sozu-text").parse(local)).toEqual({ kind: "other" });
  const object = {
    ts: sozuObject.ts,
    verb: "metric_detail_changed_worker_local",
    result: "ok",
    session_ulid: "",
  };
  expect(auditFormat("sozu-json").parse(JSON.stringify(object))).toEqual({ kind: "other" });
});

test("kakehi: text and JSON of one row are read alike", () => {
  const text = auditFormat("kakehi-text").parse(kakehiLine);
  const object = objectOf(kakehiLine);
  expect(text).toMatchObject({ kind: "row", row: { outcome: "errors", previous: "cluster" } });
  expect(auditFormat("kakehi-json").parse(JSON.stringify(object))).toEqual(text);
});

test.each([
  ["a line end", `${kakehiLine}\nts=1`],
  ["a separator", kakehiLine.replace("client_id=a", "client_id=a=b")],
  ["a column of nobody's", kakehiLine.replace("client_id=a", "client_id=a, uid=0")],
  ["a column twice", kakehiLine.replace("client_id=a", "client_id=a, outcome=ok")],
  ["a bidi control", kakehiLine.replace("client_id=a", "client_id=\u200e")],
])("kakehi-text: %s is a forgery", (_, line) => {
  expect(auditFormat("kakehi-text").parse(line).kind).toBe("forged");
});

test.each([
  ["kakehi-text", kakehiLine.replace("outcome=errors, ", "")],
  ["kakehi-text", kakehiLine.replace("ts=2026-11", "ts=2026-13")],
  ["sozu-text", sozuLine("lease_id=a")],
] as const)("%s: a row without what every row has is incomplete", (name, line) => {
  expect(auditFormat(name).parse(line).kind).toBe("incomplete");
});

test.each([
  ["a cluster id that ends the prefix", sozuLine("result=ok").replace("- -]", "c - -] x -]")],
  ["a line end in the prefix", sozuLine("result=ok").replace("- -]", "c\n[X Y - -]")],
  ["a target with a separator", sozuLine("result=ok").replace("DetailBackend", "x, result=err")],
  ["a process name with a column", sozuLine("result=ok").replace("=python", "=a, uid=0")],
])("sozu-text: %s is a forgery", (_, line) => {
  expect(auditFormat("sozu-text").parse(line).kind).toBe("forged");
});

test.each([
  ["a raw override", JSON.stringify(sozuObject).replace("Detail", "\u202e")],
  ["a key twice", JSON.stringify(sozuObject).replace("{", '{"result":"ok",')],
  ["a second object", JSON.stringify(sozuObject).repeat(2)],
])("JSON: %s is a forgery", (_, line) => {
  expect(auditFormat("sozu-json").parse(line).kind).toBe("forged");
});

test.each(["kakehi-text", "kakehi-json", "sozu-text", "sozu-json"] as const)(
  "%s: a column is altered and nothing else",
  (name) => {
    const { parse, altered } = auditFormat(name);
    const lines = {
      "kakehi-text": kakehiLine,
      "kakehi-json": JSON.stringify(objectOf(kakehiLine)),
      "sozu-text": sozuLine("result=ok, elapsed_ms=0, workers=2/0/2, lease_id=a"),
      "sozu-json": JSON.stringify(sozuObject),
    };
    const before = parse(lines[name]);
    const after = parse(altered(lines[name], "clientId", "other"));
    const { row } = before as Extract<ParsedLine, { readonly kind: "row" }>;
    expect(after).toEqual({ kind: "row", row: { ...row, clientId: "other" } });
  },
);

const hostile = fc.string({
  unit: fc.constantFrom("a", "=", ",", " ", "\n", "\u2028", "\u202e", '"', "\\", "😀", "…"),
  maxLength: 12,
});

test("AUDIT-NO-FORGERY: a text that could forge never passes in a column as it is", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const line = kakehiLine.replace("client_id=a", () => `client_id=${text}`);
      const parsed = auditFormat("kakehi-text").parse(line);
      expect(parsed.kind === "row").toBe(!couldForge(text));
    }),
  );
});

test("AUDIT-BOUNDS: a text that was cut at its bound is like the text, at another place it is not", () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 1, max: 12 }), (given, points) => {
      const characters = Array.from(given);
      const cut = characters.slice(0, points).map((each) => (hasHazard(each) ? "?" : each));
      const isCut = characters.length > points;
      expect(likeness(cut.join(""), given, { points })).toBe("same");
      const marked = `${cut.join("")}…`;
      fc.pre(isCut && !given.includes("…"));
      expect(likeness(marked, given, { points })).toBe("same");
      expect(likeness(cut.slice(1).join(""), given, { points })).not.toBe("same");
      expect(likeness(cut.slice(0, -1).join(""), given, { points })).toBe("cut-wrongly");
    }),
  );
});

test.each([
  ["2026-11-21T02:27:51.518218Z", 1_795_228_071_518_218],
  ["1970-01-01T00:00:00.000000Z", 0],
  ["2026-02-30T00:00:00.000000Z", undefined],
  ["2026-11-21T02:27:51Z", undefined],
])("the instant %s", (text, micros) => {
  expect(instantOf(text)).toBe(micros);
});
