// What can be wrong with what a peer sent, and the status that tells a client so. These are results,
// not errors. A faulty answer is always a 502 for whoever asked a proxy for it.

const requestStatus = {
  /** The request line does not have the three parts of RFC 9112 §3. */
  "request-line": 400,
  method: 400,
  /** Longer than any method that is implemented (RFC 9112 §3). */
  "method-too-long": 501,
  target: 400,
  "target-too-long": 414,
  /** Not HTTP/1. */
  version: 505,
  "status-line": 502,
  nul: 400,
  "bare-cr": 400,
  "bare-lf": 400,
  "obs-fold": 400,
  "space-before-colon": 400,
  "colon-missing": 400,
  "field-name-empty": 400,
  "field-name": 400,
  "field-value": 400,
  "head-too-large": 431,
  "too-many-fields": 431,
  "host-missing": 400,
  "host-repeated": 400,
  "host-invalid": 400,
  "length-invalid": 400,
  "length-differing": 400,
  "coding-invalid": 400,
  /** chunked is not the last coding, so nobody knows where the body ends. */
  "coding-not-final": 400,
  "coding-unknown": 501,
  /** HTTP/1.0 knows no Transfer-Encoding (RFC 9112 §6.1). */
  "coding-in-http10": 400,
  "length-and-coding": 400,
  /** CONNECT has no content; what follows it belongs to the tunnel. */
  "connect-with-body": 400,
  "chunk-size": 400,
  "chunk-extension": 400,
  "chunk-extensions-too-large": 400,
  /** The bytes behind a chunk are not CRLF: its size was not its size. */
  "chunk-end": 400,
  "trailers-too-large": 431,
  /** The peer ended in the middle of a message. */
  truncated: 400,
  /** 101 to somebody who did not ask. */
  "upgrade-unasked": 502,
  /** Bytes of an answer that came before the request for it was sent. */
  unsolicited: 502,
} as const;

export type Http1FaultKind = keyof typeof requestStatus;

export interface Http1Fault {
  readonly kind: Http1FaultKind;
  /** What a server answers. There is nobody to answer when the peer has gone. */
  readonly status: number;
  /** Bytes of the connection up to the one that was refused. */
  readonly at: number;
  /** The refused head began as a HEAD request does: its answer has no content (RFC 9110 §9.3.2). */
  readonly isToHead?: true;
}

export function requestFault(kind: Http1FaultKind, at: number): Http1Fault {
  return { kind, status: requestStatus[kind], at };
}

export function responseFault(kind: Http1FaultKind, at: number): Http1Fault {
  return { kind, status: 502, at };
}
