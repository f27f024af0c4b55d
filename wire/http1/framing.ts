// How long the body of a message is: RFC 9112 §6.3 as two pure functions of a few facts. They read no
// bytes and no field; the facts come from field-facts.ts.

import type { LengthFact } from "./content-length.ts";
import type { Http1FaultKind } from "./fault.ts";
import type { Tolerance } from "./limits.ts";

export type Framing =
  | { readonly kind: "none" }
  /** An interim answer (H1-INTERIM): the same exchange goes on with another head. */
  | { readonly kind: "interim" }
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "close" }
  /** There are no more messages in this direction, only bytes. */
  | { readonly kind: "tunnel" };

/** All Transfer-Encoding lines together; `unknown` is chunked at the end of other codings. */
export type CodingFact = "chunked" | "invalid" | "not-final" | "unknown" | undefined;

export interface RequestFacts {
  readonly method: string;
  readonly minor: 0 | 1;
  readonly length: LengthFact;
  readonly coding: CodingFact;
}

export interface ResponseFacts {
  /** Of the request. */
  readonly method: string;
  readonly isUpgradeAsked: boolean;
  readonly status: number;
  readonly minor: 0 | 1;
  readonly length: LengthFact;
  readonly coding: CodingFact;
}

const none: Framing = { kind: "none" };
const interim: Framing = { kind: "interim" };
const chunked: Framing = { kind: "chunked" };
const close: Framing = { kind: "close" };
const tunnel: Framing = { kind: "tunnel" };

export function requestFraming(
  facts: RequestFacts,
  tolerance: Tolerance,
): Framing | Http1FaultKind {
  const declared = declaredFraming(facts, tolerance) ?? none;
  if (facts.method !== "CONNECT" || typeof declared === "string") return declared;
  return isEmpty(declared) ? declared : "connect-with-body";
}

export function responseFraming(
  facts: ResponseFacts,
  tolerance: Tolerance,
): Framing | Http1FaultKind {
  const { method, status } = facts;
  // H1-UPGRADE: only when the client asked.
  if (status === 101) return facts.isUpgradeAsked ? tunnel : "upgrade-unasked";
  if (status < 200) return interim;
  // BODY-NONE: "regardless of the header fields present in the message".
  if (method === "HEAD" || status === 204 || status === 304) return none;
  if (method === "CONNECT" && status < 300) return tunnel;
  return declaredFraming(facts, tolerance) ?? close;
}

/** What the fields say; undefined when they say nothing. */
function declaredFraming(
  facts: { readonly minor: 0 | 1; readonly length: LengthFact; readonly coding: CodingFact },
  tolerance: Tolerance,
): Framing | Http1FaultKind | undefined {
  const { coding, length } = facts;
  if (coding !== undefined) {
    if (facts.minor === 0) return "coding-in-http10";
    if (coding !== "chunked") return codingFaults[coding];
    return length === undefined || tolerance === "normalise" ? chunked : "length-and-coding";
  }
  if (length === "invalid") return "length-invalid";
  if (length === "differing") return "length-differing";
  return length === undefined ? undefined : { kind: "length", bytes: length };
}

const codingFaults = {
  invalid: "coding-invalid",
  "not-final": "coding-not-final",
  unknown: "coding-unknown",
} as const satisfies Record<string, Http1FaultKind>;

function isEmpty(framing: Framing): boolean {
  return framing.kind === "none" || (framing.kind === "length" && framing.bytes === 0);
}
