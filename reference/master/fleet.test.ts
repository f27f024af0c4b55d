import type { JsonValue } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import {
  create,
  EventKind,
  RequestSchema,
  ResponseStatus,
  encodeRequest,
  type Response,
} from "../../wire/index.ts";
import { RecordingFleet, request } from "../recording-fleet.ts";

const { OK, PROCESSING, FAILURE } = ResponseStatus;
const second = 1_000_000;
const status = request("status");
const list = request("listWorkers");

function statuses(replies: readonly Response[]): readonly ResponseStatus[] {
  return replies.map((reply) => reply.status);
}

/** [id, run state] of each worker in a reply. */
function workers(replies: readonly Response[]): unknown {
  const type = replies.at(-1)?.content?.contentType;
  return type?.case === "workers" ? type.value.vec.map(({ id, runState }) => [id, runState]) : type;
}

const addCluster = request("addCluster", { clusterId: "c1" });
const addBackend = request("addBackend", {
  clusterId: "c1",
  backendId: "b1",
  address: { ip: { v4: 0x7f000001 }, port: 9001 },
});
const payload = encodeRequest(create(RequestSchema, { requestType: addCluster }));
const addClusterHex = Array.from(payload, (byte) => byte.toString(16).padStart(2, "0")).join("");

test("a dead worker is replaced under a new id and stays in the list", () => {
  const fleet = new RecordingFleet();
  fleet.crash(second, "worker-0");
  const conn = fleet.accept(second);
  expect(workers(fleet.send(second, conn, list))).toEqual([
    [0, 2],
    [1, 0],
    [2, 0],
  ]);
  expect(fleet.host.spawned.map(({ child }) => child)).toEqual([
    "worker-0",
    "worker-1",
    "worker-2",
  ]);
});

test("without automatic restart the fleet just shrinks", () => {
  const fleet = new RecordingFleet({ workerAutomaticRestart: false });
  fleet.crash(second, "worker-0");
  expect(fleet.host.spawned.length).toBe(2);
});

test("workers that keep dying at birth are not replaced for ever at one instant", () => {
  const fleet = new RecordingFleet(
    { workerCount: 1 },
    Array.from({ length: 99 }, (_, n) => `worker-${n}`),
  );
  const crashLast = (): void => {
    fleet.crash(0, `worker-${fleet.host.spawned.length - 1}`);
  };
  for (let n = 0; n < 9; n += 1) crashLast();
  expect(fleet.host.spawned.length).toBe(9);
  expect(fleet.host.deadline).toBe(second);
  fleet.wake(second);
  expect(fleet.host.spawned.length).toBe(10);
});

test("a worker that dies mid-gather fails its part at once, and what it answered counts", () => {
  const fleet = new RecordingFleet({ workerCount: 2 }, ["worker-0", "worker-1"]);
  const conn = fleet.accept(0);
  fleet.send(0, conn, status);
  fleet.answer(1, "worker-0", { id: fleet.asked("worker-0")[0]!.id });
  fleet.crash(1, "worker-1");
  const replies = fleet.heard(conn);
  expect(statuses(replies)).toEqual([OK]);
  expect(replies[0]?.message).toMatch(/with errors.*worker 1: .*died/u);
});

test("a worker whose process is reported gone is not asked, but its last answer is heard", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0", "worker-1"]);
  const conn = fleet.accept(0);
  fleet.send(0, conn, status);
  fleet.master.onChildExit(1, "worker-0", { kind: "exited", code: 0 });
  fleet.settle(1);
  fleet.answer(1, "worker-0", { id: fleet.asked("worker-0")[0]!.id });
  expect(statuses(fleet.heard(conn))).toEqual([OK]);
  fleet.send(2, conn, status);
  expect(fleet.asked("worker-0")).toEqual([]);
  expect(fleet.asked("worker-1").length).toBe(1);
});

test("a new worker is told the whole configuration before anything else", () => {
  const fleet = new RecordingFleet({ requests: [addClusterHex] }, ["worker-2"]);
  const conn = fleet.accept(0);
  expect(statuses(fleet.send(0, conn, addBackend))).toEqual([PROCESSING, OK]);
  fleet.crash(second, "worker-0");
  fleet.send(second, conn, status);
  const told = fleet.asked("worker-2").map(({ content }) => content?.requestType.case);
  expect(told).toEqual(["addCluster", "addBackend", "status"]);
});

