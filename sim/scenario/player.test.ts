import { expect, test } from "vitest";
import type { TraceEvent } from "../trace/event.ts";
import type { ActorJournal, JournalEntry } from "../actors/journal.ts";
import { rogueActs } from "../actors/rogue.ts";
import { play } from "./player.ts";
import type { Scenario } from "./scenario.ts";
import type { Testee } from "./testee.ts";
import { testMachine } from "../test-machine.ts";
import { toyTestee } from "./toy-testee.ts";

const base: Scenario = {
  format: 1,
  id: "example",
  title: "An example.",
  rules: ["LEASE-CAP"],
  cells: [],
  tags: [],
  source: "here",
  actors: { alice: { kind: "operator" } },
  steps: [],
  expect: [],
  endMicros: 10_000_000,
};

function entriesOf(journal: ActorJournal | undefined, connection = 0): readonly JournalEntry[] {
  return journal?.connections[connection]?.entries ?? [];
}

function shown(entries: readonly JournalEntry[]): readonly string[] {
  return entries.map((entry) => `${entry.at} ${entry.kind}${detailOf(entry)}`);
}

function detailOf(entry: JournalEntry): string {
  switch (entry.kind) {
    case "sent":
      return ` ${entry.step ?? ""}`;
    case "received":
      return ` ${entry.message.message}`;
    case "unreadable":
      return ` ${entry.fault}`;
    case "ended":
    case "was-reset":
    case "closed":
    case "half-closed":
      return "";
  }
}

test("sends at the instant of the step and hears the answer in the same one", () => {
  const { journals } = play(
    {
      ...base,
      steps: [
        {
          at: 1_000_000,
          actor: "alice",
          label: "s1",
          do: "apply",
          clientId: "a",
          detail: "backend",
        },
        { at: 1_500_000, actor: "alice", label: "s2", do: "request", request: { status: {} } },
        { at: 2_000_000, actor: "alice", label: "s3", do: "raw", hex: "0800000000000000" },
        { at: 3_000_000, actor: "alice", do: "close" },
      ],
    },
    toyTestee(),
  );
  expect(shown(entriesOf(journals[0]))).toEqual([
    "1000000 sent s1",
    "1000000 received setMetricDetail",
    "1500000 sent s2",
    "1500000 received status",
    "2000000 sent s3",
    "2000000 received no verb",
    "3000000 closed",
    "3000000 ended",
  ]);
});

test("a step is sent as often as it says, numbered", () => {
  const { journals } = play(
    {
      ...base,
      steps: [{ at: 5, actor: "alice", label: "f-{n}", do: "look", times: 3, everyMicros: 10 }],
    },
    toyTestee(),
  );
  const sent = entriesOf(journals[0]).filter(({ kind }) => kind === "sent");
  expect(shown(sent)).toEqual(["5 sent f-0", "15 sent f-1", "25 sent f-2"]);
});

test("one process has as many connections as its steps name", () => {
  const { journals } = play(
    {
      ...base,
      steps: [
        { at: 5, actor: "alice", do: "look" },
        { at: 6, actor: "alice", connection: "second", do: "look" },
        { at: 7, actor: "alice", do: "reset" },
        { at: 8, actor: "alice", do: "look" },
      ],
    },
    toyTestee(),
  );
  const opened = journals[0]?.connections.map(({ connection, openedAt }) => [connection, openedAt]);
  expect(opened).toEqual([
    ["main", 5],
    ["second", 6],
    ["main", 8],
  ]);
});

test("a crashed actor keeps what it heard, and a restarted one goes on with its later steps", () => {
  const { journals } = play(
    {
      ...base,
      steps: [
        { at: 100, actor: "alice", label: "before", do: "look" },
        { at: 200, do: "kill", node: "alice" },
        { at: 300, actor: "alice", label: "while-dead", do: "look" },
        { at: 400, do: "restart", node: "alice" },
        { at: 500, actor: "alice", label: "after", do: "look" },
      ],
    },
    toyTestee(),
  );
  const [journal] = journals;
  expect(journal?.connections).toHaveLength(2);
  expect(shown(entriesOf(journal, 0))[0]).toBe("100 sent before");
  expect(shown(entriesOf(journal, 1))[0]).toBe("500 sent after");
});

test.each([
  ["kill", { at: 10, do: "kill", node: "master" }, "crash"],
  ["pause", { at: 10, do: "pause", node: "master" }, "pause"],
  ["resume", { at: 10, do: "resume", node: "master" }, "resume"],
  ["slow", { at: 10, do: "slow", node: "master", costMicros: 7 }, "slow"],
  ["partition", { at: 10, do: "partition", from: "alice", to: "master" }, "partition"],
  ["stall", { at: 10, do: "stall", from: "alice", to: "master" }, "stall"],
  ["refuse", { at: 10, do: "refuse", node: "master" }, "refuse"],
  ["sink", { at: 10, do: "sink", node: "master", sink: "log", takes: false }, "sink"],
  ["heal", { at: 10, do: "heal" }, "heal"],
] as const)("the world step %s befalls the world", (_name, step, fault) => {
  const faults: TraceEvent[] = [];
  play({ ...base, steps: [step] }, toyTestee(), {
    observe: (event) => {
      faults.push(...[event].filter(({ kind }) => kind === "fault"));
    },
  });
  expect(faults).toMatchObject([{ at: 10, fault }]);
});

