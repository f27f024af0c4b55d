import { ScalarType } from "@bufbuild/protobuf";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  create,
  decodeWorkerResponse,
  encodeWorkerRequest,
  frameOf,
  RequestSchema,
  ResponseStatus,
  WorkerRequestSchema,
  type Request,
  type WorkerResponse,
} from "../../wire/index.ts";
import { encodeWorkerConfig, type WorkerConfig } from "../config/worker-config.ts";
import type { AcceptFacts, Machine } from "../host.ts";
import { joined, request, type RequestType } from "../recording-fleet.ts";
import { RecordingHost } from "../recording-host.ts";
import { workerVerbs } from "./verbs.ts";
import { createWorker } from "./worker.ts";

const master: AcceptFacts = {
  listener: 0,
  local: { kind: "node", node: "worker-0" },
  remote: { kind: "node", node: "master" },
  credentials: undefined,
};
const config: WorkerConfig = { id: 0, commandBufferBytesMax: 4_096, detail: 2 };
const second = 1_000_000;
const ulid = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

class Desk {
  readonly host = new RecordingHost();
  readonly worker: Machine = createWorker(this.host);
  #lastId = 0;

  constructor(changes: Partial<WorkerConfig> = {}) {
    const bytes = encodeWorkerConfig({ ...config, ...changes });
    this.worker.onStart(0, { name: "worker-0", config: bytes, seed: 1 });
    this.worker.onAccept(0, 1, master);
    this.worker.onTurnEnd(0);
  }

