// The configuration state under random verbs.
import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ListenerType,
  type LoadBalancingAlgorithms,
  RequestSchema,
  type Request,
} from "../../wire/index.ts";
import { ConfigurationState } from "./configuration-state.ts";
import { loadState } from "./load.ts";
import { RequestCounter } from "./request-counter.ts";
import { writeStateFile } from "./state-file.ts";
import {
  addBackend,
  addCluster,
  addHttpFrontend,
  addHttpListener,
  addTcpListener,
  at,
  basis,
  frontend,
  removeListener,
  request,
  shown,
  stateOf,
} from "./testing/requests.ts";

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
    "addCluster",
    "addCluster",
    "addBackend",
    "addBackend",
    "addBackend",
    "addHttpFrontend",
    "addHttpFrontend",
    // Last: whoever it lets in finds everything there.
    "activateListener",
  ]);
  expect(state.apply(removeListener(80, ListenerType.HTTP))).toMatchObject({ ok: true });
  expect(state.frontends()).toEqual([]);
  expect(state.listeners().map(({ kind }) => kind)).toEqual(["tcp"]);
});

const pem = (name: string): string => `-----BEGIN ${name}-----`;
const certificateOf = (name: string): Request =>
  request({
    case: "addCertificate",
    value: { address: at(81), certificate: { certificate: pem(name), key: pem("KEY") } },
  });

test("certificates are their listener's: kept with it, and gone with it", () => {
  const listener = request({ case: "addHttpsListener", value: { address: at(81), active: true } });
  const state = stateOf([...basis, listener, certificateOf("A"), certificateOf("B")]);
  const again = stateOf(state.snapshot());
  const names = again.certificates("127.0.0.1:81").map(({ message }) => message.certificate);
  expect(names.map((pair) => pair?.certificate)).toEqual([pem("A"), pem("B")]);
  expect(again.certificates("127.0.0.1:80")).toEqual([]);
  expect(again.apply(certificateOf("A"))).toMatchObject({ ok: false, isAlreadySo: true });
  expect(again.apply(removeListener(81, ListenerType.HTTPS))).toMatchObject({ ok: true });
  expect(again.certificates("127.0.0.1:81")).toEqual([]);
  expect(again.apply(certificateOf("C"))).toMatchObject({ ok: false });
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
