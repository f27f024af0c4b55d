// A data plane with a configuration, clients and back ends that a test plays by hand. Every input is a
// turn of its own; time stands still until it is told to move.

import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { expect } from "vitest";
import { ListenerType, PathRuleKind, RequestSchema } from "../../../wire/index.ts";
import type { Address, BuffersProbe, ConnId, GaugeProbe, Micros, SlotProbe } from "../../host.ts";
import { Log } from "../../log.ts";
import { Aggregator } from "../../metrics/aggregator.ts";
import { Routing } from "../../routing/routing.ts";
import { ConfigurationState } from "../../state/configuration-state.ts";
import { DataPlane } from "../data-plane.ts";
import { Peer } from "./peer.ts";
import { PlaneHost } from "./plane-host.ts";

export type Verb = NonNullable<MessageInitShape<typeof RequestSchema>["requestType"]>;

export const seconds = (count: number): Micros => count * 1_000_000;
export const at = (port: number) =>
  ({ ip: { inner: { case: "v4", value: 0x7f00_0001 } }, port }) as const;

export class Bench {
  readonly host: PlaneHost = new PlaneHost();
  readonly metrics: Aggregator = new Aggregator(3);
  readonly state: ConfigurationState = new ConfigurationState();
  readonly plane: DataPlane;
  now: Micros = 0;
  readonly #peers = new Map<ConnId, Peer>();
  #accepted: ConnId = -1;

  /** `http2Only`: nobody speaks HTTP/1 in the clear. */
  constructor(http2Only = false) {
    const { host, metrics, state } = this;
    const routes = new Routing(state, host);
    const log = new Log(host, "w0");
    this.plane = new DataPlane({ host, metrics, state, log, routes, http2Only });
  }

  /** One listener at 80, one cluster `c` for every host, `count` back ends from 9000 on. */
  static standard(count = 1, http2Only = false): Bench {
    const bench = new Bench(http2Only);
    bench.verb({ case: "addHttpListener", value: { address: at(80) } });
    bench.verb({
      case: "activateListener",
      value: { address: at(80), proxy: ListenerType.HTTP },
    });
    bench.cluster("c", "h");
    for (let index = 0; index < count; index += 1) bench.backend("c", index);
    return bench;
  }

  verb(requestType: Verb): void {
    const request = create(RequestSchema, { requestType });
    expect(this.state.apply(request)).toMatchObject({ ok: true });
    const { case: kind, value } = request.requestType;
    const { metrics } = this;
    const measured: Partial<Record<string, () => void>> = {
      addCluster: () => metrics.addCluster((value as { clusterId: string }).clusterId),
      removeCluster: () => {
        metrics.removeCluster(value as string);
      },
      addBackend: () => {
        const { clusterId, backendId } = value as { clusterId: string; backendId: string };
        metrics.addBackend(clusterId, backendId);
      },
    };
    measured[kind ?? ""]?.();
    this.plane.apply(request);
    this.#turn();
  }

  cluster(clusterId: string, hostname: string): void {
    this.verb({ case: "addCluster", value: { clusterId } });
    const path = { kind: PathRuleKind.PREFIX, value: "/" };
    this.verb({ case: "addHttpFrontend", value: { address: at(80), clusterId, hostname, path } });
  }

  backend(clusterId: string, index: number): void {
    const value = { clusterId, backendId: `${clusterId}-${index}`, address: at(9000 + index) };
    this.verb({ case: "addBackend", value });
  }

  /** A client of the first listener. */
  client(): Peer {
    this.#accepted += 2;
    const conn = this.#accepted;
    const peer = new Peer(conn, this.host);
    this.#peers.set(conn, peer);
    const local: Address = { kind: "inet", host: "127.0.0.1", port: 80 };
    const remote: Address = { kind: "inet", host: "10.0.0.1", port: 1000 + conn };
    this.plane.onAccept(this.now, conn, { listener: 1, local, remote, credentials: undefined });
    this.#turn();
    return peer;
  }

  /** The back end's end of the dial that was made as number `index`. */
  dial(index = this.host.dialled.length - 1): Peer {
    const dialled = this.host.dialled[index];
    expect(dialled).toBeDefined();
    const conn = dialled!.conn;
    const peer = this.#peers.get(conn) ?? new Peer(conn, this.host);
    this.#peers.set(conn, peer);
    return peer;
  }

  /** The newest dial succeeds. */
  origin(): Peer {
    const peer = this.dial();
    this.outcome(peer, "connected");
    return peer;
  }