test("what the state refuses reaches no worker", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0"]);
  const conn = fleet.accept(0);
  expect(statuses(fleet.send(0, conn, request("addCluster", {})))).toEqual([FAILURE]);
  expect(fleet.asked("worker-0")).toEqual([]);
});

test("what every worker refuses is not kept for the next one", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0", "worker-1"]);
  const conn = fleet.accept(0);
  fleet.send(0, conn, addCluster);
  fleet.answer(0, "worker-0", { id: fleet.asked("worker-0")[0]!.id, status: FAILURE });
  expect(statuses(fleet.heard(conn))).toEqual([FAILURE]);
  fleet.crash(second, "worker-0");
  expect(fleet.asked("worker-1")).toEqual([]);
});

test("what every worker refuses is not kept either when more was asked behind it", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0", "worker-1"]);
  const conn = fleet.accept(0);
  fleet.send(0, conn, addCluster, addBackend, request("addCluster", { clusterId: "c2" }));
  const [cluster, backend, other] = fleet.asked("worker-0").map(({ id }) => id);
  fleet.answer(0, "worker-0", { id: cluster! });
  fleet.answer(0, "worker-0", { id: backend!, status: FAILURE });
  fleet.answer(0, "worker-0", { id: other! });
  fleet.crash(second, "worker-0");
  const verbs = fleet.asked("worker-1").map(({ content }) => content?.requestType.case);
  expect(verbs).toEqual(["addCluster", "addCluster"]);
});

test("a change of the configuration is announced to subscribers", () => {
  const fleet = new RecordingFleet();
  const [subscriber, operator] = [fleet.accept(0), fleet.accept(0)];
  fleet.send(0, subscriber, request("subscribeEvents"));
  fleet.send(
    0,
    operator,
    addCluster,
    request("logging", "debug"),
    request("configureMetrics", "CLEAR"),
  );
  const kinds = fleet.heard(subscriber).map(({ message, content }) => {
    const type = content?.contentType;
    return [message, type?.case === "event" ? type.value.kind : undefined];
  });
  expect(kinds).toEqual([
    ["main", EventKind.CLUSTER_ADDED],
    ["main", EventKind.LOGGING_LEVEL_CHANGED],
    ["main", EventKind.METRICS_CONFIGURED],
  ]);
});

test("metrics of all workers are added up, or told one by one", () => {
  const fleet = new RecordingFleet();
  const conn = fleet.accept(0);
  const metrics = (value: JsonValue): unknown =>
    fleet.send(0, conn, request("queryMetrics", value)).at(-1)?.content?.contentType.value;
  const count = (value: bigint): unknown => ({ inner: { case: "count", value } });
  expect(metrics({})).toMatchObject({ proxying: { "command.requests": count(2n) } });
  expect(metrics({ workers: true })).toMatchObject({
    workers: { 0: { proxy: { "command.requests": count(2n) } } },
  });
  expect(metrics({ list: true })).toMatchObject({ proxyMetrics: ["command.requests"] });
});

test("a state that was saved is loaded into a fresh proxy, whole, and its workers are told", () => {
  const first = new RecordingFleet();
  const conn = first.accept(0);
  first.send(0, conn, addCluster, request("setMetricDetail", { clientId: "lease", detail: 3 }));
  first.send(0, conn, request("saveState", "state"));
  first.master.onStored(1, "state", true);
  expect(statuses(first.heard(conn))).toEqual([OK]);
  const { bytes } = first.host.stores[0]!;
  expect(String.fromCharCode(...bytes)).not.toContain("lease");

  const second_ = new RecordingFleet({ workerCount: 1 }, ["worker-0"]);
  const client = second_.accept(0);
  second_.send(0, client, request("loadState", "state"), addBackend);
  expect(second_.heard(client)).toEqual([]);
  second_.master.onLoaded(1, "state", bytes);
  second_.settle(1);
  const told = second_.asked("worker-0");
  expect(told.map(({ content }) => content?.requestType.case)).toEqual([
    "addCluster",
    "addBackend",
  ]);
  for (const { id } of told) second_.answer(1, "worker-0", { id });
  expect(statuses(second_.heard(client))).toEqual([PROCESSING, OK, PROCESSING, OK]);
});

