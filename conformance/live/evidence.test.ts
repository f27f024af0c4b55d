// Whatever clients of the reference see of it from outside breaks no rule that is judged by that; and a
// reply that is taken away from what they saw does.
import { expect, test } from "vitest";
import { type ActorJournal, play, type Scenario } from "../../sim/index.ts";
import { defaultLeaseConstants } from "../model/constants.ts";
import { loadCases } from "../runner/cases.ts";
import { playOptionsOf } from "../runner/run-case.ts";
import { referenceTarget } from "../targets/reference.ts";
import { bearingOf } from "./bearing.ts";
import { type Evidence, judgeEvidence } from "./evidence.ts";
import { hasTraffic } from "./http/pace.ts";
import { mayEnd } from "./guard.ts";
import { inRealTime } from "./timeline.ts";

const reference = referenceTarget();
const time = { latenessMicros: 0, slackMicros: 1_000_000, ttlDefaultSeconds: 60, stretch: 1 };
const able = { masterLeases: true, readsStateFiles: true };
// What is seen of traffic is no matter of the control channel (`http/traffic-judge.ts`).
const silent = loadCases().filter(({ scenario }) => !hasTraffic(scenario));
const played = silent.flatMap(({ scenario }) => {
  const bearing = bearingOf(scenario, time, reference, able);
  return bearing.kind === "plays" ? [inRealTime(bearing.scenario, time)] : [];
});

function seenBy(scenario: Scenario, journals: readonly ActorJournal[]): Evidence {
  const workers = Array.from({ length: scenario.world?.workers ?? 2 }, (_, id) => id);
  const killed = scenario.steps.flatMap((step) =>
    step.do === "kill" && "node" in step && step.node.startsWith("worker-")
      ? [[Number(step.node.slice("worker-".length)), step.at] as const]
      : [],
  );
  const facts = {
    scenario,
    frameBytesMax: scenario.world?.frameBytesMax ?? 2_000_000,
    journals,
    credentials: new Map(),
    workers,
    deaths: new Map(killed),
    audit: undefined,
    log: [],
    endedAt: scenario.endMicros,
    isGone: mayEnd(scenario),
  };
  return judgeEvidence(facts, defaultLeaseConstants);
}

const journalsOf = (scenario: Scenario): readonly ActorJournal[] =>
  play(scenario, reference.testee, playOptionsOf(0)).journals;

test("nothing that the reference shows from outside is wrong", () => {
  const rules = new Set<string>();
  const faults = played.flatMap((scenario) => {
    const { evaluations, violations } = seenBy(scenario, journalsOf(scenario));
    for (const rule of evaluations.keys()) rules.add(rule);
    return violations.map(({ rule, message }) => `${scenario.id}: ${rule}: ${message}`);
  });
  expect(played.length).toBeGreaterThan(250);
  expect(faults).toEqual([]);
  expect([...rules].sort()).toEqual(
    expect.arrayContaining([
      "BIND-NO-ECHO",
      "CONFIG-REJECTED",
      "FANOUT-ONE-TERMINAL",
      "FRAME-MANY",
    ]),
  );
}, 60_000);

test("a reply that did not come is noticed", () => {
  const scenario = played.find(({ id }) => id === "frame-many-leases")!;
  const journals = journalsOf(scenario).map((journal) => ({
    ...journal,
    connections: journal.connections.map((connection) => ({
      ...connection,
      entries: connection.entries.toSpliced(
        connection.entries.findLastIndex(({ kind }) => kind === "received"),
        1,
      ),
    })),
  }));
  const late = { ...scenario, endMicros: scenario.endMicros + 60_000_000 };
  expect(seenBy(late, journals).violations.map(({ rule }) => rule)).toContain(
    "FANOUT-ONE-TERMINAL",
  );
});

test.each([
  [10_000, []],
  [60_000, ["FANOUT-ONE-TERMINAL"]],
])("a proxy that stops %i µs after a request left it unanswered: %j", (micros, broken) => {
  const scenario = played.find(({ id }) => id === "fanout-all-stopped-then-asked")!;
  const [alice, ...others] = journalsOf(scenario);
  const [connection] = alice!.connections;
  const sent = connection!.entries.find(({ kind }) => kind === "sent")!;
  const entries = [sent, { kind: "ended", at: sent.at + micros } as const];
  const cut = { ...alice!, connections: [{ ...connection!, entries }] };
  const { violations } = seenBy(scenario, [cut, ...others]);
  expect(violations.map(({ rule }) => rule)).toEqual(broken);
});
