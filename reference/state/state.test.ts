// The configuration state under random verbs, and each refusal by name.

import { create, type MessageInitShape } from "@bufbuild/protobuf";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeRequest,
  encodeRequest,
  ListenerType,
  type LoadBalancingAlgorithms,
  PathRuleKind,
  RequestSchema,
  type Request,
  type RulePosition,
} from "../../wire/index.ts";
import { ConfigurationState } from "./configuration-state.ts";
import { loadState } from "./load.ts";
import { RequestCounter } from "./request-counter.ts";
import { writeStateFile } from "./state-file.ts";

type RequestInit = NonNullable<MessageInitShape<typeof RequestSchema>["requestType"]>;

function request(requestType: RequestInit): Request {
  return create(RequestSchema, { requestType });
}

function at(
  port: number,
  v4 = 0x7f000001,
): { ip: { inner: { case: "v4"; value: number } }; port: number } {
  return { ip: { inner: { case: "v4", value: v4 } }, port };
}

const path = { kind: PathRuleKind.PREFIX, value: "/" };

function addCluster(clusterId: string, loadBalancing: LoadBalancingAlgorithms = 0): Request {
  return request({ case: "addCluster", value: { clusterId, loadBalancing } });
}

function addBackend(clusterId: string, backendId: string, port: number, weight = 100): Request {
  const loadBalancingParameters = { weight };
  const value = { clusterId, backendId, address: at(port), loadBalancingParameters };
  return request({ case: "addBackend", value });
}

function addHttpListener(port: number, active = false): Request {
  return request({ case: "addHttpListener", value: { address: at(port), active } });
}

interface FrontendInit {
  readonly clusterId: string;
  readonly address: ReturnType<typeof at>;
  readonly hostname: string;
  readonly path: typeof path;
}

function frontend(hostname: string, port = 80, clusterId = "c1"): FrontendInit {
  return { clusterId, address: at(port), hostname, path };
}

