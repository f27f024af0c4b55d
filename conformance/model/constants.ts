// The constants of the contract. They belong to the target, never to a checker: an implementation
// with another bound is judged by its own.
import type { AccessFormatName } from "./access/formats.ts";
import type { AuditFormatName } from "./audit/formats.ts";
import { defaultTrafficConstants, type TrafficConstants } from "./traffic-constants.ts";
import { defaultHttp2Constants, type Http2Constants } from "./http2-constants.ts";

export type Expiry =
  | { readonly kind: "exact" }
  /** Expired leases are pruned at some instant that is never more than a period ago. */
  | { readonly kind: "janitor"; readonly periodMicros: number };

export interface LeaseConstants {
  readonly expiry: Expiry;
  readonly leasesPerWorkerMax: number;
  readonly ttlDefaultSeconds: number;
  readonly ttlSecondsMax: number;
  readonly clientIdBytesMax: number;
  readonly levelMax: number;
  /** BIND-TAKEOVER: what a renewal does to a binding that is not known. */
  readonly takeover: "keeps" | "installs";
  /** STATUS-MASTER-LEASES: whether the master holds leases of its own or reports its floor. */
  readonly masterLeases: boolean;
  /** FRAME-OVERSIZE: how long a connection may stay open behind a prefix above the limit. */
  readonly closeMicrosMax: number;
  /** EVENT-PROMPT: how late an event may be: not at all on a virtual clock. */
  readonly eventMicrosMax: number;
  /** How late a reply may be that is due at an instant: nothing on a virtual clock. */
  readonly slackMicros: number;
  /** The most that a master adds to a request on its way to a worker: an id, a pid, a session. */
  readonly expansionBytesMax: number;
  readonly audit: AuditConstants;
  readonly access: AccessConstants;
  readonly metrics: MetricsConstants;
  readonly traffic: TrafficConstants;
  readonly http2: Http2Constants;
}

/** What a target calls its metrics. What it does not have cannot be judged by it. */
export interface MetricsConstants {
  readonly gatherTime: GatherTime | undefined;
  /** LABEL-FILTER: a gauge that is set when a back end is added, and carries its labels. */
  readonly backendGauge: string | undefined;
  /** LABEL-LEVEL-NOW: a counter of the records of the access log, with their labels. */
  readonly recordCounter: string | undefined;
}

/** METRICS-HISTOGRAM: how long each gather of the master took. */
export interface GatherTime {
  readonly name: string;
  /** It is recorded in whole units; the rest is dropped. */
  readonly microsPerUnit: number;
  /** The share of itself by which a recorded value may be off. */
  readonly precision: number;
}

/** How a target writes its audit trail. */
export interface AuditConstants {
  /** What each of its sinks is written in. */
  readonly formats: Readonly<Record<string, AuditFormatName>>;
  /** AUDIT-BOUNDS, in code points. */
  readonly clientIdPointsMax: number;
  readonly reasonPointsMax: number;
  /** What the wall clock of the target shows at the start of the run, in microseconds since 1970. */
  readonly wallStartMicros: number;
}

/** How a target writes its access log. */
export interface AccessConstants {
  readonly format: AccessFormatName;
  /** By how much the clock of its records may be off from that of the run. */
  readonly clocksApartMicros: number;
}

export const microsPerSecond = 1_000_000;

/** The defaults of the contract, with the elections of an implementation that expires exactly. */
export const defaultLeaseConstants: LeaseConstants = {
  expiry: { kind: "exact" },
  leasesPerWorkerMax: 64,
  ttlDefaultSeconds: 60,
  ttlSecondsMax: 300,
  clientIdBytesMax: 64,
  levelMax: 3,
  takeover: "keeps",
  masterLeases: true,
  closeMicrosMax: 1_000_000,
  eventMicrosMax: 0,
  audit: {
    formats: { audit: "kakehi-text", "audit-json": "kakehi-json" },
    clientIdPointsMax: 64,
    reasonPointsMax: 256,
    wallStartMicros: 1_704_067_200_000_000,
  },
  access: { format: "kakehi-json", clocksApartMicros: 0 },
  slackMicros: 0,
  expansionBytesMax: 256,
  metrics: {
    gatherTime: { name: "command.fan_out_time", microsPerUnit: 1000, precision: 0.01 },
    backendGauge: "backend.available",
    recordCounter: "access_logs.count",
  },
  traffic: defaultTrafficConstants,
  http2: defaultHttp2Constants,
};
