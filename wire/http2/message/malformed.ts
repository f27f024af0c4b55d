// What makes a message of HTTP/2 malformed (RFC 9113 §8), rule by rule with its section. It is a stream
// error PROTOCOL_ERROR (§8.1.1), a result and never a throw; what a server may answer first is not
// decided here.

import { ErrorCode } from "../frame-type.ts";

const sections = {
  /** The block before the content is a head, so DATA cannot come first. */
  "data-before-head": "8.1",
  /** "HEADERS frame with the END_STREAM flag set that carries an informational status code" */
  "interim-ends-stream": "8.1",
  /** "HEADERS frame without the END_STREAM flag set after [...] a final [...] status code" */
  "trailers-without-end": "8.1",
  "pseudo-in-trailers": "8.1",
  /** No number, or several that differ. */
  "content-length-invalid": "8.1.1",
  /** DATA that is more, or ends with less, than what was declared. */
  "content-length-exceeded": "8.1.1",
  "content-length-short": "8.1.1",
  /** Content of an answer that has none: to HEAD, 204, 304 (RFC 9110 §6.4.1). */
  "content-unexpected": "8.1.1",
  /** Empty, or not a token. */
  "field-name": "8.2.1",
  "field-name-case": "8.2.1",
  /** NUL, CR, LF, or another control that no version of HTTP has in a value. */
  "field-value": "8.2.1",
  "field-value-padded": "8.2.1",
  "connection-field": "8.2.2",
  /** Anything but `trailers`, or an answer that has it. */
  te: "8.2.2",
  "pseudo-unknown": "8.3",
  /** One of an answer in a request, and the reverse. */
  "pseudo-misplaced": "8.3",
  "pseudo-repeated": "8.3",
  "pseudo-late": "8.3",
  "pseudo-missing": "8.3.1",
  /** Not a token. */
  method: "8.3.1",
  scheme: "8.3.1",
  /** Empty, not from the root, or with what no target may have. */
  path: "8.3.1",
  /** Empty, with user information, or otherwise nobody. */
  authority: "8.3.1",
  "authority-missing": "8.3.1",
  "host-repeated": "8.3.1",
  "host-invalid": "8.3.1",
  /** "a Host header field that identifies an entity that differs" */
  "host-differing": "8.3.1",
  status: "8.3.2",
  /** ":scheme" and ":path" of CONNECT "MUST be omitted". */
  "connect-pseudo": "8.5",
  /** Not a host and a port. */
  "connect-authority": "8.5",
  /** "HTTP/2 removes support for the 101 (Switching Protocols)" */
  "status-101": "8.6",
  /** RFC 8441 §4: `:protocol` with another method, or not a token. */
  protocol: "RFC 8441 4",
  /** RFC 8441 §3: the peer was not told that it may. */
  "protocol-not-elected": "RFC 8441 3",
} as const;

export type MalformedRule = keyof typeof sections;

export interface Malformed {
  readonly kind: "malformed";
  readonly rule: MalformedRule;
  /** Of RFC 9113, unless another is named. */
  readonly section: string;
  /** Of the stream. */
  readonly code: number;
}

export const malformedRules: readonly MalformedRule[] = Object.keys(sections).filter(isRule);

export function malformed(rule: MalformedRule): Malformed {
  return { kind: "malformed", rule, section: sections[rule], code: ErrorCode.protocolError };
}

function isRule(name: string): name is MalformedRule {
  return name in sections;
}
