// What a worker holds between its start and its end: everything but the connection. It is made from
// the boot configuration and carries out requests; it never touches the wire.

import { create, RequestSchema, type WorkerRequest } from "../../wire/index.ts";
import type { StatsdConfig } from "../config/statsd-config.ts";
import { decodeWorkerConfig, type WorkerConfig } from "../config/worker-config.ts";
import type { Boot, Digest, Host, Micros } from "../host.ts";
import { digestLeases } from "../lease/digest.ts";
import { leasesProbe } from "../lease/probe.ts";
import { Log } from "../log.ts";
import { Aggregator } from "../metrics/aggregator.ts";
import { StatsdDrain } from "../metrics/statsd.ts";
import { Routing } from "../routing/routing.ts";
import { ConfigurationState } from "../state/configuration-state.ts";
import type { Answer } from "./answer.ts";
import { DataPlane } from "./data-plane.ts";
import { earlier } from "./earlier.ts";
import { Metering } from "./metering.ts";
import { StatsdClock } from "./statsd-clock.ts";
import { obeyVerb, type StopKind, type WorkerParts } from "./verbs.ts";

interface StatsdSink {
  readonly target: StatsdConfig;
  readonly clock: StatsdClock;
}

export class Life {
  readonly config: WorkerConfig;
  readonly parts: WorkerParts;
  readonly #host: Host;
  readonly #sink: StatsdSink | undefined;
  /** None yet: a checker is told of the table once at the start. */
  #shownRevision: number | undefined;

  /** Throws ConfigError. */
  constructor(host: Host, now: Micros, boot: Boot) {
    this.#host = host;
    this.config = decodeWorkerConfig(boot.config);
    const { detail, http2Only = false, statsd, buffersMax } = this.config;
    const drain =
      statsd === undefined
        ? undefined
        : new StatsdDrain({ prefix: statsd.prefix, tagged: statsd.taggedMetrics });
    const metrics = new Aggregator(detail, drain);
    const state = new ConfigurationState();
    const log = new Log(host, boot.name);
    const routes = new Routing(state, host);
    const plane = new DataPlane({ host, metrics, state, log, routes, http2Only, buffersMax });
    this.parts = { metering: new Metering(detail, metrics), state, log, plane };
    this.#sink = statsd === undefined ? undefined : { target: statsd, clock: new StatsdClock(now) };
  }

  obey(now: Micros, request: WorkerRequest): Answer | StopKind {
    const { metering } = this.parts;
    metering.metrics.count("command.requests");
    return obeyVerb(now, request.content ?? create(RequestSchema), this.parts);
  }

  /** What time alone brings about: leases end, StatsD lines leave. */
  elapse(now: Micros): void {
    this.parts.metering.expire(now);
    if (this.#sink?.clock.isDue(now) === true) this.flushStatsd();
  }

  flushStatsd(): void {
    if (this.#sink === undefined) return;
    const { host, port } = this.#sink.target;
    for (const datagram of this.parts.metering.metrics.flush()) {
      this.#host.sendDatagram({ kind: "inet", host, port }, datagram);
    }
  }

  /** LEASE-EXPIRES: the next lease ends on time with nobody talking to us. */
  nextDeadline(): Micros | undefined {
    const expiry = this.parts.metering.leases.nextExpiry();
    return earlier(earlier(expiry, this.#sink?.clock.next), this.parts.plane.nextDeadline());
  }

  probe(): void {
    const { leases } = this.parts.metering;
    if (!this.#host.probing || this.#shownRevision === leases.revision) return;
    this.#shownRevision = leases.revision;
    this.#host.probe(leasesProbe(leases));
  }

  digest(now: Micros, into: Digest): void {
    const { metering, state, plane } = this.parts;
    plane.digest(now, into);
    digestLeases(metering.leases, into);
    metering.metrics.digest(into);
    state.digest(into);
    into.text(this.parts.log.threshold);
  }
}
