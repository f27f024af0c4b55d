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

  /** Each field by its own name, written out: a name that varies is looked up anew every time. */
  record(): AccessRecord | undefined {
    const { object } = this;
    const level = this.text(object["level"]);
    const nanos = this.text(object["start_time_ns"]);
    const record = {
      isError: level === "error",
      message: this.text(object["message"]),
      sessionId: this.text(object["session_id"]),
      requestId: this.text(object["request_id"]),
      cluster: this.text(object["cluster_id"]),
      backend: this.text(object["backend_id"]),
      sessionAddress: this.text(object["session_address"]),
      backendAddress: this.text(object["backend_address"]),
      protocol: this.text(object["protocol"]),
      method: this.text(object["method"]),
      authority: this.text(object["authority"]),
      path: this.text(object["path"]),
      status: this.number(object["status"]),
      reason: this.text(object["reason"]),
      tags: this.texts(object["tags"]),
      clientRttMicros: this.number(object["client_rtt"]),
      serverRttMicros: this.number(object["server_rtt"]),
      serviceMicros: this.number(object["service_time"]),
      responseMicros: this.number(object["response_time"]),
      requestMicros: this.number(object["request_time"]),
      // As a text it is no number that a double rounds.
      startWallMicros: nanos === undefined ? undefined : Number(nanos.slice(0, -3)),
      bytesIn: this.number(object["bytes_in"]),
      bytesOut: this.number(object["bytes_out"]),
      userAgent: this.text(object["user_agent"]),
      xRequestId: this.text(object["x_request_id"]),
      forwardedFor: this.text(object["xff_chain"]),
      tlsVersion: this.text(object["tls_version"]),
      tlsCipher: this.text(object["tls_cipher"]),
      tlsServerName: this.text(object["tls_sni"]),
      tlsAlpn: this.text(object["tls_alpn"]),
    };
    const isLevel = level === "error" || level === "info";
    return this.isOdd || !isLevel ? undefined : record;
  }

  private text(value: unknown): string | undefined {
    if (value === undefined || typeof value === "string") return value;
    this.isOdd = true;
    return undefined;
  }

  private number(value: unknown): number | undefined {
    if (value === undefined || typeof value === "number") return value;
    this.isOdd = true;
    return undefined;
  }

  private texts(value: unknown): readonly string[] {
    if (value === undefined) return [];
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
    this.isOdd = true;
    return [];
  }
}
