import { expect, test } from "vitest";
import {
  create,
  decodeWorkerResponse,
  EmptySchema,
  encodeWorkerRequest,
  frameOf,
  RequestSchema,
  ResponseStatus,
  SetMetricDetailSchema,
  WorkerRequestSchema,
} from "../../wire/index.ts";
import type { AcceptFacts } from "../machine.ts";
import { toyTestee } from "../scenario/toy-testee.ts";
import { bytesOf, TestMachine, textOf } from "../test-machine.ts";
import { DeafHost } from "./deaf-host.ts";
import { ScriptedWorker } from "./scripted-worker.ts";
import type { WorkerScript } from "./worker-script.ts";

const channel: AcceptFacts = {
  listener: 0,
  local: { kind: "node", node: "worker-1" },
  remote: { kind: "node", node: "master" },
  credentials: undefined,
};

const status = order("s", {
  case: "status",
  value: create(EmptySchema),
} as const);
const lease = order("l", {
  case: "setMetricDetail",
  value: create(SetMetricDetailSchema, { clientId: "a" }),
} as const);

type Verb = NonNullable<Parameters<typeof create<typeof RequestSchema>>[1]>["requestType"];

function order(id: string, requestType: NonNullable<Verb>): Uint8Array {
  const content = create(RequestSchema, { requestType });
  return frameOf(encodeWorkerRequest(create(WorkerRequestSchema, { id, content })));
}

function standing(script: WorkerScript) {
  const host = new DeafHost();
  const lines: string[] = [];
  const worker = new ScriptedWorker(host, toyTestee(lines).createWorker(host), script, 1000);
  worker.onStart(0, { name: "worker-1", config: new Uint8Array(), seed: 0 });
  worker.onAccept(0, 1, channel);
  return { host, lines, worker };
}

function answers(host: DeafHost): readonly [string, ResponseStatus, string][] {
  return host.written.map((frame) => {
    const decoded = decodeWorkerResponse(frame.subarray(8));
    expect(decoded.ok).toBe(true);
    const { message: answer } = decoded as Extract<typeof decoded, { ok: true }>;
    return [answer.id, answer.status, answer.message];
  });
}

test("an old worker refuses the verb it does not know and answers the others", () => {
  const { host, worker } = standing({ kind: "old", unknownVerbs: ["setMetricDetail"] });
  worker.onData(1, 1, lease);
  worker.onData(2, 1, status);
  expect(answers(host)).toEqual([
    ["l", ResponseStatus.FAILURE, "unknown request type"],
    ["s", ResponseStatus.OK, "status"],
  ]);
});

test("a silent worker reads on and answers nothing from its request on", () => {
  const { host, worker } = standing({ kind: "silent", verb: "setMetricDetail" });
  worker.onData(1, 1, status);
  expect(worker.onData(2, 1, lease)).toBe(lease.length);
  expect(worker.onData(3, 1, status)).toBe(status.length);
  expect(answers(host).map(([id]) => id)).toEqual(["s"]);
});

test("a silent worker is told nothing from its instant on", () => {
  const { host, lines, worker } = standing({ kind: "silent", fromMicros: 5 });
  worker.onData(4, 1, status);
  const before = lines.length;
  worker.onData(5, 1, status);
  worker.onDeadline(6);
  worker.onTurnEnd(6);
  expect(answers(host)).toHaveLength(1);
  expect(lines).toHaveLength(before);
});

test("a dying worker exits before it answers the request of its script", () => {
  const { host, worker } = standing({
    kind: "dying",
    verb: "setMetricDetail",
    request: 2,
    when: "before-answer",
  });
  worker.onData(1, 1, lease);
  worker.onTurnEnd(1);
  expect(host.exitCode).toBeUndefined();
  worker.onData(2, 1, lease);
  expect(host.exitCode).toBe(1);
  expect(answers(host)).toHaveLength(1);
});

test("a dying worker that answers first exits at the end of that turn", () => {
  const { host, worker } = standing({ kind: "dying", when: "after-answer" });
  worker.onData(1, 1, status);
  expect(answers(host)).toHaveLength(1);
  expect(host.exitCode).toBeUndefined();
  worker.onTurnEnd(1);
  expect(host.exitCode).toBe(1);
});

test("a request in pieces reaches the worker behind whole", () => {
  const { lines, worker } = standing({ kind: "silent", fromMicros: 1000 });
  worker.onData(1, 1, status.subarray(0, 3));
  worker.onData(2, 1, status.subarray(3));
  expect(lines.filter((line) => line.includes("data"))).toHaveLength(1);
});

test("what the worker behind leaves is offered again at the end of the turn", () => {
  const host = new DeafHost();
  const lines: string[] = [];
  const slow = new TestMachine(
    host,
    { data: (_host, _conn, bytes) => Math.min(5, bytes.length) },
    lines,
  );
  const worker = new ScriptedWorker(host, slow, { kind: "silent", fromMicros: 1000 }, 1000);
  worker.onAccept(0, 1, channel);
  worker.onData(1, 1, status);
  worker.onTurnEnd(1);
  const offered = lines.filter((line) => line.includes("data 1 ")).map((line) => line.slice(9));
  expect(offered).toEqual([textOf(status), textOf(status.subarray(5))]);
});

test("connections other than the channel pass untouched", () => {
  const { lines, worker } = standing({ kind: "silent", verb: "setMetricDetail" });
  worker.onData(1, 3, bytesOf("GET / HTTP/1.1"));
  expect(lines).toContain("1 data 3 GET / HTTP/1.1");
});
