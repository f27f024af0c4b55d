import { expect, test } from "vitest";
import {
  create,
  encodeRequest,
  encodeResponse,
  EventKind,
  frameOf,
  MetricDetail,
  RequestSchema,
  ResponseSchema,
  ResponseStatus,
  RunState,
} from "../../wire/index.ts";
import { UsageError } from "../usage-error.ts";
import type { Capture } from "./capture.ts";
import { deriveCapture } from "./derive.ts";
import { parseRecording } from "./recording.ts";

type RequestInit = NonNullable<Parameters<typeof create<typeof RequestSchema>>[1]>;
type ResponseInit = NonNullable<Parameters<typeof create<typeof ResponseSchema>>[1]>;

const config = {
  metrics_detail: "backend",
  worker_timeout: 2,
  command_buffer_size: 4096,
  max_command_buffer_size: 16384,
  worker_automatic_restart: false,
  max_connections: 200,
};

const hexOf = (payload: Uint8Array): string => Buffer.from(frameOf(payload)).toString("hex");
const sent = (init: RequestInit): string => hexOf(encodeRequest(create(RequestSchema, init)));
const received = (init: ResponseInit): string =>
  hexOf(encodeResponse(create(ResponseSchema, init)));

const list = sent({ requestType: { case: "listWorkers", value: {} } });
const listed = received({
  status: ResponseStatus.OK,
  message: "somebody's own words",
  content: {
    contentType: {
      case: "workers",
      value: {
        vec: [
          { id: 1, pid: 4711, runState: RunState.STOPPING },
          { id: 0, pid: 4710, runState: RunState.RUNNING },
        ],
      },
    },
  },
});
const announced = received({ status: ResponseStatus.PROCESSING, message: "wait" });

function derived(steps: readonly object[], more: object = {}): Capture {
  const recording = { version: "2.1.0", workers: 2, config: { ...config, ...more }, steps };
  const text = JSON.stringify(recording);
  return deriveCapture(parseRecording("sample", text), { withoutMetrics: false });
}

test("a world has the workers, limits and listeners that were configured", () => {
  const { world, release } = derived([], {
    toml_extra: '[[listeners]]\nprotocol = "http"\naddress = "127.0.0.1:8080"\n',
    toml_top: "command_allowed_uids = [4242]",
  });
  expect(release).toBe("2.1.0");
  expect(world).toMatchObject({
    workers: 2,
    detail: "backend",
    workerTimeoutSeconds: 2,
    automaticRestart: false,
    frameBytesMax: 16384,
    allowedUids: [4242],
  });
  expect(world.requests?.map((request) => Object.keys(request)[0])).toEqual([
    "addHttpListener",
    "activateListener",
  ]);
});

test("a key of the configuration that nobody knows is refused", () => {
  expect(() => derived([], { flavour: 7 })).toThrow(UsageError);
});

test("what a client sent is kept, what it was told is reduced: no words, no pids, no order of rows", () => {
  const { steps, answers, processes, end } = derived([
    { conn: "A", send: list, at_ms: 3 },
    { conn: "A", recv: announced, at_ms: 3 },
    { conn: "A", recv: listed, at_ms: 4 },
    { conn: "A", closed: true, how: "EOF", at_ms: 9 },
  ]);
  expect(steps).toEqual([{ at: 3, conn: "A", do: "send", hex: list }]);
  expect(answers["A"]).toEqual([
    { at: 3, kind: "progress", status: "processing" },
    { at: 4, kind: "reply", status: "ok", content: { workers: { 0: "running", 1: "stopping" } } },
    { at: 9, since: 0, kind: "closed" },
  ]);
  expect(JSON.stringify(answers)).not.toContain("words");
  expect(JSON.stringify(answers)).not.toContain("471");
  expect([processes, end]).toEqual([{ client: ["A"] }, 159]);
});

test("an event keeps its source, its levels and whose lease it was", () => {
  const transition = {
    previousEffective: MetricDetail.DETAIL_CLUSTER,
    effective: MetricDetail.DETAIL_BACKEND,
    transitionKind: "lease_apply",
    clientId: "a",
  };
  const value = { kind: EventKind.METRIC_DETAIL_CHANGED, metricDetail: transition };
  const event = received({
    status: ResponseStatus.PROCESSING,
    message: "1",
    content: { contentType: { case: "event", value } },
  });
  const levels = { previous: "cluster", effective: "backend" };
  expect(derived([{ conn: "A", recv: event, at_ms: 1 }]).answers["A"]).toEqual([
    {
      at: 1,
      kind: "event",
      source: "1",
      content: {
        event: {
          kind: "metric_detail_changed",
          ...levels,
          transition: "lease_apply",
          client: "a",
        },
      },
    },
  ]);
});

