// The request of the lease verb, encoded and framed: what is left out of the fields is left out of
// the wire. It checks nothing, so that wrong values can be sent.

import { blankSetMetricDetail, encodeRequest, frameOf } from "../../wire/index.ts";
import type { Request } from "../../wire/index.ts";

export interface LeaseRequestFields {
  readonly clientId?: string | undefined;
  readonly detail?: number | undefined;
  readonly ttlSeconds?: number | undefined;
  readonly clear?: boolean | undefined;
  readonly reason?: string | undefined;
  readonly peerPid?: number | undefined;
  readonly peerSession?: string | undefined;
}

export function leaseRequest(fields: LeaseRequestFields): Request {
  const value = blankSetMetricDetail();
  if (fields.clientId !== undefined) value.clientId = fields.clientId;
  // The enumeration is open: a number outside its names is a value that a peer can send.
  if (fields.detail !== undefined) Object.assign(value, { detail: fields.detail });
  if (fields.ttlSeconds !== undefined) value.ttlSeconds = fields.ttlSeconds;
  if (fields.clear !== undefined) value.clear = fields.clear;
  if (fields.reason !== undefined) value.reason = fields.reason;
  if (fields.peerPid !== undefined) value.peerPid = fields.peerPid;
  if (fields.peerSession !== undefined) value.peerSessionUlid = fields.peerSession;
  const requestType = { case: "setMetricDetail", value } as const;
  return { $typeName: "kakehi.command.Request", requestType };
}

export function framedRequest(request: Request): Uint8Array {
  return frameOf(encodeRequest(request));
}
