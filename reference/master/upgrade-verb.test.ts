import { expect, test } from "vitest";
import { EventKind, ResponseStatus, RunState, type Response } from "../../wire/index.ts";
import { drainMicrosMax } from "../bounds.ts";
import { RecordingFleet, request } from "../recording-fleet.ts";

const { OK, PROCESSING, FAILURE } = ResponseStatus;
const second = 1_000_000;
const timeout = 10 * second;
const addCluster = request("addCluster", { clusterId: "c1" });
const hashes = request("queryClustersHashes");

function upgrade(id: number): ReturnType<typeof request> {
  return request("upgradeWorker", id);
}

function statuses(replies: readonly Response[]): readonly ResponseStatus[] {
  return replies.map((reply) => reply.status);
}

function texts(replies: readonly Response[]): readonly string[] {
  return replies.map((reply) => reply.message);
}

/** [id, run state] of each worker as the master lists them. */
function listed(fleet: RecordingFleet, now: number): unknown {
  const conn = fleet.accept(now);
  const type = fleet.send(now, conn, request("listWorkers")).at(-1)?.content?.contentType;
  return type?.case === "workers" ? type.value.vec.map(({ id, runState }) => [id, runState]) : type;
}

test("the new worker has the configuration, the old one stops, and subscribers are told", () => {
  const fleet = new RecordingFleet();
  const [conn, watch] = [fleet.accept(0), fleet.accept(0)];
  fleet.send(0, watch, request("subscribeEvents"));
  fleet.send(0, conn, addCluster);
  fleet.heard(watch);
  const replies = fleet.send(second, conn, upgrade(0));
  expect(statuses(replies)).toEqual([PROCESSING, PROCESSING, PROCESSING, OK]);
  expect(texts(replies).at(-1)).toBe("worker 2 has the place of worker 0");
  expect(listed(fleet, second)).toEqual([
    [0, 2],
    [1, 0],
    [2, 0],
  ]);
  const event = fleet.heard(watch).at(-1)?.content?.contentType.value;
  expect(event).toMatchObject({ kind: EventKind.WORKER_UPGRADED });
  const content = fleet.send(second, conn, hashes).at(-1)?.content?.contentType;
  const map = content?.case === "workerResponses" ? content.value.map : {};
  expect(Object.keys(map).sort()).toEqual(["1", "2", "main"]);
  expect(new Set(Object.values(map).map((one) => JSON.stringify(one, bigints))).size).toBe(1);
});

function bigints(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

test("equal clusters have equal hashes, and another back end gives another one", () => {
  const fleet = new RecordingFleet({ workerCount: 1 });
  const conn = fleet.accept(0);
  const hash = (): unknown => {
    const content = fleet.send(0, conn, hashes).at(-1)?.content?.contentType;
    const shown = content?.case === "workerResponses" ? content.value.map["0"] : undefined;
    const type = shown?.contentType;
    return type?.case === "clusterHashes" ? type.value.map["c1"] : undefined;
  };
  const backend = {
    clusterId: "c1",
    backendId: "b1",
    address: { ip: { v4: 0x7f000001 }, port: 9001 },
  };
  fleet.send(0, conn, addCluster);
  const before = hash();
  fleet.send(0, conn, request("addBackend", backend));
  const between = hash();
  fleet.send(0, conn, request("removeBackend", backend));
  expect(before).toBeTypeOf("bigint");
  expect(between).not.toBe(before);
  expect(hash()).toBe(before);
});

test.each([
  ["that there never was", "does not exist", 7, (): void => undefined],
  [
    "that has stopped",
    "has stopped",
    0,
    (f: RecordingFleet): void => {
      f.crash(0, "worker-0");
    },
  ],
])("a worker %s cannot be upgraded", (_which, text, id, prepare) => {
  const fleet = new RecordingFleet();
  prepare(fleet);
  const replies = fleet.send(second, fleet.accept(second), upgrade(id));
  expect(statuses(replies)).toEqual([FAILURE]);
  expect(texts(replies)).toEqual([`worker ${id} ${text}`]);
});

test("a second upgrade of one worker is refused while it is replaced and while it drains", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0", "worker-1"]);
  const [first, other] = [fleet.accept(0), fleet.accept(0)];
  fleet.send(0, first, upgrade(0));
  expect(texts(fleet.send(0, other, upgrade(0)))).toEqual(["worker 0 is being replaced already"]);
  fleet.answer(0, "worker-1", { id: fleet.asked("worker-1").at(-1)!.id });
  expect(texts(fleet.send(0, other, upgrade(0)))).toEqual(["worker 0 is stopping already"]);
  expect(listed(fleet, 0)).toEqual([
    [0, RunState.STOPPING],
    [1, RunState.RUNNING],
  ]);
  fleet.answer(0, "worker-0", { id: fleet.asked("worker-0").at(-1)!.id });
  expect(statuses(fleet.heard(first)).at(-1)).toBe(OK);
});

test("a new worker that stays silent is ended, and the old one goes on", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-1"]);
  const conn = fleet.accept(0);
  fleet.send(0, conn, upgrade(0));
  fleet.wake(timeout);
  expect(statuses(fleet.heard(conn))).toEqual([FAILURE]);
  expect(fleet.host.killed).toEqual(["worker-1"]);
  expect(statuses(fleet.send(timeout, conn, request("status")))).toEqual([PROCESSING, OK]);
});

test("FANOUT-TIMEOUT: an old worker that stays silent is ended at worker_timeout, and it shows", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0"]);
  const conn = fleet.accept(0);
  fleet.send(0, conn, upgrade(0));
  fleet.wake(timeout);
  expect(texts(fleet.heard(conn)).at(-1)).toContain("with errors: no answer in time");
  expect(fleet.host.killed).toEqual(["worker-0"]);
});

test("an old worker that drains has the time of a drain", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0"]);
  const conn = fleet.accept(0);
  fleet.send(0, conn, upgrade(0));
  const { id } = fleet.asked("worker-0").at(-1)!;
  fleet.answer(second, "worker-0", { id, status: PROCESSING });
  fleet.wake(timeout);
  expect(fleet.host.killed).toEqual([]);
  fleet.wake(second + drainMicrosMax);
  expect(texts(fleet.heard(conn)).at(-1)).toContain("with errors");
});

test("an old worker that dies while its successor comes up needs no third one", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0", "worker-1"]);
  const conn = fleet.accept(0);
  fleet.send(0, conn, upgrade(0));
  fleet.crash(0, "worker-0");
  fleet.answer(0, "worker-1", { id: fleet.asked("worker-1").at(-1)!.id });
  expect(texts(fleet.heard(conn)).at(-1)).toContain("with errors: it died meanwhile");
  expect(fleet.host.spawned.length).toBe(2);
});

test("a stop ends an upgrade with one reply", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0", "worker-1"]);
  const [conn, other] = [fleet.accept(0), fleet.accept(0)];
  fleet.send(0, conn, upgrade(0));
  fleet.send(0, other, request("hardStop"));
  fleet.wake(timeout);
  const terminals = statuses(fleet.heard(conn)).filter((one) => one !== PROCESSING);
  expect(terminals).toEqual([FAILURE]);
});
