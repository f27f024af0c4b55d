// Heads and trailers in their common form as field blocks of HTTP/2 (RFC 9113 §8). What may not be in a
// block of HTTP/2 is the caller's misuse and throws: a list that is malformed on purpose is made with
// `FieldList.add`. What concerns one connection is not carried over.

import { WireMisuseError } from "../../misuse.ts";
import type { HttpField } from "../../http1/field.ts";
import { isHopByHop } from "../../message/hop-by-hop.ts";
import type { PortableRequest, PortableResponse } from "../../message/portable.ts";
import type { FieldList } from "../hpack/field-list.ts";
import { nameFault, valueFault } from "./field-syntax.ts";

/** Without an authority there is no `:authority` (§8.3.1), which is malformed for http and https. */
export function writeHttp2Request(request: PortableRequest, into: FieldList): void {
  const { method, scheme, authorityText, path, protocol } = request;
  into.clear();
  add(into, ":method", method);
  if (protocol !== undefined) add(into, ":protocol", protocol);
  if (method !== "CONNECT" || protocol !== undefined) {
    add(into, ":scheme", scheme);
    if (authorityText !== "") add(into, ":authority", authorityText);
    add(into, ":path", path);
  } else {
    add(into, ":authority", authorityText);
  }
  addRegular(into, request.fields, true);
}

export function writeHttp2Response(response: PortableResponse, into: FieldList): void {
  const { status } = response;
  // §8.6; an upgrade is not forwarded to HTTP/2 (H2-CONVERT).
  if (!Number.isInteger(status) || status < 100 || status > 599 || status === 101) {
    misused(":status", `${status}`);
  }
  into.clear();
  into.add(":status", String(status));
  addRegular(into, response.fields, false);
}

export function writeHttp2Trailers(fields: readonly HttpField[], into: FieldList): void {
  into.clear();
  addRegular(into, fields, false);
}

function addRegular(into: FieldList, fields: readonly HttpField[], isRequest: boolean): void {
  for (const field of fields) {
    const { name, value } = field;
    if (nameFault(name) !== undefined) misused("a name of HTTP/2", name);
    // The one exception of §8.2.2.
    const isTe = isRequest && name === "te" && value.toLowerCase() === "trailers";
    if (isHopByHop(name) && !isTe) continue;
    add(into, name, value, field.isNeverIndexed === true);
  }
}

function add(into: FieldList, name: string, value: string, isNeverIndexed = false): void {
  if (valueFault(value) !== undefined) misused(`a value of ${name}`, value);
  into.add(name, value, isNeverIndexed);
}

function misused(what: string, text: string): never {
  throw new WireMisuseError("http2-field", `${JSON.stringify(text)} cannot be written as ${what}`);
}