function addHttpFrontend(hostname: string, port = 80, clusterId = "c1"): Request {
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

const addTcpListener = (port: number): Request => withAddress([0xe2, 0x01], port, [0x18, 0x01]);
const removeListener = (port: number, type: ListenerType): Request =>
  withAddress([0xea, 0x01], port, [0x10, type]);

const bytesOf = (requests: readonly Request[]): string[] =>
  requests.map((each) => encodeRequest(each).join());
const shown = (state: ConfigurationState): string[] => bytesOf(state.snapshot());

function stateOf(requests: readonly Request[]): ConfigurationState {
  const state = new ConfigurationState();
  for (const each of requests) expect(state.apply(each)).toMatchObject({ ok: true });
  return state;
}

const basis = [
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

const port = fc.integer({ min: 80, max: 82 });
const cluster = fc.constantFrom("c1", "c2", "c3", "");
const host = fc.constantFrom("a.example", "A.Example", "*.example", "", "..");
const listenerType = fc.constantFrom(
  ListenerType.HTTP,
  ListenerType.HTTPS,
  ListenerType.TCP,
  ListenerType.UDP,
);
const verbs: fc.Arbitrary<Request> = fc.oneof(
  fc
    .tuple(cluster, fc.nat(6) as fc.Arbitrary<LoadBalancingAlgorithms>)
    .map(([id, policy]) => addCluster(id, policy)),
  cluster.map((value) => request({ case: "removeCluster", value })),
  fc
    .tuple(cluster, fc.nat(3), fc.integer({ min: -1, max: 3 }))
    .map(([id, backend, weight]) => addBackend(id, `b${backend}`, backend, weight)),
  fc.tuple(cluster, fc.nat(3)).map(([clusterId, backend]) =>
    request({
      case: "removeBackend",
      value: { clusterId, backendId: `b${backend}`, address: at(backend) },
    }),
  ),
  fc.tuple(port, fc.boolean()).map(([on, active]) => addHttpListener(on, active)),
  port.map((on) => request({ case: "addHttpsListener", value: { address: at(on) } })),
  port.map((on) => addTcpListener(on)),
  fc.tuple(port, listenerType).map(([on, type]) => removeListener(on, type)),
  fc
    .tuple(port, listenerType)
    .map(([on, proxy]) => request({ case: "activateListener", value: { address: at(on), proxy } })),
  fc
    .tuple(port, listenerType)
    .map(([on, proxy]) =>
      request({ case: "deactivateListener", value: { address: at(on), proxy } }),
    ),
  fc.tuple(host, port, cluster).map(([name, on, id]) => addHttpFrontend(name, on, id)),
  fc
    .tuple(host, port, cluster)
    .map(([name, on, id]) => request({ case: "addHttpsFrontend", value: frontend(name, on, id) })),
  fc
    .tuple(host, port)
    .map(([name, on]) => request({ case: "removeHttpFrontend", value: frontend(name, on) })),
);
const life = fc.array(verbs, { maxLength: 40 }).map((after) => [...basis, ...after]);

test("CONFIG-REJECTED: a refused verb changes nothing, and says why", () => {
  fc.assert(
    fc.property(life, verbs, (before, last) => {
      const state = new ConfigurationState();
      for (const each of before) state.apply(each);
      const snapshot = shown(state);
      const outcome = state.apply(last);
      const refusal = outcome.ok ? "fine" : outcome.refusal;
      expect(refusal.length).toBeGreaterThan(0);
      const expected = outcome.ok ? shown(state) : snapshot;
      expect(shown(state)).toEqual(expected);
      state.revert(outcome.ok ? outcome.changes : []);
      expect(shown(state)).toEqual(snapshot);
    }),
  );
});

test("CONFIG-RESTART, CONFIG-SAVED: snapshot and file make the same configuration again, in order", () => {
  fc.assert(
    fc.property(life, (requests) => {
      const state = new ConfigurationState();
      for (const each of requests) state.apply(each);
      expect(shown(stateOf(state.snapshot()))).toEqual(shown(state));
      const file = writeStateFile(state.snapshot());
      expect(file).toMatchObject({ ok: true, records: state.snapshot().length });
      const { bytes } = file as Extract<typeof file, { ok: true }>;
      const fresh = new ConfigurationState();
      const loaded = loadState(fresh, bytes);
      expect(loaded).toMatchObject({ ok: true, records: state.snapshot().length });
      expect(shown(fresh)).toEqual(shown(state));
      expect(loadState(state, bytes)).toMatchObject({ ok: true });
      expect(shown(fresh)).toEqual(shown(state));
    }),
  );
});

test("CONFIG-UPSERT: repeating replaces, and nothing is there twice", () => {
  const state = stateOf([...basis, addCluster("c1", 3), addBackend("c1", "b", 1, 7)]);
  expect(state.clusters().map(({ clusterId }) => clusterId)).toEqual(["c1", "c2"]);
  expect(state.cluster("c1")?.loadBalancing).toBe(3);
  const weights = state
    .backends("c1")
    .map(({ message }) => message.loadBalancingParameters?.weight);
  expect(weights).toEqual([7, 100]);
  expect(state.frontends()).toHaveLength(2);
});

test("RemoveCluster takes its frontends and back ends along, and no others", () => {
  const state = stateOf([...basis, request({ case: "removeCluster", value: "c1" })]);
  expect(state.backends("c1")).toEqual([]);
  expect(state.hasBackend("c2", "b")).toBe(true);
  expect(state.frontends().map(({ hostname }) => hostname)).toEqual(["b.example"]);
});

test("a back end's id may stand for several addresses", () => {
  const value = { clusterId: "c1", backendId: "b", address: at(1) };
  const removal = request({ case: "removeBackend", value });
  const state = stateOf([...basis, removal]);
  expect(state.hasBackend("c1", "b")).toBe(true);
  expect(state.backends("c1").map(({ address }) => address)).toEqual(["127.0.0.1:2"]);
});

test("RemoveListener takes its frontends along; an active listener is activated by its own record", () => {
  const state = stateOf(basis);
  expect(state.listener("127.0.0.1:80")).toMatchObject({ kind: "http", active: true });
  expect(state.snapshot().map(({ requestType }) => requestType.case)).toEqual([
    "addHttpListener",
    "addTcpListener",
    "activateListener",
    "addCluster",
    "addCluster",
    "addBackend",
    "addBackend",
    "addBackend",
    "addHttpFrontend",
    "addHttpFrontend",
  ]);
  expect(state.apply(removeListener(80, ListenerType.HTTP))).toMatchObject({ ok: true });
  expect(state.frontends()).toEqual([]);
  expect(state.listeners().map(({ kind }) => kind)).toEqual(["tcp"]);
});

test("an HTTPS listener and its frontend come back as what they are", () => {
  const listener = request({ case: "addHttpsListener", value: { address: at(81), active: true } });
  const route = request({ case: "addHttpsFrontend", value: frontend("a.example", 81) });
  const state = stateOf([...basis, listener, route]);
  const again = stateOf(state.snapshot());
  expect(again.listener("127.0.0.1:81")).toMatchObject({ kind: "https", active: true });
  expect(again.frontends().map(({ kind }) => kind)).toEqual(["http", "http", "https"]);
  const removal = request({ case: "removeHttpsFrontend", value: frontend("A.EXAMPLE", 81) });
  expect(again.apply(removal)).toMatchObject({ ok: true });
  expect(again.frontends().map(({ kind }) => kind)).toEqual(["http", "http"]);
  const pause = request({ case: "deactivateListener", value: { address: at(81), proxy: 1 } });
  expect(again.apply(pause)).toMatchObject({ ok: true });
  expect(again.apply(pause)).toMatchObject({ ok: true, changes: [] });
  expect(stateOf(again.snapshot()).listener("127.0.0.1:81")).toMatchObject({ active: false });
});

const v6 = { inner: { case: "v6", value: { low: 1n, high: 0x20010db8_00000000n } } } as const;

test("addresses of both families are keys", () => {
  const value = { address: { ip: v6, port: 443 } };
  const state = stateOf([request({ case: "addHttpsListener", value })]);
  expect(state.listeners().map(({ address }) => address)).toEqual(["[2001:db8:0:0:0:0:0:1]:443"]);
});

const label = "l".repeat(63);
const hostnames = [
  ["a", true],
  ["Z.Example", true],
  ["*.example.org", true],
  ["*", true],
  ["xn--bcher-kva.example", true],
  ["_acme.example", true],
  [`${label}.example`, true],
  [`${label}x.example`, false],
  [[label, label, label, label].join("."), false],
  ["", false],
  [".a", false],
  ["..", false],
  ["..a", false],
  ["a..b", false],
  ["a.", false],
  ["a/", false],
  ["b.a/", false],
  ["a b", false],
  ["a:80", false],
  ["-a", false],
  ["a-", false],
  ["a.*", false],
  ["*a.b", false],
  ["**", false],
  ["bücher.example", false],
  ["a\n", false],
] as const;

test.each(hostnames)("host name %j: %s", (hostname, ok) => {
  expect(stateOf(basis).apply(addHttpFrontend(hostname))).toMatchObject({ ok });
});

const http = { address: at(80) };
const refusals: readonly (readonly [RegExp, RequestInit])[] = [
  [/does not configure/u, { case: "status", value: {} }],
  [/cluster id is missing/u, { case: "addCluster", value: {} }],
  [
    /1025 bytes long, at most 1024/u,
    { case: "addCluster", value: { clusterId: "x".repeat(1025) } },
  ],
  [
    /algorithm has number 9/u,
    { case: "addCluster", value: { clusterId: "c", loadBalancing: 9 as LoadBalancingAlgorithms } },
  ],
  [/no cluster "nope"/u, { case: "removeCluster", value: "nope" }],
  [/cluster id is missing/u, { case: "removeCluster", value: "" }],
  [/no cluster "nope"/u, { case: "addBackend", value: { clusterId: "nope", backendId: "b" } }],
  [/back end id is missing/u, { case: "addBackend", value: { clusterId: "c1" } }],
  [/address is missing/u, { case: "addBackend", value: { clusterId: "c1", backendId: "b" } }],
  [
    /address has no ip/u,
    { case: "addBackend", value: { clusterId: "c1", backendId: "b", address: { port: 1 } } },
  ],
  [
    /0 is not a port/u,
    { case: "addBackend", value: { clusterId: "c1", backendId: "b", address: at(0) } },
  ],
  [
    /65536 is not a port/u,
    { case: "addBackend", value: { clusterId: "c1", backendId: "b", address: at(65_536) } },
  ],
  [
    /no back end "z" at 127.0.0.1:1/u,
    { case: "removeBackend", value: { clusterId: "c1", backendId: "z", address: at(1) } },
  ],
  [/already a listener for http/u, { case: "addHttpsListener", value: { address: at(80) } }],
  [/address is missing/u, { case: "addTcpListener", value: {} }],
  [/no https listener at/u, { case: "activateListener", value: { ...http, proxy: 1 } }],
  [/type 3 are not offered/u, { case: "activateListener", value: { ...http, proxy: 3 } }],
  [/address is missing/u, { case: "deactivateListener", value: { proxy: 0 } }],
  [
    /no http listener at 127.0.0.1:81/u,
    { case: "addHttpFrontend", value: { ...frontend("a"), address: at(81) } },
  ],
  [/no https listener at/u, { case: "addHttpsFrontend", value: frontend("a") }],
  [
    /no cluster "nope"/u,
    { case: "addHttpFrontend", value: { ...frontend("a"), clusterId: "nope" } },
  ],
  [/already an http frontend/u, { case: "addHttpFrontend", value: frontend("A.EXAMPLE") }],
  [/no http frontend for "z"/u, { case: "removeHttpFrontend", value: frontend("z") }],
  [/path rule is missing/u, { case: "addHttpFrontend", value: { address: at(80), hostname: "a" } }],
  [
    /"x" is not a path/u,
    { case: "addHttpFrontend", value: { ...frontend("a"), path: { kind: 0, value: "x" } } },
  ],
  [
    /"\(" is not a regular/u,
    { case: "addHttpFrontend", value: { ...frontend("a"), path: { kind: 1, value: "(" } } },
  ],
  [
    /path rule has number 7/u,
    {
      case: "addHttpFrontend",
      value: { ...frontend("a"), path: { kind: 7 as PathRuleKind, value: "" } },
    },
  ],
  [
    /longer than 4096/u,
    { case: "addHttpFrontend", value: { ...frontend("a"), path: { value: "/".repeat(4097) } } },
  ],
  [/is not a method/u, { case: "addHttpFrontend", value: { ...frontend("a"), method: "GET /" } }],
  [
    /rule position has number 9/u,
    { case: "addHttpFrontend", value: { ...frontend("a"), position: 9 as RulePosition } },
  ],
];

test.each(refusals)("refused: %s", (text, requestType) => {
  const outcome = stateOf(basis).apply(request(requestType));
  expect(outcome).toMatchObject({ ok: false });
  expect((outcome as { refusal: string }).refusal).toMatch(text);
});

test("what a refusal quotes is short and harmless", () => {
  const hostile = `\n${"x".repeat(1000)}`;
  const outcome = stateOf(basis).apply(request({ case: "removeCluster", value: hostile }));
  expect(outcome).toMatchObject({ refusal: `there is no cluster "\\n${"x".repeat(63)}…"` });
});

test("rules of one position keep their order through removal and its undoing", () => {
  const state = stateOf(basis);
  const before = shown(state);
  const outcome = state.apply(request({ case: "removeCluster", value: "c1" }));
  state.revert((outcome as Extract<typeof outcome, { ok: true }>).changes);
  expect(shown(state)).toEqual(before);
});

test("CountRequests counts by verb", () => {
  const counter = new RequestCounter();
  for (const each of [
    ...basis,
    request({ case: "logging", value: "info" }),
    create(RequestSchema),
  ]) {
    counter.note(each);
  }
  expect(counter.message().map).toEqual({
    AddHttpListener: 1,
    AddTcpListener: 1,
    AddCluster: 2,
    AddBackend: 3,
    AddHttpFrontend: 2,
    Logging: 1,
  });
});

test("the digest of a state is that of its snapshot", () => {
  const taken: string[] = [];
  const never = (): never => expect.unreachable();
  const state = stateOf(basis);
  state.digest({
    bytes: (value) => taken.push(value.join()),
    int: never,
    text: never,
    duration: never,
  });
  expect(taken).toEqual(shown(state));
});
