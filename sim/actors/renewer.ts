// A renewer: applies a lease, re-sends it every half ttl, and clears it when it is stopped in good
// order; one that crashes sends nothing more. Its journal labels the requests NAME:apply,
// NAME:renew-1, NAME:renew-2, …, NAME:clear. It never reconnects and does not look at replies.

import type { Host, Machine, Micros } from "../machine.ts";
import { framedRequest, leaseRequest } from "./lease-request.ts";
import type { LeaseRequestFields } from "./lease-request.ts";
import { Operator } from "./operator.ts";
import type { ClientOptions } from "./operator.ts";
import type { ProgramStep } from "./program.ts";

/** `whole-seconds` renews every max(ttl, 2)/2 seconds, cut to whole ones, as `sozu top` does. */
export type RenewPeriod = "exact" | "whole-seconds";

export interface RenewerOptions {
  readonly name: string;
  readonly clientId: string;
  readonly detail: number;
  readonly ttlSeconds: number;
  readonly startMicros: Micros;
  readonly stopMicros: Micros | undefined;
  readonly period: RenewPeriod;
}

export function createRenewer(host: Host, renewer: RenewerOptions, client: ClientOptions): Machine {
  return new Operator(host, renewerProgram(renewer), client);
}

export function renewPeriodMicros(ttlSeconds: number, period: RenewPeriod): Micros {
  return period === "exact"
    ? ttlSeconds * 500_000
    : Math.trunc(Math.max(ttlSeconds, 2) / 2) * 1_000_000;
}

/** Endless when nobody stops it. */
export function* renewerProgram(renewer: RenewerOptions): Generator<ProgramStep, void, undefined> {
  const { clientId, detail, ttlSeconds, startMicros, stopMicros } = renewer;
  const periodMicros = renewPeriodMicros(ttlSeconds, renewer.period);
  const apply = { clientId, detail, ttlSeconds };
  yield sending(startMicros, `${renewer.name}:apply`, apply);
  for (let renewal = 1; ; renewal += 1) {
    const at = startMicros + renewal * periodMicros;
    if (stopMicros !== undefined && at >= stopMicros) break;
    yield sending(at, `${renewer.name}:renew-${renewal}`, apply);
  }
  yield sending(stopMicros, `${renewer.name}:clear`, { clientId, clear: true });
}

function sending(at: Micros, step: string, fields: LeaseRequestFields): ProgramStep {
  const bytes = framedRequest(leaseRequest(fields));
  return {
    at,
    connection: "main",
    step,
    action: { kind: "send", bytes, requests: 1, requestId: undefined },
  };
}
