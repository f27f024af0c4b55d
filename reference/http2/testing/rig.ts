// A leg, its session and its peer, and turns: an input, then flushes until nothing more happens.

import { expect } from "vitest";
import type { Micros } from "../../host.ts";
import { Aggregator } from "../../metrics/aggregator.ts";
import { Http2Back } from "../back.ts";
import { Http2Front } from "../front.ts";
import { defaultHttp2Options, type Http2Options } from "../options.ts";
import { ByteHost } from "./byte-host.ts";
import { type Heard, Peer } from "./peer.ts";
import { BACK, FRONT, ScriptedSession } from "./scripted-session.ts";

const nothing = (): void => undefined;

type Leg = Http2Back | Http2Front;

abstract class Rig {
  now: Micros = 1_000_000;
  readonly host: ByteHost = new ByteHost();
  readonly session: ScriptedSession = new ScriptedSession();
  readonly metrics: Aggregator = new Aggregator(0);
  readonly peer: Peer;
  /** Bytes that the leg left with its host. */
  kept: Uint8Array = new Uint8Array(0);
  #resumed = 0;

  constructor(role: "client" | "server") {
    this.peer = new Peer(role);
  }

  protected abstract readonly leg: Leg;

  /** What the peer wrote since the last turn reaches the leg; what it hears back. */
  turn(): Heard[] {
    return this.give(this.peer.take());
  }

  give(bytes: Uint8Array): Heard[] {
    this.kept = Uint8Array.from(Buffer.concat([this.kept, bytes]));
    // Behind what the leg left there is nothing for it to see.
    const isNew = this.kept.length === bytes.length && bytes.length > 0;
    (isNew ? this.#offer : nothing).call(this);
    return this.settle();
  }

  /** Flushes, and offers again what the leg asks for. */
  settle(): Heard[] {
    this.leg.flush(this.now);
    for (let rounds = 0; this.host.resumed.length > this.#resumed; rounds += 1) {
      expect(rounds, "rounds of asking for more").toBeLessThan(10_000);
      this.#resumed = this.host.resumed.length;
      this.#offer();
      this.leg.flush(this.now);
    }
    return this.peer.hear(this.host.take(this.leg.conn));
  }

  /** Time passes, and every deadline in it. */
  pass(micros: Micros): Heard[] {
    const until = this.now + micros;
    const heard: Heard[] = [];
    for (
      let at = this.leg.nextDeadline();
      at !== undefined && at <= until;
      at = this.leg.nextDeadline()
    ) {
      this.now = Math.max(at, this.now);
      this.leg.onDeadline(this.now);
      heard.push(...this.settle());
    }
    this.now = until;
    return heard;
  }

  #offer(): void {
    const { kept } = this;
    const taken = this.leg.onData(this.now, kept);
    expect(taken).toBeGreaterThanOrEqual(0);
    expect(taken).toBeLessThanOrEqual(kept.length);
    this.kept = kept.subarray(taken);
  }

  gauge(name: string): number {
    return this.counter(`h2.connection.${name}`);
  }

  counter(name: string): number {
    const metric = this.metrics.proxyMetrics().get(name);
    return metric !== undefined && "value" in metric ? metric.value : 0;
  }
}

export class FrontRig extends Rig {
  override readonly leg: Http2Front;

  constructor(options: Partial<Http2Options> = {}) {
    super("client");
    const { now, host, session, metrics } = this;
    this.leg = new Http2Front(now, {
      host,
      conn: FRONT,
      session,
      options: { ...defaultHttp2Options, ...options },
      metrics,
    });
    session.front = this.leg;
  }

  /** Both sides have said hello, and what is heard of that is out of the way. */
  greeted(entries: readonly (readonly [number, number])[] = []): this {
    this.settle();
    this.peer.hello(entries).ack();
    this.turn();
    return this;
  }
}

export class BackRig extends Rig {
  override readonly leg: Http2Back;

  constructor(options: Partial<Http2Options> = {}) {
    super("server");
    const { now, host, session, metrics } = this;
    this.leg = new Http2Back(now, {
      host,
      conn: BACK,
      session,
      options: { ...defaultHttp2Options, ...options },
      metrics,
      connectMicros: 3_000_000,
    });
    session.back = this.leg;
  }

  connected(): this {
    this.leg.onConnect(this.now, "connected");
    this.settle();
    return this;
  }

  greeted(entries: readonly (readonly [number, number])[] = []): this {
    this.connected();
    this.peer.hello(entries).ack();
    this.turn();
    return this;
  }
}
