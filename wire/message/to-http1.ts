// Heads in their common form as HTTP/1.1 sends them: one Host first, one framing that says what follows.
// Options of the connection are the sender's business, all but an upgrade that was passed on on purpose.

import { WireMisuseError } from "../misuse.ts";
import type { RequestLine, StatusLine } from "../http1/encoder.ts";
import type { HttpField } from "../http1/field.ts";
import type { Framing } from "../http1/framing.ts";
import { isHopByHop } from "./hop-by-hop.ts";
import type { Content, PortableRequest, PortableResponse } from "./portable.ts";

export interface Http1Request {
  readonly line: RequestLine;
  readonly fields: readonly HttpField[];
  /** How the content has to be written. */
  readonly framing: Framing;
}

export interface Http1Response {
  readonly line: StatusLine;
  readonly fields: readonly HttpField[];
  /** `close`: the reader knows no chunks, so the end of the connection is the end of the content. */
  readonly framing: Framing;
}

/** Whom an answer is for. */
export interface Http1Asker {
  readonly method: string;
  readonly minor: 0 | 1;
}

const none: Framing = { kind: "none" };
const interim: Framing = { kind: "interim" };
const chunked: Framing = { kind: "chunked" };
const close: Framing = { kind: "close" };
const tunnel: Framing = { kind: "tunnel" };

/** Of these it is worth saying that there is no content (RFC 9110 §8.6). */
const contentMethods: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/** Extended CONNECT has no counterpart: whoever elects it answers it, or asks for an upgrade instead. */
export function requestToHttp1(request: PortableRequest): Http1Request {
  const { method, authorityText, content, upgrade } = request;
  if (request.protocol !== undefined) {
    throw new WireMisuseError("http1-text", "extended CONNECT cannot be written as HTTP/1.1");
  }
  const isConnect = method === "CONNECT";
  const fields: HttpField[] = [];
  // "Host SHOULD be the first field"; it is there even where it is empty (RFC 9112 §3.2).
  fields.push({ name: "host", value: authorityText });
  const length = askedLength(method, content);
  const hasLength = addFields(fields, request.fields, length !== undefined);
  if (upgrade !== undefined) addUpgrade(fields, upgrade);
  if (length !== undefined && !hasLength) fields.push(lengthField(length));
  const framing: Framing = length === undefined ? requestFraming(content) : lengthFraming(length);
  if (framing.kind === "chunked") fields.push(codingField);
  return { line: { method, target: isConnect ? authorityText : request.path }, fields, framing };
}

function askedLength(method: string, content: Content): number | undefined {
  if (typeof content === "number") return content;
  return content === "none" && contentMethods.has(method) ? 0 : undefined;
}

export function responseToHttp1(response: PortableResponse, asker: Http1Asker): Http1Response {
  const { status, reason, upgrade } = response;
  const framing = responseFraming(response, asker);
  const length = statedLength(response, framing);
  const fields: HttpField[] = [];
  const hasLength = addFields(fields, response.fields, length !== "never");
  if (upgrade !== undefined) addUpgrade(fields, upgrade);
  if (typeof length === "number" && !hasLength) fields.push(lengthField(length));
  if (framing.kind === "chunked") fields.push(codingField);
  return { line: { status, reason }, fields, framing };
}

/** The Content-Length that has to be there, or whether one that is there may stay. */
function statedLength({ status }: PortableResponse, framing: Framing): number | "kept" | "never" {
  if (framing.kind === "length") return framing.bytes;
  return framing.kind === "none" && status !== 204 ? "kept" : "never";
}

/** BODY-NONE. Elsewhere a reader would wait for the end of the connection, were it not told. */
function isBodiless({ status }: PortableResponse, { method }: Http1Asker): boolean {
  return method === "HEAD" || status === 204 || status === 304;
}

function requestFraming(content: Content): Framing {
  // What follows CONNECT is a tunnel's once it is answered; the request itself has nothing.
  return content === "open" ? chunked : none;
}

function lengthFraming(bytes: number): Framing {
  return { kind: "length", bytes };
}

function responseFraming(response: PortableResponse, asker: Http1Asker): Framing {
  const { content } = response;
  if (response.isInterim) return interim;
  if (content === "tunnel") return tunnel;
  if (isBodiless(response, asker)) return none;
  if (content === "none") return lengthFraming(0);
  if (typeof content === "number") return lengthFraming(content);
  return asker.minor === 1 ? chunked : close;
}

const codingField: HttpField = { name: "transfer-encoding", value: "chunked" };

function lengthField(bytes: number): HttpField {
  return { name: "content-length", value: String(bytes) };
}

/** RFC 9110 §7.8: "MUST also send an "Upgrade" connection option". */
function addUpgrade(into: HttpField[], upgrade: string): void {
  into.push({ name: "connection", value: "upgrade" }, { name: "upgrade", value: upgrade });
}

/** Whether a Content-Length was among them. */
function addFields(
  into: HttpField[],
  fields: readonly HttpField[],
  isLengthKept: boolean,
): boolean {
  let hasLength = false;
  for (const field of fields) {
    if (isHopByHop(field.name)) continue;
    if (field.name === "content-length") {
      if (!isLengthKept) continue;
      hasLength = true;
    }
    into.push(field);
  }
  return hasLength;
}