test("bytes that are no answer are kept as that", () => {
  const garbage = "0c00000000000000ffffffff";
  const { answers } = derived([{ conn: "A", recv: garbage, at_ms: 1 }]);
  expect(answers["A"]).toEqual([{ at: 1, kind: "unreadable" }]);
});

test("notes become what happened to workers, clients and files", () => {
  const save = sent({ requestType: { case: "saveState", value: "/somewhere/ff" } });
  const load = sent({ requestType: { case: "loadState", value: "/somewhere/st" } });
  const content = String.raw`{"id":"X","content":{"request_type":{"REMOVE_CLUSTER":"c"}}}\n\x00oh`;
  const { steps, world } = derived([
    { note: "SIGSTOP sent to worker 1", at_ms: 1 },
    { note: `content of the state file: b'${content}'`, at_ms: 1 },
    { note: "./ff is a FIFO nobody writes to or reads from", at_ms: 1 },
    { conn: "A", send: load, at_ms: 2 },
    { note: "shutdown(WR) right after the request", at_ms: 2 },
    { conn: "B", send: save, at_ms: 3 },
    { conn: "B", note: "client closes this connection", at_ms: 4 },
    { note: "SIGCONT", at_ms: 5 },
    { note: "worker 0 SIGKILLed while idle", at_ms: 6 },
    { note: "the janitor has just run", at_ms: 7 },
  ]);
  expect(steps.filter((step) => step.do !== "send")).toEqual([
    { at: 1, do: "pause", node: "worker-1" },
    { at: 2, conn: "A", do: "halfClose" },
    { at: 4, conn: "B", do: "close" },
    { at: 5, do: "resume", node: "worker-1" },
    { at: 6, do: "kill", node: "worker-0" },
  ]);
  expect(world.files).toEqual({
    "/somewhere/ff": { special: "stuck" },
    "/somewhere/st": { records: [{ removeCluster: "c" }, "oh"] },
  });
});

test("a frame that was seen after a sleep was there since the request, one that was waited for was not", () => {
  const steps = [
    { conn: "A", send: list, at_ms: 10 },
    { conn: "A", recv: listed, at_ms: 511 },
    { conn: "A", send: list, at_ms: 511 },
    { conn: "A", recv: listed, at_ms: 2514 },
    { conn: "B", send: list, at_ms: 2514 },
    { conn: "B", recv: listed, at_ms: 2714 },
    { conn: "B", send: list, at_ms: 2720 },
    { conn: "B", recv: listed, at_ms: 2821 },
    { note: "an act of the recorder", at_ms: 3000 },
    { conn: "B", closed: true, how: "EOF", at_ms: 3001 },
  ];
  const { answers } = derived(steps);
  const instants = Object.values(answers).flat();
  expect(instants.map(({ at, since }) => [since, at])).toEqual([
    [10, 511],
    [undefined, 2514],
    [2514, 2714],
    [2720, 2821],
    [2821, 3001],
  ]);
});

test("the words of the release's own client tool become dots, and nothing changes its length", () => {
  const detail = MetricDetail.DETAIL_BACKEND;
  const value = { clientId: "top:1:2", detail, ttlSeconds: 4, reason: "because I say so" };
  const own = sent({ requestType: { case: "setMetricDetail", value } });
  const { steps, processes } = derived([
    { conn: "T1", send: own, at_ms: 1 },
    { conn: "A", send: own, at_ms: 2 },
  ]);
  const dots = { ...value, reason: ".".repeat(value.reason.length) };
  const blanked = sent({ requestType: { case: "setMetricDetail", value: dots } });
  expect(steps.map((step) => ("hex" in step ? step.hex : ""))).toEqual([blanked, own]);
  expect(processes).toEqual({ tool: ["T1"], client: ["A"] });
});

test("an answer that the recording left out keeps its status, and its content is not compared", () => {
  const note = "answer of 695 bytes left out: status: OK message: …";
  const { answers } = derived([{ conn: "T1", note, at_ms: 5 }]);
  expect(answers["T1"]).toEqual([{ at: 5, kind: "reply", status: "ok", isPartial: true }]);
});

test("a connection that was only seen to end was open from the start", () => {
  const { steps } = derived([
    { note: "something", at_ms: 4 },
    { conn: "IDLE", closed: true, how: "EOF", at_ms: 9 },
  ]);
  expect(steps).toEqual([{ at: 0, conn: "IDLE", do: "open" }]);
});

test.each([
  "[]",
  '{"steps":[],"config":{}}',
  '{"version":"2","workers":1,"config":{},"steps":[{}]}',
])("%s is no recording", (text) => {
  expect(() => parseRecording("sample", text)).toThrow(UsageError);
});
