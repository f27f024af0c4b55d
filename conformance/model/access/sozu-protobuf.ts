// `sozu-protobuf`: the binary records of a Sōzu worker, each as hexadecimal digits. A field that is not there
// is absent; that an exchange ended with an error is told by the text format alone.
import { type DescField, isFieldSet, type Message } from "@bufbuild/protobuf";
import {
  type AccessLog,
  AccessLogSchema,
  decodeAccessLog,
  formatUlid,
  HttpEndpointSchema,
  type Uint128,
} from "../../../wire/index.ts";
import { addressText } from "../address-text.ts";
import type { AccessFormat } from "./format.ts";
import { kakehiJson } from "./kakehi-json.ts";
import type { AccessRecord } from "./record.ts";

export const sozuProtobuf: AccessFormat = {
  read,
  timeouts: kakehiJson.timeouts,
  roundingMicros: 1,
};

function read(line: string): AccessRecord | undefined {
  const log = decodeAccessLog(Buffer.from(line, "hex"));
  if (log === undefined) return undefined;
  const given = givenIn(log, AccessLogSchema);
  return {
    isError: undefined,
    message: given("message", log.message),
    sessionId: idText(log.sessionId),
    requestId: idText(log.requestId),
    cluster: given("clusterId", log.clusterId),
    backend: given("backendId", log.backendId),
    sessionAddress: log.sessionAddress && addressText(log.sessionAddress),
    backendAddress: log.backendAddress && addressText(log.backendAddress),
    protocol: given("protocol", log.protocol),
    ...endpointOf(log),
    tags: Object.entries(log.tags).map(([name, value]) => `${name}=${value}`),
    clientRttMicros: given("clientRtt", Number(log.clientRtt)),
    serverRttMicros: given("serverRtt", Number(log.serverRtt)),
    serviceMicros: given("serviceTime", Number(log.serviceTime)),
    responseMicros: given("responseTime", Number(log.responseTime)),
    requestMicros: given("requestTime", Number(log.requestTime)),
    startWallMicros: given("startTime", Number((log.startTime?.low ?? 0n) / 1_000n)),
    bytesIn: given("bytesIn", Number(log.bytesIn)),
    bytesOut: given("bytesOut", Number(log.bytesOut)),
    userAgent: given("userAgent", log.userAgent),
    xRequestId: given("xRequestId", log.xRequestId),
    forwardedFor: given("xffChain", log.xffChain),
    tlsVersion: given("tlsVersion", log.tlsVersion),
    // The library behind it names the ciphers of TLS 1.3 in a way of its own.
    tlsCipher: given("tlsCipher", log.tlsCipher.replace(/^TLS13_/u, "TLS_")),
    tlsServerName: given("tlsSni", log.tlsSni),
    tlsAlpn: given("tlsAlpn", log.tlsAlpn),
  };
}

function endpointOf({
  endpoint,
}: AccessLog): Pick<AccessRecord, "method" | "authority" | "path" | "status" | "reason"> {
  const http = endpoint?.inner.case === "http" ? endpoint.inner.value : undefined;
  const given = givenIn(http, HttpEndpointSchema);
  return {
    method: given("method", http?.method),
    authority: given("authority", http?.authority),
    path: given("path", http?.path),
    status: given("status", http?.status),
    reason: given("reason", http?.reason),
  };
}

/** What a field that is there says. */
function givenIn<Name extends string>(
  message: Message | undefined,
  { field }: { readonly field: Readonly<Record<Name, DescField>> },
) {
  return <T>(name: Name, value: T): T | undefined =>
    message !== undefined && isFieldSet(message, field[name]) ? value : undefined;
}

/** Of an id the first half stands in `low`. */
function idText(id: Uint128 | undefined): string | undefined {
  return id && formatUlid((id.low << 64n) | id.high);
}
