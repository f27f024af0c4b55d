// What is remembered of one exchange for its access log. LOG-ATTRIBUTION: made anew for each, so that
// nothing of an earlier one on the same connection can show.

import type { Micros } from "../host.ts";
import type { Labels } from "../metrics/labels.ts";
import type { RequestInfo } from "./message.ts";

/** LOG-MESSAGE: how an exchange ended when nobody says more. */
export type Discriminator =
  | "client_timeout"
  | "client_timeout_during_response"
  | "backend_timeout"
  | "backend_response_timeout";

export class ExchangeRecord {
  /** When the first byte of the request was there. */
  startedAt: Micros | undefined;
  /** Microseconds since 1970, of the same instant. */
  startedWall = 0;
  requestId = "";
  /** As the client sent it, before anything was edited. */
  request: RequestInfo | undefined;
  /** What is known of a request whose head could not be read. */
  refused: Pick<RequestInfo, "method" | "version"> | undefined;
  cluster: string | undefined;
  backend: string | undefined;
  backendAddress: string | undefined;
  tags: readonly string[] = [];
  /** When the back end was given the request, and when its answer began. */
  sentAt: Micros | undefined;
  answeredAt: Micros | undefined;
  serverRoundTrip: Micros | undefined;
  /** Of the final answer that began to leave, or is about to. */
  status: number | undefined;
  reason: string | undefined;
  /** On the client's connection; the legs that face it add them up. */
  bytesIn = 0;
  bytesOut = 0;
  /** LOG-MESSAGE: what whoever ends the exchange says; it wins. */
  message: string | undefined;
  discriminator: Discriminator | undefined;
  isError = false;
  /** RETRY-SAFE: its connection had served another exchange when it was given this one. */
  isOnUsed = false;
  /** RETRY-SAFE: sent once more after a connection had gone stale. */
  isReplayed = false;
  /** RETRY-BOUND: the last attempt was a dial that took too long. */
  isDialLate = false;

  /** LABEL-FILTER: no back end without its cluster. */
  get labels(): Labels {
    if (this.cluster === undefined) return {};
    if (this.backend === undefined) return { cluster: this.cluster };
    return { cluster: this.cluster, backend: this.backend };
  }
}
