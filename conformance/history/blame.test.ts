// One history for each promise that can be broken alone: that promise is blamed, and the same history
// kept as it should be is evidence for it.
import { describe, expect, test } from "vitest";
import { blameOf } from "./blame.ts";
import { checkHistory } from "./check.ts";
import { evaluationsOf } from "./evaluations.ts";
import type { History, HistoryAnswer, HistoryEvent, HistoryOperation } from "./history.ts";

const header = {
  t: "history",
  format: 1,
  floor: 1,
  latenessMicros: 0,
  slackMicros: 0,
  leasesPerWorkerMax: 2,
  takeover: "keeps",
} as const;

interface Said {
  readonly at: number;
  readonly by?: string;
  readonly apply?: string;
  readonly clear?: string;
  readonly level?: number;
  readonly ttl?: number;
  /** Previous, effective and count. */
  readonly answer: readonly [number, number, number] | "refused";
  readonly configured?: number;
}

function operationOf(said: Said, place: number): HistoryOperation {
  const { at, by = "s", apply, clear, level = 3, ttl = 50, answer, configured = 1 } = said;
  const shown: HistoryAnswer =
    answer === "refused"
      ? answer
      : { configured, previous: answer[0], effective: answer[1], count: answer[2] };
  return {
    t: "operation",
    id: String(place),
    session: by,
    owner: by,
    verb: apply === undefined ? "clear" : "apply",
    clientId: apply ?? clear ?? "look",
    ...(apply === undefined ? {} : { level, ttlMicros: ttl }),
    sent: at,
    replied: at,
    answers: { "0": shown },
  };
}

function historyOf(said: readonly Said[], events?: readonly HistoryEvent[]): History {
  return {
    header,
    operations: said.map(operationOf),
    events: events ?? [],
    subscribedAt: events === undefined ? undefined : -1,
    lives: new Map(),
    endedAt: 100,
  };
}

const up: HistoryEvent = {
  t: "event",
  worker: 0,
  at: 10,
  previous: 1,
  effective: 3,
  transition: "lease_apply",
  clientId: "a",
};
const applied: Said = { at: 10, apply: "a", answer: [1, 3, 1] };
const long: Said = { ...applied, ttl: 500 };

interface Row {
  readonly rule: string;
  readonly kept: History;
  readonly broken: History;
}

const promptMicros = 5;

/** Judged by how late an event may be, too. */
function prompt(history: History): History {
  return { ...history, header: { ...header, eventMicros: promptMicros } };
}

const rows: readonly Row[] = [
  {
    rule: "LEASE-EXPIRES",
    kept: historyOf([applied, { at: 61, answer: [1, 1, 0] }]),
    broken: historyOf([applied, { at: 61, answer: [3, 3, 1] }]),
  },
  {
    rule: "LEASE-NEVER-EARLY",
    kept: historyOf([applied, { at: 59, answer: [3, 3, 1] }]),
    broken: historyOf([applied, { at: 59, answer: [1, 1, 0] }]),
  },
  {
    rule: "BIND-CLEAR-MATCH",
    kept: historyOf([applied, { at: 20, by: "t", clear: "a", answer: "refused" }]),
    broken: historyOf([applied, { at: 20, by: "t", clear: "a", answer: [3, 1, 0] }]),
  },
  {
    rule: "BIND-RENEW-MATCH",
    kept: historyOf([applied, { at: 20, by: "t", apply: "a", answer: "refused" }]),
    broken: historyOf([applied, { at: 20, by: "t", apply: "a", answer: [3, 3, 1] }]),
  },
  {
    rule: "LEASE-CAP",
    kept: historyOf([
      applied,
      { at: 11, apply: "b", answer: [3, 3, 2] },
      { at: 12, apply: "c", answer: "refused" },
    ]),
    broken: historyOf([
      applied,
      { at: 11, apply: "b", answer: [3, 3, 2] },
      { at: 12, apply: "c", answer: [3, 3, 3] },
    ]),
  },
  {
    rule: "BIND-OWNER-WORKS",
    kept: historyOf([long, { at: 20, clear: "a", answer: [3, 1, 0] }]),
    broken: historyOf([long, { at: 20, clear: "a", answer: "refused" }]),
  },
  {
    rule: "LEASE-FLOOR-STATIC",
    kept: historyOf([applied]),
    broken: historyOf([{ ...applied, configured: 2 }]),
  },
  {
    rule: "STATUS-WORKER",
    kept: historyOf([applied]),
    broken: historyOf([{ ...applied, answer: [2, 3, 1] }]),
  },
  {
    rule: "LEASE-COUNT",
    kept: historyOf([applied]),
    broken: historyOf([{ ...applied, answer: [1, 3, 2] }]),
  },
  {
    rule: "LEASE-EFFECTIVE-MAX",
    kept: historyOf([applied]),
    broken: historyOf([{ ...applied, answer: [1, 2, 1] }]),
  },
  {
    rule: "EVENT-ON-CHANGE",
    kept: historyOf([long], [up]),
    broken: historyOf([long], []),
  },
  {
    rule: "EVENT-NO-NOOP",
    kept: historyOf([long], [up]),
    broken: historyOf([long], [up, { ...up, at: 11 }]),
  },
  {
    rule: "EVENT-PROMPT",
    kept: prompt(historyOf([long], [up])),
    broken: prompt(historyOf([long], [{ ...up, at: up.at + promptMicros + 1 }])),
  },
  {
    rule: "EVENT-CONTENT",
    kept: historyOf([long], [up]),
    broken: historyOf([long], [{ ...up, clientId: "b" }]),
  },
];

const kindOf = (history: History): string => checkHistory(history)[0]!.kind;

describe.each(rows)("$rule", ({ rule, kept, broken }) => {
  test("is blamed where it alone is broken", () => {
    expect([kindOf(broken), blameOf(broken, 0)]).toEqual(["impossible", rule]);
  });

  test("has evidence where it is kept", () => {
    expect(kindOf(kept)).toBe("explained");
    expect([...evaluationsOf(kept, 0).keys()]).toContain(rule);
  });
});

test("nobody is blamed for what breaks two promises", () => {
  const broken = historyOf([{ ...applied, answer: [2, 0, 7] }]);
  expect([kindOf(broken), blameOf(broken, 0)]).toEqual(["impossible", undefined]);
});

test("a worker of which nothing was seen is evidence for nothing", () => {
  expect(evaluationsOf(historyOf([]), 0)).toEqual(new Map());
});
