import { expect, test } from "vitest";
import { ResponseStatus, type Response } from "../../wire/index.ts";
import {
  joined,
  RecordingFleet,
  request,
  requestFrame,
  type RequestType,
} from "../recording-fleet.ts";

const { OK, PROCESSING, FAILURE } = ResponseStatus;
const second = 1_000_000;

function apply(clientId: string, detail = 3, ttlSeconds = 60): RequestType {
  return request("setMetricDetail", { clientId, detail, ttlSeconds });
}

function clear(clientId: string): RequestType {
  return request("setMetricDetail", { clientId, clear: true });
}

function terminal(replies: readonly Response[]): Response {
  const finals = replies.filter(({ status }) => status !== PROCESSING);
  expect(finals.length).toBe(1);
  return finals[0]!;
}

/** Master first, then each worker: previous, effective and, of workers, the count. */
function levels(reply: Response): unknown {
  const type = reply.content?.contentType;
  const value = type?.case === "metricDetailStatus" ? type.value : undefined;
  const workers = Object.entries(value?.workers ?? {}).map(([id, worker]) => [
    id,
    worker.previousEffective,
    worker.effective,
    worker.activeLeaseCount,
  ]);
  return [value?.previousEffective, value?.effective, ...workers];
}

test("an apply is told, carried out everywhere and answered with every worker's numbers", () => {
  const fleet = new RecordingFleet();
  const conn = fleet.accept(0);
  const replies = fleet.send(0, conn, apply("a"));
  expect(replies.map(({ status }) => status)).toEqual([PROCESSING, OK]);
  expect(levels(terminal(replies))).toEqual([2, 3, ["0", 2, 3, 1], ["1", 2, 3, 1]]);
});

test.each([
  ["an id is missing", { detail: 3 }],
  ["an id is too long", { clientId: "x".repeat(65), detail: 3 }],
  ["a detail is missing", { clientId: "a" }],
  ["a detail is unknown", { clientId: "a", detail: 99 }],
  ["a ttl is too long", { clientId: "a", detail: 3, ttlSeconds: 301 }],
  ["an id to clear is missing", { clear: true }],
])("no worker is asked when %s", (_case, value) => {
  const fleet = new RecordingFleet({}, ["worker-0", "worker-1"]);
  const conn = fleet.accept(0);
  expect(fleet.send(0, conn, request("setMetricDetail", value)).map((one) => one.status)).toEqual([
    FAILURE,
  ]);
  expect(fleet.asked("worker-0")).toEqual([]);
  expect(fleet.host.linesOf("audit").length).toBe(1);
});

test("with clear, detail and ttl are neither looked at nor passed on", () => {
  const fleet = new RecordingFleet({}, ["worker-0"]);
  const conn = fleet.accept(0);
  const value = { clientId: "a", clear: true, detail: 99, ttlSeconds: 999 };
  fleet.send(0, conn, request("setMetricDetail", value));
  expect(fleet.asked("worker-0")[0]?.content?.requestType.value).not.toHaveProperty(
    "ttlSeconds",
    999,
  );
  expect(fleet.host.linesOf("log").join()).not.toContain("WARN");
});

test("a ttl of 0 warns in the log and means the default", () => {
  const fleet = new RecordingFleet();
  const conn = fleet.accept(0);
  expect(terminal(fleet.send(0, conn, apply("a", 3, 0))).status).toBe(OK);
  expect(fleet.host.linesOf("log")).toEqual([expect.stringMatching(/^WARN master: .*ttl/u)]);
});

test("the master fills in who asks and discards what the client wrote", () => {
  const fleet = new RecordingFleet({}, ["worker-0"]);
  const value = { clientId: "a", detail: 3, peerPid: 666, peerSessionUlid: "forged" };
  fleet.send(0, fleet.accept(0, { pid: 41, uid: 0, gid: 0 }), request("setMetricDetail", value));
  fleet.send(0, fleet.accept(0, "nobody"), request("setMetricDetail", { ...value, clientId: "b" }));
  const [known, unknown] = fleet.asked("worker-0").map(({ content }) => content?.requestType.value);
  expect(known).toMatchObject({ peerPid: 41 });
  expect(JSON.stringify(known)).toMatch(/"peerSessionUlid":"[0-9A-Z]{26}"/u);
  expect(Object.hasOwn(unknown as object, "peerPid")).toBe(false);
});

test("a second connection of the same process is a stranger, and learns no id", () => {
  const fleet = new RecordingFleet();
  const [owner, stranger] = [fleet.accept(0), fleet.accept(0)];
  fleet.send(0, owner, apply("secret"));
  const replies = [
    ...fleet.send(1, stranger, apply("secret")),
    ...fleet.send(1, stranger, clear("secret")),
  ];
  expect(replies.map(({ status }) => status)).toEqual([FAILURE, PROCESSING, FAILURE]);
  expect(JSON.stringify(replies.map(({ message }) => message))).not.toContain("secret");
  expect(levels(terminal(fleet.send(2, owner, clear("secret"))))).toEqual([
    3,
    2,
    ["0", 3, 2, 0],
    ["1", 3, 2, 0],
  ]);
});

