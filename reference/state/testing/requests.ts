// Requests that configure, in few words, for the tests of the configuration state.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { expect } from "vitest";
import type { ListenerType } from "../../../wire/index.ts";
import {
  decodeRequest,
  encodeRequest,
  type LoadBalancingAlgorithms,
  PathRuleKind,
  RequestSchema,
  type Request,
} from "../../../wire/index.ts";
import { ConfigurationState } from "../configuration-state.ts";

export type RequestInit = NonNullable<MessageInitShape<typeof RequestSchema>["requestType"]>;

export function request(requestType: RequestInit): Request {
  return create(RequestSchema, { requestType });
}

export function at(
  port: number,
  v4 = 0x7f000001,
): { ip: { inner: { case: "v4"; value: number } }; port: number } {
  return { ip: { inner: { case: "v4", value: v4 } }, port };
}

const path = { kind: PathRuleKind.PREFIX, value: "/" };

export function addCluster(clusterId: string, loadBalancing: LoadBalancingAlgorithms = 0): Request {
  return request({ case: "addCluster", value: { clusterId, loadBalancing } });
}

export function addBackend(
  clusterId: string,
  backendId: string,
  port: number,
  weight = 100,
): Request {
  const loadBalancingParameters = { weight };
  const value = { clusterId, backendId, address: at(port), loadBalancingParameters };
  return request({ case: "addBackend", value });
}

export function addHttpListener(port: number, active = false): Request {
  return request({ case: "addHttpListener", value: { address: at(port), active } });
}

interface FrontendInit {
  readonly clusterId: string;
  readonly address: ReturnType<typeof at>;
  readonly hostname: string;
  readonly path: typeof path;
}

export function frontend(hostname: string, port = 80, clusterId = "c1"): FrontendInit {
  return { clusterId, address: at(port), hostname, path };
}

export function addHttpFrontend(hostname: string, port = 80, clusterId = "c1"): Request {
  return request({ case: "addHttpFrontend", value: frontend(hostname, port, clusterId) });
}

/** Field 1 of both is an address; neither message has fields in the schema. */
function withAddress(tag: readonly number[], port: number, more: readonly number[] = []): Request {
  const socket = [0x0a, 0x05, 0x0d, 0x01, 0x00, 0x00, 0x7f, 0x10, port];
  const message = [0x0a, socket.length, ...socket, ...more];
  const decoded = decodeRequest(Uint8Array.from([...tag, message.length, ...message]));
  expect(decoded.ok).toBe(true);
  return (decoded as Extract<typeof decoded, { ok: true }>).message;
}

export const addTcpListener = (port: number): Request =>
  withAddress([0xe2, 0x01], port, [0x18, 0x01]);
export const removeListener = (port: number, type: ListenerType): Request =>
  withAddress([0xea, 0x01], port, [0x10, type]);

const bytesOf = (requests: readonly Request[]): string[] =>
  requests.map((each) => encodeRequest(each).join());
export const shown = (state: ConfigurationState): string[] => bytesOf(state.snapshot());

export function stateOf(requests: readonly Request[]): ConfigurationState {
  const state = new ConfigurationState();
  for (const each of requests) expect(state.apply(each)).toMatchObject({ ok: true });
  return state;
}

export const basis = [
  addHttpListener(80, true),
  addTcpListener(82),
  addCluster("c1"),
  addCluster("c2"),
  addBackend("c1", "b", 1),
  addBackend("c1", "b", 2),
  addBackend("c2", "b", 1),
  addHttpFrontend("a.example"),
  addHttpFrontend("b.example", 80, "c2"),
];