test.each<[string, (fleet: RecordingFleet) => void]>([
  [
    "is not there",
    (fleet) => {
      fleet.master.onLoaded(1, "state", undefined);
    },
  ],
  [
    "is no state",
    (fleet) => {
      fleet.master.onLoaded(1, "state", Uint8Array.of(1, 2));
    },
  ],
  [
    "never comes",
    (fleet) => {
      fleet.master.onDeadline(10 * second);
    },
  ],
])("a state file that %s is a FAILURE", (_case, happen) => {
  const fleet = new RecordingFleet();
  const conn = fleet.accept(0);
  fleet.send(0, conn, request("loadState", "state"));
  happen(fleet);
  fleet.settle(10 * second);
  expect(statuses(fleet.heard(conn))).toEqual([FAILURE]);
});

test("a saved state is loaded before there is any worker", () => {
  const fleet = new RecordingFleet({ savedState: "state" });
  expect(fleet.host.loads).toEqual(["state"]);
  expect(fleet.host.spawned).toEqual([]);
  fleet.master.onLoaded(1, "state", undefined);
  fleet.settle(1);
  expect(fleet.host.spawned.length).toBe(2);
  expect(fleet.host.linesOf("log").join()).toContain("ERROR");
});

test.each(["softStop", "hardStop"])("%s ends the workers, answers everybody and leaves", (verb) => {
  const fleet = new RecordingFleet();
  const conn = fleet.accept(0);
  const replies = fleet.send(0, conn, request(verb));
  expect(statuses(replies)).toEqual([PROCESSING, PROCESSING, PROCESSING, OK]);
  expect(fleet.host.exitCode).toBe(0);
  expect(fleet.host.spawned.length).toBe(2);
});

test("a hard stop with a silent worker ends at the timeout, and every request was answered", () => {
  const fleet = new RecordingFleet({ workerCount: 2 }, ["worker-1"]);
  const [waiting, operator, late] = [fleet.accept(0), fleet.accept(0), fleet.accept(0)];
  fleet.send(0, waiting, status);
  fleet.send(1, operator, request("hardStop"));
  expect(statuses(fleet.send(2, late, addCluster))).toEqual([FAILURE]);
  fleet.wake(10 * second);
  fleet.wake(10 * second + 1);
  expect(statuses(fleet.heard(waiting)).at(-1)).toBe(OK);
  expect(statuses(fleet.heard(operator)).at(-1)).toBe(OK);
  expect(fleet.host.exitCode).toBe(0);
  expect(fleet.host.killed).toContain("worker-1");
});

test("a soft stop that hangs is ended by a hard one, and both are answered once", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0"]);
  const [soft, again, hard] = [fleet.accept(0), fleet.accept(0), fleet.accept(0)];
  fleet.send(0, soft, request("softStop"));
  const [stop] = fleet.asked("worker-0");
  fleet.answer(0, "worker-0", { id: stop!.id, status: PROCESSING });
  expect(statuses(fleet.send(1, again, request("softStop")))).toEqual([FAILURE]);
  fleet.wake(11 * second);
  expect(fleet.host.exitCode).toBeUndefined();
  fleet.send(20 * second, hard, request("hardStop"));
  fleet.wake(30 * second);
  expect(statuses(fleet.heard(soft)).filter((one) => one !== PROCESSING)).toEqual([FAILURE]);
  expect(statuses(fleet.heard(hard)).filter((one) => one !== PROCESSING)).toEqual([FAILURE]);
  expect(fleet.host.exitCode).toBe(0);
});

test("a master that cannot open its socket says so and ends", () => {
  const fleet = new RecordingFleet();
  fleet.master.onListen(0, 1, "address-in-use");
  expect(fleet.host.exitCode).toBe(1);
});

test("the digest of two equal masters is equal", () => {
  const digest = (fleet: RecordingFleet): readonly unknown[] => {
    const seen: unknown[] = [];
    fleet.master.digest?.(0, {
      int: (value) => seen.push(value),
      text: (value) => seen.push(value),
      bytes: (value) => seen.push(...value),
      duration: (at) => seen.push(at),
    });
    return seen;
  };
  const [one, other] = [new RecordingFleet(), new RecordingFleet()];
  expect(digest(one)).toEqual(digest(other));
  one.send(0, one.accept(0), request("setMetricDetail", { clientId: "a", detail: 3 }));
  expect(digest(one)).not.toEqual(digest(other));
});
