// Heads that were read from HTTP/1 in their common form: without Host, without the fields of the
// connection and those that Connection names (H2-CONVERT). The parser has refused or put in order what
// is not HTTP, folds and line breaks in values included.

import type { HttpField } from "../http1/field.ts";
import type { Framing } from "../http1/framing.ts";
import type { RequestHead, ResponseHead } from "../http1/head.ts";
import { isHopByHop } from "./hop-by-hop.ts";
import type { Content, PortableRequest, PortableResponse } from "./portable.ts";

/** The scheme is that of the connection; an absolute target has its own. */
export function requestFromHttp1(head: RequestHead, scheme: string): PortableRequest {
  const { method, fields, connection } = head;
  const isConnect = method === "CONNECT";
  const kept = endToEnd(fields, connection, true);
  const isForwarded = ({ name }: HttpField): boolean =>
    // "MUST ignore that expectation" of an HTTP/1.0 request: nobody behind it may see it either.
    !(isConnect && name === "content-length") && !(head.minor === 0 && name === "expect");
  return {
    kind: "request",
    method,
    scheme: isConnect ? "" : schemeOf(head, scheme),
    authority: head.authority,
    authorityText: authorityTextOf(head),
    path: head.path,
    protocol: undefined,
    isContinueExpected: head.isContinueExpected,
    fields: isConnect || head.minor === 0 ? kept.filter(isForwarded) : kept,
    content: isConnect ? "tunnel" : contentOf(head.framing),
    upgrade: head.isUpgradeAsked ? upgradeOf(fields) : undefined,
  };
}

export function responseFromHttp1(head: ResponseHead): PortableResponse {
  const { status, reason, fields, framing } = head;
  return {
    kind: "response",
    status,
    isInterim: framing.kind === "interim",
    reason,
    fields: endToEnd(fields, head.connection, false),
    content: contentOf(framing),
    upgrade: status === 101 ? upgradeOf(fields) : undefined,
  };
}

function contentOf(framing: Framing): Content {
  switch (framing.kind) {
    case "none":
    case "interim":
      return "none";
    case "length":
      return framing.bytes;
    case "chunked":
    case "close":
      return "open";
    case "tunnel":
      return "tunnel";
  }
}

function endToEnd(
  fields: readonly HttpField[],
  connection: readonly string[],
  isRequest: boolean,
): readonly HttpField[] {
  const kept: HttpField[] = [];
  for (const field of fields) {
    const { name } = field;
    if (isRequest && name === "host") continue;
    if (!isHopByHop(name) && !isNominated(name, connection)) kept.push(field);
  }
  return kept;
}

function isNominated(name: string, connection: readonly string[]): boolean {
  // Who names the length of the content means no option: without it the next reader sees another one.
  return connection.length > 0 && connection.includes(name) && name !== "content-length";
}

function schemeOf(head: RequestHead, scheme: string): string {
  if (head.form !== "absolute") return scheme;
  return head.target.slice(0, head.target.indexOf(":")).toLowerCase();
}

/** "the proxy MUST ignore the received Host header field (if any)" of an absolute target. */
function authorityTextOf(head: RequestHead): string {
  switch (head.form) {
    case "origin":
    case "asterisk":
      return head.fields.find(({ name }) => name === "host")?.value ?? "";
    case "authority":
      return head.target;
    case "absolute": {
      const rest = head.target.slice(head.target.indexOf("//") + 2);
      const end = rest.search(/[/?]/);
      return end < 0 ? rest : rest.slice(0, end);
    }
  }
}

/** Lines of a list are one list, and an empty one adds nothing to it (RFC 9110 §5.6.1). */
function upgradeOf(fields: readonly HttpField[]): string {
  const lines = fields.filter(({ name, value }) => name === "upgrade" && value !== "");
  return lines.map(({ value }) => value).join(", ");
}
