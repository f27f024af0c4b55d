// One exchange as one line of the access log: a JSON object, absent where something is not known
// (LOG-ATTRIBUTION). It counts nothing and writes nothing.

import type { Address, Micros } from "../host.ts";
import type { ClientFacts } from "../routing/router.ts";
import { jsonKeys, jsonLine } from "./json-line.ts";
import type { ExchangeRecord } from "./record.ts";

export interface AccessFacts {
  readonly client: ClientFacts;
  readonly sessionId: string;
  /** Of the client's socket; never the back end's (LOG-RTT). */
  readonly clientRoundTrip: Micros | undefined;
}

/** Of one exchange, in microseconds. */
export interface AccessTimes {
  readonly request: Micros;
  readonly service: Micros;
  /** Only with a back end's answer. */
  readonly response: Micros | undefined;
}

const columns = jsonKeys([
  "level",
  "message",
  "session_id",
  "request_id",
  "cluster_id",
  "backend_id",
  "session_address",
  "backend_address",
  "protocol",
  "method",
  "authority",
  "path",
  "status",
  "reason",
  "tags",
  "client_rtt",
  "server_rtt",
  "service_time",
  "response_time",
  "request_time",
  "start_time_ns",
  "bytes_in",
  "bytes_out",
  "user_agent",
  "x_request_id",
  "xff_chain",
  "tls_version",
  "tls_cipher",
  "tls_sni",
  "tls_alpn",
]);

/** LOG-TIMES: 0 <= service <= request; what the back end took is not our service. */
export function timesOf(now: Micros, record: ExchangeRecord): AccessTimes {
  const { startedAt = now, sentAt, answeredAt } = record;
  const request = Math.max(0, now - startedAt);
  const answered = sentAt !== undefined && answeredAt !== undefined;
  const response = answered ? Math.max(0, answeredAt - sentAt) : undefined;
  return { request, response, service: Math.max(0, request - (response ?? 0)) };
}

export function accessLine(facts: AccessFacts, record: ExchangeRecord, times: AccessTimes): string {
  const { client, sessionId } = facts;
  const { request, tags } = record;
  const { tls } = client;
  return jsonLine(columns, {
    level: record.isError ? "error" : "info",
    message: record.message ?? record.discriminator,
    session_id: sessionId,
    request_id: record.requestId,
    cluster_id: record.cluster,
    backend_id: record.backend,
    session_address: addressText(client.remote),
    backend_address: record.backendAddress,
    // LOG-PROTOCOL: of the listener, not the version of HTTP.
    protocol: client.scheme,
    method: request?.method,
    authority: request?.authorityText,
    path: request?.path,
    status: record.status,
    reason: record.reason,
    tags: tags.length > 0 ? tags : undefined,
    client_rtt: facts.clientRoundTrip,
    server_rtt: record.serverRoundTrip,
    service_time: times.service,
    response_time: times.response,
    request_time: times.request,
    start_time_ns: `${record.startedWall}000`,
    bytes_in: record.bytesIn,
    bytes_out: record.bytesOut,
    user_agent: fieldOf(record, "user-agent"),
    x_request_id: fieldOf(record, "x-request-id"),
    xff_chain: fieldOf(record, "x-forwarded-for"),
    tls_version: tls?.version,
    tls_cipher: tls?.cipher,
    tls_sni: tls?.serverName,
    tls_alpn: tls?.alpn,
  });
}

function fieldOf({ request }: ExchangeRecord, name: string): string | undefined {
  if (request === undefined) return undefined;
  let text: string | undefined;
  for (const field of request.fields) {
    if (field.name === name) text = text === undefined ? field.value : `${text}, ${field.value}`;
  }
  return text;
}

function addressText(address: Address): string {
  switch (address.kind) {
    case "inet":
      return `${address.host}:${address.port}`;
    case "unix":
      return address.path;
    case "node":
      return address.node;
  }
}