  ask(now: number, ...types: readonly RequestType[]): WorkerResponse[] {
    const frames = types.map((requestType) => {
      this.#lastId += 1;
      const content = create(RequestSchema, { requestType });
      return workerFrame(String(this.#lastId), content);
    });
    return this.feed(now, joined(frames));
  }

  feed(now: number, bytes: Uint8Array): WorkerResponse[] {
    this.worker.onData(now, 1, bytes);
    this.worker.onTurnEnd(now);
    return this.heard();
  }

  wake(now: number): WorkerResponse[] {
    this.worker.onDeadline(now);
    this.worker.onTurnEnd(now);
    return this.heard();
  }

  heard(): WorkerResponse[] {
    return this.host.payloads(1).map((payload) => {
      const decoded = decodeWorkerResponse(payload);
      return decoded.ok ? decoded.message : unreadable(decoded.fault.kind);
    });
  }
}

function unreadable(fault: string): never {
  throw new Error(`the worker wrote what cannot be read: ${fault}`);
}

function workerFrame(id: string, content: Request): Uint8Array {
  return frameOf(encodeWorkerRequest(create(WorkerRequestSchema, { id, content })));
}

function apply(clientId: string, detail: number, ttlSeconds: number, peerPid = 1): RequestType {
  const value = { clientId, detail, ttlSeconds, peerPid, peerSessionUlid: ulid };
  return request("setMetricDetail", value);
}

function clear(clientId: string, peerPid = 1): RequestType {
  return request("setMetricDetail", { clientId, clear: true, peerPid, peerSessionUlid: ulid });
}

const status = request("status");

function shape({ id, status: outcome, content }: WorkerResponse): unknown {
  const type = content?.contentType;
  const transition = type?.case === "event" ? type.value.metricDetail : undefined;
  const numbers = type?.case === "workerMetricDetailStatus" ? type.value : undefined;
  return transition === undefined
    ? [id, outcome, numbers?.previousEffective, numbers?.effective, numbers?.activeLeaseCount]
    : [id, transition.previousEffective, transition.effective, transition.transitionKind];
}

const { OK, PROCESSING, FAILURE } = ResponseStatus;

test("an apply that raises the level is told before it is answered", () => {
  const desk = new Desk();
  expect(desk.ask(0, apply("a", 3, 60)).map(shape)).toEqual([
    ["EVENT", 2, 3, "lease_apply"],
    ["1", OK, 2, 3, 1],
  ]);
});

test("an expiry that is due is told first, then the change, then the answer", () => {
  const desk = new Desk();
  desk.ask(0, apply("a", 3, 1));
  expect(desk.ask(second, apply("b", 3, 1)).map(shape)).toEqual([
    ["EVENT", 3, 2, "lease_tick_expired"],
    ["EVENT", 2, 3, "lease_apply"],
    ["2", OK, 2, 3, 1],
  ]);
});

test("a lease ends on time with nobody talking, and a microsecond later is too late", () => {
  const desk = new Desk();
  desk.ask(5, apply("a", 3, 2));
  expect(desk.host.deadline).toBe(2 * second + 5);
  expect(desk.wake(2 * second + 4)).toEqual([]);
  expect(desk.wake(2 * second + 5).map(shape)).toEqual([["EVENT", 3, 2, "lease_tick_expired"]]);
  expect(desk.host.deadline).toBeUndefined();
});

test("renewals and clears that change no level are answered without an event", () => {
  const desk = new Desk();
  desk.ask(0, apply("a", 3, 60));
  const answers = desk.ask(1, apply("a", 3, 60), apply("low", 1, 60), clear("low"), clear("none"));
  expect(answers.map(shape)).toEqual([
    ["2", OK, 3, 3, 1],
    ["3", OK, 3, 3, 2],
    ["4", OK, 3, 3, 1],
    ["5", OK, 3, 3, 1],
  ]);
});

test("a foreign renewal and a foreign clear are refused and change nothing", () => {
  const desk = new Desk();
  desk.ask(0, apply("a", 3, 60));
  const answers = desk.ask(1, apply("a", 0, 1, 2), clear("a", 2), clear("a", 1));
  expect(answers.map(({ status: outcome }) => outcome)).toEqual([FAILURE, FAILURE, PROCESSING, OK]);
});

test("the level of the metrics follows the leases", () => {
  const desk = new Desk();
  desk.ask(0, request("addCluster", { clusterId: "c" }));
  const names = (answers: readonly WorkerResponse[]): unknown =>
    answers.at(-1)?.content?.contentType.value;
  expect(names(desk.ask(0, request("queryMetrics", { list: true })))).toMatchObject({
    proxyMetrics: [
      "command.requests",
      "configuration.backends",
      "configuration.clusters",
      "configuration.frontends",
    ],
    clusterMetrics: [],
  });
  desk.ask(1, apply("a", 3, 60));
  const backend = {
    clusterId: "c",
    backendId: "b",
    address: { ip: { v4: 1 }, port: 80 },
  };
  desk.ask(2, request("addBackend", backend));
  expect(names(desk.ask(3, request("queryMetrics", { backendIds: ["b"] })))).toMatchObject({
    clusters: { c: { backends: [{ backendId: "b" }] } },
  });
});

test("a back end keeps its row while one of its addresses is left", () => {
  const desk = new Desk({ detail: 3 });
  desk.ask(0, request("addCluster", { clusterId: "c" }));
  const order = (verb: string, port: number): RequestType =>
    request(verb, { clusterId: "c", backendId: "b", address: { ip: { v4: 1 }, port } });
  desk.ask(1, order("addBackend", 80), order("addBackend", 81));
  const rows = (now: number): unknown =>
    desk.ask(now, request("queryMetrics", {})).at(-1)?.content?.contentType.value;
  const there = { inner: { case: "gauge", value: 1n } };
  desk.ask(2, order("removeBackend", 80));
  expect(rows(3)).toMatchObject({
    clusters: { c: { backends: [{ backendId: "b", metrics: { "backend.available": there } }] } },
  });
  desk.ask(4, order("removeBackend", 81));
  expect(rows(5)).toHaveProperty("clusters", {});
});

test("unknown ids are an error of the answer, and the rest is answered", () => {
  const desk = new Desk();
  const [answer] = desk.ask(0, request("queryMetrics", { clusterIds: ["nope"] }));
  expect(answer?.status).toBe(FAILURE);
});

test("a probe shows the table at the start and after every turn that changed it", () => {
  const desk = new Desk();
  desk.ask(1, apply("a", 3, 1));
  desk.ask(2, status);
  desk.ask(3, clear("nobody"));
  desk.wake(second + 1);
  const session = "01563e3ab5d3d6764c61efb99302bd5b";
  const lease = { clientId: "a", level: 3, expiresAt: second + 1, pid: 1, session };
  expect(desk.host.probes).toEqual([
    { kind: "leases", configured: 2, effective: 2, leases: [] },
    { kind: "leases", configured: 2, effective: 3, leases: [lease] },
    { kind: "leases", configured: 2, effective: 2, leases: [] },
  ]);
});

const verbs = RequestSchema.oneofs[0]!.fields.map(({ localName, message, scalar }) => ({
  verb: localName,
  value:
    message === undefined
      ? scalar === undefined
        ? 0
        : [0, ""][Number(scalar === ScalarType.STRING)]
      : {},
}));

test.each(verbs)("$verb is answered exactly once, in words when it is refused", (row) => {
  const desk = new Desk();
  const answers = desk.ask(0, request(row.verb, row.value));
  const final = answers.filter(({ status: outcome }) => outcome !== PROCESSING);
  expect(final.map(({ id }) => id)).toEqual(["1"]);
  expect(final.filter((one) => one.status === FAILURE && one.message === "")).toEqual([]);
  const isRefused = final.some(({ message }) => message.includes("does not do"));
  expect(isRefused).toBe(!Object.hasOwn(workerVerbs, row.verb));
});

test("a request without a verb is refused, not ignored", () => {
  const desk = new Desk();
  const answers = desk.feed(0, workerFrame("x", create(RequestSchema)));
  expect(answers.map(({ id, status: outcome }) => [id, outcome])).toEqual([["x", FAILURE]]);
});

test.each(["softStop", "hardStop"])("%s is PROCESSING, then OK, then the end", (verb) => {
  const desk = new Desk();
  const answers = desk.ask(0, apply("a", 3, 60), request(verb), status);
  expect(answers.map(({ id, status: outcome }) => [id, outcome])).toEqual([
    ["EVENT", PROCESSING],
    ["1", OK],
    ["2", PROCESSING],
    ["2", OK],
  ]);
  expect(desk.host.exitCode).toBe(0);
});

test("a worker whose master is gone ends", () => {
  const desk = new Desk();
  desk.worker.onReset(0, 1);
  expect(desk.host.exitCode).toBe(0);
});

test("a stop waits for its answer to leave", () => {
  const desk = new Desk();
  desk.host.room.set(1, 10);
  desk.ask(0, request("hardStop"));
  expect(desk.host.exitCode).toBeUndefined();
  desk.host.room.delete(1);
  desk.worker.onWritable(1, 1);
  desk.worker.onTurnEnd(1);
  expect(desk.host.exitCode).toBe(0);
});

test("an answer whose id alone fills the channel is dropped with a line in the log", () => {
  const desk = new Desk();
  const answers = desk.feed(0, workerFrame("y".repeat(4_060), create(RequestSchema)));
  expect(answers).toEqual([]);
  expect(desk.host.linesOf("log").join()).toContain("exceeds the channel");
  expect(desk.ask(1, status).map(({ status: outcome }) => outcome)).toEqual([OK]);
});

test("with its output full it takes no more, and goes on when there is room", () => {
  const desk = new Desk({ commandBufferBytesMax: 200_000 });
  desk.host.room.set(1, 0);
  const id = "i".repeat(50_000);
  const frame = workerFrame(id, create(RequestSchema, { requestType: status }));
  const offers = joined([frame, frame, frame, frame]);
  let at = 0;
  for (let round = 0; round < 20; round += 1) {
    at += desk.worker.onData(0, 1, offers.subarray(at));
    desk.worker.onTurnEnd(0);
  }
  expect(at).toBeLessThan(offers.length);
  expect(desk.heard()).toEqual([]);
  desk.host.room.delete(1);
  desk.worker.onWritable(1, 1);
  expect(desk.host.resumed).toContain(1);
  while (at < offers.length) at += desk.worker.onData(1, 1, offers.subarray(at));
  expect(desk.heard().length).toBe(4);
});

test("every split of two requests gives the same answers", () => {
  const frames = [apply("a", 3, 60), status].map((requestType, n) =>
    workerFrame(`id-${n}`, create(RequestSchema, { requestType })),
  );
  const bytes = joined(frames);
  const whole = new Desk().feed(0, bytes).map(shape);
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const desk = new Desk();
    const answers = [...desk.feed(0, bytes.subarray(0, cut)), ...desk.feed(0, bytes.subarray(cut))];
    expect(answers.map(shape)).toEqual(whole);
  }
});

test("StatsD lines leave once a period", () => {
  const statsd = { host: "127.0.0.1", port: 8125, prefix: "kakehi", taggedMetrics: false };
  const desk = new Desk({ statsd });
  desk.ask(0, status, status);
  expect(desk.host.deadline).toBe(second);
  desk.wake(second);
  desk.wake(second);
  const text = desk.host.datagrams.map((bytes) => String.fromCharCode(...bytes)).join("|");
  expect(text).toContain("kakehi.command.requests:2|c");
  expect(text.match(/command\.requests/gu)?.length).toBe(1);
  expect(desk.host.deadline).toBe(2 * second);
});

test("a lease ends on time whether or not StatsD lines leave before it", () => {
  const statsd = { host: "127.0.0.1", port: 8125, prefix: "kakehi", taggedMetrics: false };
  const desk = new Desk({ statsd });
  desk.ask(5, apply("a", 3, 1));
  desk.wake(second);
  expect(desk.host.deadline).toBe(second + 5);
});

test("any request finds what has expired gone and told", () => {
  const desk = new Desk();
  desk.ask(0, apply("a", 3, 1));
  expect(desk.ask(second, status).map(shape)).toEqual([
    ["EVENT", 3, 2, "lease_tick_expired"],
    ["2", OK, undefined, undefined, undefined],
  ]);
});

test("20,000 mutated frames throw nothing", () => {
  const seeds = [
    apply("a", 3, 60),
    clear("a"),
    status,
    request("queryMetrics"),
    request("addCluster", { clusterId: "c" }),
  ];
  const frames = seeds.map((requestType, n) => [
    ...workerFrame(`id-${n}`, create(RequestSchema, { requestType })),
  ]);
  let desk = new Desk();
  let played = 0;
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          frame: fc.constantFrom(...frames),
          at: fc.nat(80),
          byte: fc.nat(255),
          drop: fc.boolean(),
        }),
        { minLength: 20, maxLength: 20 },
      ),
      (mutations) => {
        desk = new Desk();
        for (const { frame, at, byte, drop } of mutations) {
          const bytes = Uint8Array.from(frame.toSpliced(at, Number(drop), byte));
          desk.feed(played, bytes);
          played += 1;
        }
      },
    ),
    { numRuns: 1_000, seed: 7 },
  );
  expect(played).toBe(20_000);
});
