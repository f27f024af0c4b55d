// What the router is asked and what it says. A request is asked about once: every attempt to reach a
// back end works with the same decision, so nothing is ever done to a request twice (ROUTE-EDITS).

import type { Authority, HttpField } from "../../wire/index.ts";
import type { ClientPlaces } from "./access/client-places.ts";
import type { Answer } from "./answer.ts";
import type { Balancer } from "./balance/balancer.ts";
import type { HeaderEdit } from "./edit/header-edit.ts";
import type { Sticky } from "./edit/sticky.ts";

/** What belongs to the client's connection and not to one request. */
export interface Client {
  /** The address of its listener, as text. */
  readonly listener: string;
  readonly scheme: "http" | "https";
  /** Its own address without the port; IPv6 without brackets. */
  readonly peer: string;
  readonly places: ClientPlaces;
  /** Of the certificate it was shown; absent without TLS. */
  readonly certificateNames: readonly string[] | undefined;
}

export interface RouteQuery {
  readonly client: Client;
  /** Under which it stands in the access log. */
  readonly requestId: string;
  readonly method: string;
  readonly authority: Authority;
  /** With its query. */
  readonly path: string;
  /** End-to-end, in lower case, without Host. */
  readonly fields: readonly HttpField[];
}

/** What goes to the back end; the rest of the request stays as it is. */
export interface ForwardedRequest {
  readonly authority: Authority;
  readonly path: string;
  readonly fields: readonly HttpField[];
}

export interface Forward {
  readonly kind: "forward";
  readonly clusterId: string;
  readonly balancer: Balancer;
  readonly request: ForwardedRequest;
  readonly tags: Readonly<Record<string, string>>;
  /** Of a sticky cluster. */
  readonly sticky: Sticky | undefined;
  readonly responseEdits: readonly HeaderEdit[];
  /** Those that answers of our own carry too. */
  readonly transportEdits: readonly HeaderEdit[];
}

export interface Answered {
  readonly kind: "answer";
  readonly answer: Answer;
  /** Known from 429 and redirects of a cluster on; the record and its counters are the cluster's then. */
  readonly clusterId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** A counter of this refusal alone, beside those of its status. */
  readonly counter: string | undefined;
}

export type RouteDecision = Forward | Answered;
