// `kakehi-json`: one object a line. A key that is missing is absent; one of another type than it should
// have makes the line no record.
import { isObject } from "../audit/columns.ts";
import type { AccessFormat } from "./format.ts";
import type { AccessRecord } from "./record.ts";

export const kakehiJson: AccessFormat = {
  read,
  timeouts: new Set([
    "client_timeout",
    "client_timeout_during_response",
    "backend_timeout",
    "backend_response_timeout",
  ]),
  roundingMicros: 0,
};

function read(line: string): AccessRecord | undefined {
  let object: unknown;
  try {
    object = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isObject(object) ? new Reading(object).record() : undefined;
}

/** Of one object; whatever is odd about it is remembered. */
class Reading {
  private readonly object: Readonly<Record<string, unknown>>;
  private isOdd = false;

  constructor(object: Readonly<Record<string, unknown>>) {
    this.object = object;
  }

  record(): AccessRecord | undefined {
    const level = this.text("level");
    const record = {
      isError: level === "error",
      message: this.text("message"),
      sessionId: this.text("session_id"),
      requestId: this.text("request_id"),
      cluster: this.text("cluster_id"),
      backend: this.text("backend_id"),
      sessionAddress: this.text("session_address"),
      backendAddress: this.text("backend_address"),
      protocol: this.text("protocol"),
      method: this.text("method"),
      authority: this.text("authority"),
      path: this.text("path"),
      status: this.number("status"),
      reason: this.text("reason"),
      tags: this.texts("tags"),
      ...this.amounts(),
      userAgent: this.text("user_agent"),
      xRequestId: this.text("x_request_id"),
      forwardedFor: this.text("xff_chain"),
      tlsVersion: this.text("tls_version"),
      tlsCipher: this.text("tls_cipher"),
      tlsServerName: this.text("tls_sni"),
      tlsAlpn: this.text("tls_alpn"),
    };
    const isLevel = level === "error" || level === "info";
    return this.isOdd || !isLevel ? undefined : record;
  }

  private amounts(): Pick<
    AccessRecord,
    | "clientRttMicros"
    | "serverRttMicros"
    | "serviceMicros"
    | "responseMicros"
    | "requestMicros"
    | "startWallMicros"
    | "bytesIn"
    | "bytesOut"
  > {
    const nanos = this.text("start_time_ns");
    return {
      clientRttMicros: this.number("client_rtt"),
      serverRttMicros: this.number("server_rtt"),
      serviceMicros: this.number("service_time"),
      responseMicros: this.number("response_time"),
      requestMicros: this.number("request_time"),
      // As a text it is no number that a double rounds.
      startWallMicros: nanos === undefined ? undefined : Number(nanos.slice(0, -3)),
      bytesIn: this.number("bytes_in"),
      bytesOut: this.number("bytes_out"),
    };
  }

  private text(name: string): string | undefined {
    const value = this.object[name];
    if (value === undefined || typeof value === "string") return value;
    this.isOdd = true;
    return undefined;
  }

  private number(name: string): number | undefined {
    const value = this.object[name];
    if (value === undefined || typeof value === "number") return value;
    this.isOdd = true;
    return undefined;
  }

  private texts(name: string): readonly string[] {
    const value = this.object[name];
    if (value === undefined) return [];
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
    this.isOdd = true;
    return [];
  }
}