test("a scripted master starts the workers and matches answers by id", () => {
  const lines: string[] = [];
  const { journals } = play(
    {
      ...base,
      world: { topology: "scripted-master", workers: 2 },
      actors: { driver: { kind: "scripted-master" } },
      steps: [
        { at: 100, actor: "driver", label: "zero", do: "look" },
        { at: 200, actor: "driver", worker: "1", label: "one", do: "look" },
      ],
    },
    toyTestee(lines),
  );
  expect(journals[0]?.connections.map(({ connection }) => connection)).toEqual([
    "worker-0",
    "worker-1",
  ]);
  expect(entriesOf(journals[0], 1)).toMatchObject([
    { kind: "sent", at: 200, step: "one", requestId: "1-0" },
    { kind: "received", at: 200, message: { id: "1-0", message: "setMetricDetail" } },
  ]);
  expect(lines).toContain("0 start worker-1");
});

test("a script stands in front of its worker only", () => {
  const { journals } = play(
    {
      ...base,
      world: {
        topology: "scripted-master",
        workerScripts: { "1": { kind: "silent" } },
      },
      actors: { driver: { kind: "scripted-master" } },
      steps: [
        { at: 100, actor: "driver", worker: "0", do: "look" },
        { at: 100, actor: "driver", worker: "1", do: "look" },
      ],
    },
    toyTestee(),
  );
  const [first, second] = journals[0]?.connections ?? [];
  expect(first?.entries.map(({ kind }) => kind)).toEqual(["sent", "received"]);
  expect(second?.entries.map(({ kind }) => kind)).toEqual(["sent"]);
});

test("actors without steps act by themselves", () => {
  const { journals } = play(
    {
      ...base,
      actors: {
        top: { kind: "renewer", clientId: "a", detail: "backend", ttlSeconds: 2, startMicros: 5 },
        watch: { kind: "subscriber", startMicros: 6 },
        sink: { kind: "statsd-sink", host: "127.0.0.1", port: 8125 },
        mallory: {
          kind: "rogue",
          startMicros: 10,
          everyMicros: 10,
          times: 7,
          repertoire: [...rogueActs],
        },
      },
      endMicros: 1_500_000,
    },
    toyTestee(),
  );
  const [top, watch, sink, mallory] = journals;
  expect(shown(entriesOf(top))).toEqual([
    "5 sent top:apply",
    "5 received setMetricDetail",
    "1000005 sent top:renew-1",
    "1000005 received setMetricDetail",
  ]);
  expect(shown(entriesOf(watch))).toEqual(["6 sent watch:subscribe", "6 received subscribeEvents"]);
  expect(sink?.connections).toEqual([]);
  expect(mallory?.connections.map(({ openedAt }) => openedAt)).toEqual([
    10, 20, 30, 40, 50, 60, 70,
  ]);
  const slowReader = mallory?.connections[5]?.entries ?? [];
  expect(slowReader.filter(({ kind }) => kind === "received")).toEqual([]);
});

test.each([
  [
    "peer",
    [
      { pid: 77, uid: 5, gid: 6 },
      { pid: 1002, uid: 1000, gid: 1000 },
    ],
  ],
  ["none", [undefined, undefined]],
] as const)("with credentials %s the master learns who its peers are", (credentials, learned) => {
  const accepted: unknown[] = [];
  play(
    {
      ...base,
      world: { credentials },
      actors: { alice: { kind: "operator", pid: 77, uid: 5, gid: 6 }, bob: { kind: "operator" } },
      steps: [
        { at: 1, actor: "alice", do: "open" },
        { at: 2, actor: "bob", do: "open" },
      ],
    },
    toyTestee(),
    {
      observe: (event) => {
        accepted.push(...(event.kind === "accept" ? [event.facts.credentials] : []));
      },
    },
  );
  expect(accepted).toEqual(learned);
});

test("equal seeds give equal hashes and journals, other seeds other ones", () => {
  const jittery: Scenario = {
    ...base,
    world: { latencyMicros: [200, 4000], segmentation: "random" },
    steps: [{ at: 5, actor: "alice", label: "s-{n}", do: "look", times: 20, everyMicros: 10 }],
  };
  const [first, second, third] = [1, 1, 2].map((seed) => play(jittery, toyTestee(), { seed }));
  expect(second).toEqual(first);
  expect(third?.hash).not.toBe(first?.hash);
  const replayed = play(jittery, toyTestee(), { choices: first?.choices ?? [] });
  expect(replayed.hash).toBe(first?.hash);
});

test("stops where it is told to", () => {
  const { now, journals } = play(
    { ...base, steps: [{ at: 500, actor: "alice", do: "look" }] },
    toyTestee(),
    { untilMicros: 400 },
  );
  expect(now).toBe(400);
  expect(journals[0]?.connections).toEqual([]);
});

test("a testee that spins is stopped, and the result says so", () => {
  const spinning: Testee = {
    ...toyTestee(),
    createMaster: testMachine({
      start: (host, _boot, now) => {
        host.setDeadline(now);
      },
      deadline: (host, now) => {
        host.setDeadline(now);
      },
    }),
  };
  expect(play(base, spinning, { eventsMax: 1000 }).stopped).toBe("bound");
});
