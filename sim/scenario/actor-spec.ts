// Who takes part in a scenario. Each actor is a process of its own on a node that bears its name;
// what an operator and a scripted master do stands in the scenario's steps, the others run by
// themselves from the data given here.

import type { ClientSpec, OriginSpec } from "../actors/http/spec.ts";
import type { RogueAct } from "../actors/rogue.ts";
import type { Micros } from "../machine.ts";
import type { DetailName } from "./detail.ts";

/** Who the host says the process is. Left out: pid by order of the actors from 1001, uid and gid 1000. */
interface ProcessSpec {
  readonly pid?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** The name of the process; a client chooses it. */
  readonly comm?: string;
}

/** Does what the steps say, on as many named connections as they name. */
interface OperatorSpec extends ProcessSpec {
  readonly kind: "operator";
}

/** Applies a lease at a start and re-sends it every half ttl until it is stopped or crashes. */
interface RenewerSpec extends ProcessSpec {
  readonly kind: "renewer";
  readonly clientId: string;
  readonly detail: DetailName;
  readonly ttlSeconds: number;
  readonly startMicros: Micros;
  /** The orderly stop, which clears the lease. Absent: it never stops. */
  readonly stopMicros?: Micros;
  /** `exact` is ttl/2 to the microsecond, `whole-seconds` is max(ttl, 2)/2 cut to seconds. */
  readonly period?: "exact" | "whole-seconds";
}

/** Subscribes at a start and keeps every event. */
interface SubscriberSpec extends ProcessSpec {
  readonly kind: "subscriber";
  readonly startMicros: Micros;
}

/** Listens for datagrams and keeps their lines. */
interface StatsdSinkSpec extends ProcessSpec {
  readonly kind: "statsd-sink";
  readonly host: string;
  readonly port: number;
}

/** Misbehaves on a new connection every so often, through the repertoire in order. */
interface RogueSpec extends ProcessSpec {
  readonly kind: "rogue";
  readonly startMicros: Micros;
  readonly everyMicros: Micros;
  readonly times: number;
  readonly repertoire: readonly RogueAct[];
}

/** Asks what the steps say, on as many named connections as they name. */
interface HttpClientSpec extends ProcessSpec, ClientSpec {
  readonly kind: "http-client";
}

/** Listens where a back end would, and answers as it is told here. */
interface HttpOriginSpec extends ProcessSpec, OriginSpec {
  readonly kind: "http-origin";
}

/** Stands where the master would: starts the workers and sends them what the steps say. */
interface ScriptedMasterSpec {
  readonly kind: "scripted-master";
}

export type ActorSpec =
  | OperatorSpec
  | RenewerSpec
  | SubscriberSpec
  | StatsdSinkSpec
  | RogueSpec
  | ScriptedMasterSpec
  | HttpClientSpec
  | HttpOriginSpec;