test("after a worker was replaced a stranger cannot split the id", () => {
  const fleet = new RecordingFleet();
  const [owner, stranger] = [fleet.accept(0), fleet.accept(0)];
  fleet.send(0, owner, apply("a"));
  fleet.crash(1, "worker-1");
  expect(terminal(fleet.send(2, stranger, apply("a"))).status).toBe(FAILURE);
  expect(levels(terminal(fleet.send(3, owner, apply("a"))))).toEqual([
    3,
    3,
    ["0", 3, 3, 1],
    ["2", 2, 3, 1],
  ]);
});

test("when every holder has died the id is free", () => {
  const fleet = new RecordingFleet();
  const [owner, next] = [fleet.accept(0), fleet.accept(0)];
  fleet.send(0, owner, apply("a"));
  fleet.crash(1, "worker-0");
  fleet.crash(1, "worker-1");
  expect(terminal(fleet.send(2, next, apply("a"))).status).toBe(OK);
  expect(terminal(fleet.send(3, owner, apply("a"))).status).toBe(FAILURE);
});

test("a clear that is under way frees the id for whoever comes next", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0"]);
  const [owner, next] = [fleet.accept(0), fleet.accept(0)];
  fleet.send(0, owner, apply("a"));
  const [applied] = fleet.asked("worker-0");
  fleet.answer(0, "worker-0", { id: applied!.id });
  fleet.send(1, owner, clear("a"));
  fleet.send(1, next, apply("a"));
  expect(fleet.asked("worker-0").length).toBe(2);
});

test("two strangers who ask at once: the second is refused while the first is under way", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0"]);
  const [first, second_] = [fleet.accept(0), fleet.accept(0)];
  fleet.send(0, first, apply("a"));
  expect(terminal(fleet.send(0, second_, apply("a"))).status).toBe(FAILURE);
});

test("the master's own lease ends on time, and the id is free then", () => {
  const fleet = new RecordingFleet();
  const [owner, next] = [fleet.accept(0), fleet.accept(0)];
  fleet.send(0, owner, apply("a", 3, 1));
  expect(fleet.host.deadline).toBe(second);
  for (const { machine } of fleet.children) machine?.onDeadline(second);
  fleet.wake(second);
  expect(levels(terminal(fleet.send(second, next, apply("a", 1))))).toEqual([
    2,
    2,
    ["0", 2, 2, 1],
    ["1", 2, 2, 1],
  ]);
});

test("a worker that refuses or is silent shows in the reply, in the map and in the row", () => {
  const fleet = new RecordingFleet({ workerCount: 3 }, ["worker-1", "worker-2"]);
  const conn = fleet.accept(0);
  fleet.send(0, conn, apply("a"));
  const [asked] = fleet.asked("worker-1");
  fleet.answer(0, "worker-1", { id: asked!.id, status: FAILURE, message: "no such verb" });
  expect(fleet.heard(conn)).toEqual([]);
  expect(fleet.host.deadline).toBe(10 * second);
  fleet.wake(10 * second);
  const reply = terminal(fleet.heard(conn));
  expect(reply.status).toBe(OK);
  expect(reply.message).toMatch(
    /with errors.*worker 1: no such verb.*worker 2: no answer in time/u,
  );
  expect(levels(reply)).toEqual([2, 3, ["0", 2, 3, 1]]);
  const [row] = fleet.host.linesOf("audit");
  expect(row).toMatch(/outcome=errors.*workers_ok=1, workers_refused=1, workers_silent=1/u);
});

test("an answer at the very instant of the timeout counts, after it it does not", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0"]);
  const conn = fleet.accept(0);
  fleet.feed(0, conn, joined([apply("a"), apply("b")].map(requestFrame)));
  const [first, late] = fleet.asked("worker-0");
  fleet.master.onDeadline(10 * second);
  fleet.settle(10 * second);
  fleet.answer(10 * second, "worker-0", { id: first!.id });
  fleet.wake(10 * second);
  fleet.answer(10 * second, "worker-0", { id: late!.id });
  expect(fleet.heard(conn).map(({ status }) => status)).toEqual([OK, PROCESSING, FAILURE]);
});

test("when nobody accepts, the terminal reply is FAILURE and the master leases nothing", () => {
  const fleet = new RecordingFleet({ workerCount: 1 }, ["worker-0"]);
  const conn = fleet.accept(0);
  fleet.send(0, conn, apply("a"));
  fleet.answer(0, "worker-0", { id: fleet.asked("worker-0")[0]!.id, status: FAILURE });
  const reply = terminal(fleet.heard(conn));
  expect([reply.status, levels(reply)]).toEqual([FAILURE, [2, 2]]);
});

test("without workers the terminal reply is FAILURE", () => {
  const fleet = new RecordingFleet({ workerCount: 0 });
  const conn = fleet.accept(0);
  expect(terminal(fleet.send(0, conn, apply("a"))).status).toBe(FAILURE);
});

test("a request that would outgrow the worker's channel is refused, and no worker is lost", () => {
  const fleet = new RecordingFleet();
  const conn = fleet.accept(0);
  const reason = "r".repeat(4_096 - 8 - 40);
  const value = { clientId: "a", detail: 3, reason };
  expect(terminal(fleet.send(0, conn, request("setMetricDetail", value))).status).toBe(FAILURE);
  expect(terminal(fleet.send(0, conn, apply("a"))).status).toBe(OK);
});
