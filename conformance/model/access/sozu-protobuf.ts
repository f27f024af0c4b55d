// `sozu-protobuf`: the binary records of a Sōzu worker, each as hexadecimal digits. A field that is not there
// is absent; that an exchange ended with an error is told by the text format alone.
import { isFieldSet } from "@bufbuild/protobuf";
import {
  type AccessLog,
  AccessLogSchema,
  decodeAccessLog,
  formatUlid,
  HttpEndpointSchema,
  type SocketAddress,
  type Uint128,
} from "../../../wire/index.ts";
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
  const { field } = AccessLogSchema;
  const given = <T>(name: keyof typeof field, value: T): T | undefined =>
    isFieldSet(log, field[name]) ? value : undefined;
  return {
    isError: undefined,
    message: given("message", log.message),
    sessionId: idText(log.sessionId),
    requestId: idText(log.requestId),
    cluster: given("clusterId", log.clusterId),
    backend: given("backendId", log.backendId),
    sessionAddress: addressText(log.sessionAddress),
    backendAddress: addressText(log.backendAddress),
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
  const { field } = HttpEndpointSchema;
  const given = <T>(name: keyof typeof field, value: T): T | undefined =>
    http !== undefined && isFieldSet(http, field[name]) ? value : undefined;
  return {
    method: given("method", http?.method),
    authority: given("authority", http?.authority),
    path: given("path", http?.path),
    status: given("status", http?.status),
    reason: given("reason", http?.reason),
  };
}

/** Of an id the first half stands in `low`. */
function idText(id: Uint128 | undefined): string | undefined {
  return id && formatUlid((id.low << 64n) | id.high);
}

/** `host:port`; of IPv6 the groups in full. */
function addressText(address: SocketAddress | undefined): string | undefined {
  const inner = address?.ip?.inner;
  if (inner?.case === "v4") {
    const parts = [24, 16, 8, 0].map((shift) => (inner.value >>> shift) & 0xff);
    return `${parts.join(".")}:${address?.port ?? 0}`;
  }
  if (inner?.case !== "v6") return undefined;
  const bits = (inner.value.high << 64n) | inner.value.low;
  const groups = Array.from(
    { length: 8 },
    (_none, at) => (bits >> BigInt(112 - 16 * at)) & 0xffffn,
  );
  return `[${groups.map((group) => group.toString(16)).join(":")}]:${address?.port ?? 0}`;
}
