// Good frames to bend: every verb of the schema, the verbs that a machine has most to do for, and
// answers and events as a fleet gives them.
import { fromJson, ScalarType } from "@bufbuild/protobuf";
import {
  create,
  decodeRequest,
  encodeRequest,
  encodeResponse,
  encodeWorkerRequest,
  encodeWorkerResponse,
  frameOf,
  RequestSchema,
  ResponseContentSchema,
  ResponseSchema,
  ResponseStatus,
  WorkerRequestSchema,
  WorkerResponseSchema,
} from "../../../wire/index.ts";
import type { Draws } from "./draws.ts";

const clusterId = "cluster";
const hostAndPort = { ip: { v4: 0x7f000001 }, port: 8080 };

const requests = [
  { setMetricDetail: { clientId: "a", detail: "DETAIL_BACKEND", ttlSeconds: 2, reason: "why" } },
  { setMetricDetail: { clientId: "b", detail: "DETAIL_FRONTEND" } },
  { setMetricDetail: { clientId: "a", clear: true } },
  { status: {} },
  { listWorkers: {} },
  { countRequests: {} },
  { queryMetrics: { list: true } },
  { queryMetrics: { clusterIds: [clusterId] } },
  { subscribeEvents: {} },
  { addCluster: { clusterId, answers: { "503": "later" } } },
  { addBackend: { clusterId, backendId: "one", address: hostAndPort } },
  { addHttpListener: { address: hostAndPort } },
  { addHttpFrontend: { clusterId, address: hostAndPort, hostname: "a.test" } },
  { removeCluster: clusterId },
  { logging: "info" },
  { saveState: "state" },
  { loadState: "state" },
].map((json) => encodeRequest(fromJson(RequestSchema, json)));

/** Every verb there is, its value empty: field number and wire type of its row, and a zero. */
const verbs = RequestSchema.fields.map(({ number, fieldKind, scalar }) => {
  const isBytes = fieldKind === "message" || scalar === ScalarType.STRING;
  const tag = (number << 3) | (isBytes ? 2 : 0);
  return tag < 0x80 ? Uint8Array.of(tag, 0) : Uint8Array.of((tag & 0x7f) | 0x80, tag >>> 7, 0);
});

/** One in eight is any verb: the stops are among them, and end the machine. */
function requestPayload(draws: Draws): Uint8Array {
  return draws.oneOf(draws.below(8) === 0 ? verbs : requests);
}

export function requestFrame(draws: Draws): Uint8Array {
  return frameOf(requestPayload(draws));
}

export function orderFrame(draws: Draws): Uint8Array {
  const content = decodeRequest(requestPayload(draws));
  if (!content.ok) throw new Error("a request of the corpus is none");
  const id = `order-${draws.below(4)}`;
  return frameOf(
    encodeWorkerRequest(create(WorkerRequestSchema, { id, content: content.message })),
  );
}

const contents = [
  { event: { kind: "METRIC_DETAIL_CHANGED", metricDetail: { effective: "DETAIL_BACKEND" } } },
  { workers: { vec: [{ id: 0, pid: 7 }] } },
  { workerMetrics: {} },
  { metrics: {} },
].map((json) => fromJson(ResponseContentSchema, json));
const { OK, PROCESSING, FAILURE } = ResponseStatus;
const statuses = [OK, OK, PROCESSING, FAILURE];

export function replyFrame(draws: Draws): Uint8Array {
  const reply = { status: draws.oneOf(statuses), message: "0", content: draws.oneOf(contents) };
  return frameOf(encodeResponse(create(ResponseSchema, reply)));
}

/** Answers to what was asked, where anything was; and events. */
export function answerFrame(draws: Draws, asked: readonly string[]): Uint8Array {
  const isEvent = asked.length === 0 || draws.below(4) === 0;
  const id = isEvent ? "EVENT" : draws.oneOf(asked);
  const content = draws.oneOf(contents);
  const answer = { id, status: draws.oneOf(statuses), message: "said", content };
  return frameOf(encodeWorkerResponse(create(WorkerResponseSchema, answer)));
}
