// A case that was played out of order is noticed by its instants alone.
import { expect, test } from "vitest";
import { type ActorJournal, play, type Scenario } from "../../sim/index.ts";
import { loadCases } from "../runner/cases.ts";
import { playOptionsOf } from "../runner/run-case.ts";
import { referenceTarget } from "../targets/reference.ts";
import { followingsOf } from "./followings.ts";
import { disorderOf } from "./order.ts";

const scenario = scenarioOf("bind-stranger-clears");
const journals = journalsOf(scenario);
const followings = followingsOf(scenario, journals);
const labels = scenario.steps.flatMap((step) => ("label" in step ? [step.label] : []));

function disorder(
  played: readonly ActorJournal[],
  of: Scenario = scenario,
  slackMicros = 3_600_000_000,
): string | undefined {
  return disorderOf({
    scenario: of,
    journals: played,
    followings,
    deaths: new Map(),
    lateMicros: 30_000,
    slackMicros,
  });
}

function scenarioOf(id: string): Scenario {
  return loadCases().find((one) => one.scenario.id === id)!.scenario;
}

function journalsOf(played: Scenario): readonly ActorJournal[] {
  return play(played, referenceTarget().testee, playOptionsOf(0)).journals;
}

/** Every entry of these kinds, later. */
function late(kinds: readonly string[], micros: number): ActorJournal[] {
  return journals.map((journal) => ({
    ...journal,
    connections: journal.connections.map((connection) => ({
      ...connection,
      entries: connection.entries.map((entry) =>
        kinds.includes(entry.kind) ? { ...entry, at: entry.at + micros } : entry,
      ),
    })),
  }));
}

function without(kinds: readonly string[]): ActorJournal[] {
  return journals.map((journal) => ({
    ...journal,
    connections: journal.connections.map((connection) => ({
      ...connection,
      entries: connection.entries.filter((entry) => !kinds.includes(entry.kind)),
    })),
  }));
}

/** The exchange `full` ends later, or by its client. */
function fullLater(
  from: readonly ActorJournal[],
  laterMicros: number,
  ending: "abandoned" | undefined,
): ActorJournal[] {
  return from.map((journal) => ({
    ...journal,
    exchanges: journal.exchanges.map((one) =>
      one.label === "full" && one.role === "client"
        ? { ...one, endedAt: (one.endedAt ?? 0) + laterMicros, end: ending ?? one.end }
        : one,
    ),
  }));
}

test("a case that was played as it stands is in order", () => {
  expect(disorder(journals)).toBeUndefined();
});

test("a step that was sent late is disorder, within its room it is not", () => {
  expect(disorder(late(["sent", "received"], 29_000))).toBeUndefined();
  expect(disorder(late(["sent", "received"], 31_000))).toBe(`${labels[0]} was sent too late`);
});

test("a reply after the step that follows it is disorder", () => {
  const overtaken = late(["received"], 3_600_000_000);
  expect(disorder(overtaken)).toMatch(/came before .* was answered$/);
  // Nothing is excused where there was more room than a reply may take.
  expect(disorder(overtaken, scenario, 1)).toBeUndefined();
});

test("a worker that dies before a reply that it outlives in the case is disorder", () => {
  const at = 1 + Math.max(...scenario.steps.map((step) => step.at));
  const killing: Scenario = {
    ...scenario,
    steps: [...scenario.steps, { at, do: "kill", node: "worker-0" }],
  };
  const played = journalsOf(killing);
  const order = {
    scenario: killing,
    journals: played,
    followings: followingsOf(killing, played),
    lateMicros: 30_000,
    slackMicros: 3_600_000_000,
  };
  expect(disorderOf({ ...order, deaths: new Map([[0, at]]) })).toBeUndefined();
  const early = new Map([[0, 1]]);
  expect(disorderOf({ ...order, deaths: early })).toMatch(/^the death of worker 0 came before/);
});

test("an answer after its client did what follows it, in silence, is disorder", () => {
  const closing = scenarioOf("route-429-place-back-half-close-h2");
  const played = journalsOf(closing);
  const order = {
    scenario: closing,
    followings: followingsOf(closing, played),
    deaths: new Map(),
    lateMicros: 30_000,
    slackMicros: 1_000_000,
  };
  const answered = (laterMicros: number, end?: "abandoned"): string | undefined =>
    disorderOf({ ...order, journals: fullLater(played, laterMicros, end) });
  expect(answered(400_000)).toBeUndefined();
  expect(answered(600_000)).toBe("step 3, halfClose of client, came before full was answered");
  // Nobody answered whoever gave up.
  expect(answered(600_000, "abandoned")).toBeUndefined();
});

test("no reply at all is a finding, not disorder", () => {
  expect(disorder(without(["received"]))).toBeUndefined();
});

test("a step that was never sent is disorder, unless the target ended the connection", () => {
  expect(disorder(without(["sent", "received", "ended", "was-reset"]))).toBe(
    `${labels[0]} was never sent`,
  );
  const cut = without(["sent", "received"]).map((journal) => ({
    ...journal,
    connections: journal.connections.map((connection) => ({
      ...connection,
      entries: [...connection.entries, { kind: "was-reset", at: 1 } as const],
    })),
  }));
  expect(disorder(cut)).toBeUndefined();
});
