// What the mux asks of routing: where a request goes, to which back end, and what it is answered when
// it goes nowhere. The rules behind the answers are elsewhere.

import type { HttpField } from "../../wire/index.ts";
import type { Address, ConnId, Micros, TlsFacts } from "../host.ts";
import type { RequestInfo, ResponseInfo } from "../mux/message.ts";

/** Who asks, and through which listener. */
export interface ClientFacts {
  /** Of its connection. */
  readonly conn: ConnId;
  /** Its listener, as text. */
  readonly listener: string;
  readonly scheme: "http" | "https";
  readonly local: Address;
  readonly remote: Address;
  readonly tls: TlsFacts | undefined;
}

/** An answer of our own; never longer than a buffer. */
export interface OwnAnswer {
  readonly status: number;
  readonly fields: readonly HttpField[];
  readonly body: Uint8Array;
  /** A client that speaks HTTP/1 is left after it. */
  readonly closes: boolean;
}

export interface ForwardDecision {
  readonly kind: "forward";
  readonly cluster: string;
  /** ROUTE-EDITS: as it is to be sent, however many attempts it takes. */
  readonly request: RequestInfo;
  /** The back end the client is bound to, where it says so. */
  readonly sticky: string | undefined;
  readonly protocol: "http1" | "http2";
  /** `name=value`, for the access log. */
  readonly tags: readonly string[];
  /** Edits of the answer; opaque to the mux, which hands them back. */
  readonly edits?: unknown;
}

export interface AnswerDecision {
  readonly kind: "answer";
  readonly answer: OwnAnswer;
  /** Where it is known. */
  readonly cluster: string | undefined;
  readonly tags: readonly string[];
  /** The counter of this kind of answer, `http.404.errors` and the like. */
  readonly counter: string;
  /** What else was noticed on the way, `http.failed_backend_matching` and the like. */
  readonly notices?: readonly string[];
}

export interface Asked {
  readonly request: RequestInfo;
  /** Under which it stands in the access log. */
  readonly requestId: string;
}

export type RouteDecision = ForwardDecision | AnswerDecision;

export interface Router {
  /** Once for each request: the same decision serves every attempt. */
  route(now: Micros, asked: Asked, client: ClientFacts): RouteDecision;
  /** An answer of the mux itself: 400, 408, 431, 502, 503, 504. */
  answer(status: number, client: ClientFacts, cluster: string | undefined): OwnAnswer;
  /** Before the head of a back end's final answer goes to the client. */
  answered(decision: ForwardDecision, backend: BackendChoice, response: ResponseInfo): ResponseInfo;
  /** ROUTE-429: the client's connection is gone, its places are free. */
  left(client: Pick<ClientFacts, "conn">): void;
}

export interface BackendChoice {
  readonly cluster: string;
  readonly id: string;
  readonly address: Address;
  /** As text. */
  readonly addressText: string;
}

/** Chooses back ends and is told how they do. */
export interface Balancer {
  /** Undefined: none is usable now (ROUTE-503). */
  pick(now: Micros, decision: ForwardDecision): BackendChoice | undefined;
  /** CONFIG-REMOVE: whether a connection that stands may take another request of this kind. */
  isUsable(choice: BackendChoice, decision: ForwardDecision): boolean;
  /** A dial began and the connection ended: each one once. */
  opened(choice: BackendChoice): void;
  closed(choice: BackendChoice): void;
  /** A request was attached to a connection and detached from it: each one once. */
  began(choice: BackendChoice): void;
  ended(choice: BackendChoice): void;
  /** RETRY-BACKOFF: refused, reset before it was used, or not connected in time. */
  failed(now: Micros, choice: BackendChoice): void;
  succeeded(now: Micros, choice: BackendChoice): void;
}