  outcome(peer: Peer, outcome: "connected" | "refused" | "unreachable"): void {
    this.plane.onConnect(this.now, peer.conn, outcome);
    this.#turn();
  }

  send(peer: Peer, bytes: Uint8Array | string): void {
    peer.put(bytes);
    this.#offer(peer);
    this.#deliver();
  }

  end(peer: Peer): void {
    peer.hasEnded = true;
    this.#tellEnd(peer);
    this.#deliver();
  }

  reset(peer: Peer): void {
    this.#peers.delete(peer.conn);
    this.plane.onReset(this.now, peer.conn);
    this.#turn();
  }

  /** The socket of the peer takes so many bytes more; Infinity: whatever comes. */
  room(peer: Peer, bytes: number): void {
    const wasShut = this.host.room.get(peer.conn) === 0;
    this.host.room.set(peer.conn, bytes);
    const tell = wasShut && bytes > 0 ? [peer] : [];
    for (const { conn } of tell) this.plane.onWritable(this.now, conn);
    this.#turn();
    this.#deliver();
  }

  /** Lets time pass, deadline by deadline. */
  pass(micros: Micros): void {
    const until = this.now + micros;
    for (let next = this.plane.nextDeadline(); next !== undefined && next <= until;) {
      this.now = Math.max(this.now, next);
      this.plane.onDeadline(this.now);
      this.#turn();
      this.#deliver();
      next = this.plane.nextDeadline();
    }
    this.now = until;
  }

  drain(): void {
    this.plane.drain(this.now);
    this.#turn();
  }

  get records(): readonly Readonly<Record<string, unknown>>[] {
    return this.host.linesOf("access").map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** A counter or gauge summed over all rows. */
  metric(name: string): number {
    const query = {
      metricNames: [],
      clusterIds: [],
      backendIds: [],
      noClusters: false,
      list: false,
    };
    const rows = JSON.stringify(this.metrics.query(query), replaceMaps);
    let sum = 0;
    const pattern = new RegExp(
      `"${name.replaceAll(".", "\\.")}":\\{"kind":"(?:count|gauge)","value":(\\d+)\\}`,
      "gu",
    );
    for (const [, value] of rows.matchAll(pattern)) sum += Number(value);
    return sum;
  }

  /** Moves of slots as `from>to`. */
  get moves(): readonly string[] {
    return this.slots.map(({ from, to }) => `${from}>${to}`);
  }

  get slots(): readonly SlotProbe[] {
    return this.host.probes.filter((probe) => probe.kind === "slot");
  }

  get buffers(): readonly BuffersProbe[] {
    return this.host.probes.filter((probe) => probe.kind === "buffers");
  }

  get gauges(): readonly GaugeProbe[] {
    return this.host.probes.filter((probe) => probe.kind === "gauge");
  }

  /** STREAM-NO-LEAK, GAUGE-REST: what has to hold when nobody is connected. */
  expectRest(): void {
    expect(this.plane.isBusy).toBe(false);
    expect(this.plane.nextDeadline()).toBeUndefined();
    const sums = new Map<string, number>();
    for (const { name, cluster, backend, delta, after } of this.gauges) {
      expect(after).toBeGreaterThanOrEqual(0);
      const key = `${name} ${cluster ?? ""} ${backend ?? ""}`;
      sums.set(key, (sums.get(key) ?? 0) + delta);
    }
    expect([...sums].filter(([, sum]) => sum !== 0)).toEqual([]);
    expect(this.metric("buffer.in_use")).toBe(0);
  }

  #turn(): void {
    this.plane.onTurnEnd(this.now);
  }

  /** Whatever the proxy asked for again, until it asks no more. */
  #deliver(): void {
    for (
      let conn = this.host.resumed.shift();
      conn !== undefined;
      conn = this.host.resumed.shift()
    ) {
      const peer = this.#peers.get(conn);
      for (const known of peer === undefined ? [] : [peer]) this.#offer(known);
    }
  }

  #offer(peer: Peer): void {
    const taken = this.plane.onData(this.now, peer.conn, peer.waiting.slice());
    peer.waiting = peer.waiting.slice(taken);
    this.#turn();
    this.#tellEnd(peer);
  }

  #tellEnd(peer: Peer): void {
    const isDue = peer.hasEnded && !peer.isEndTold && peer.waiting.length === 0;
    for (const due of isDue ? [peer] : []) {
      due.isEndTold = true;
      this.plane.onEnd(this.now, due.conn);
      this.#turn();
    }
  }
}

function replaceMaps(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}
