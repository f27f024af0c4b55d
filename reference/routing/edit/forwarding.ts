// The fields by which a back end learns whom the proxy speaks for: appended to what the client sent,
// never instead of it. Whether the client's own are to be believed is the back end's to decide.

import type { HttpField } from "../../../wire/index.ts";

export interface Forwarding {
  /** The client's address without its port; IPv6 without brackets. */
  readonly peer: string;
  readonly scheme: "http" | "https";
  /** Of the listener, or its public one. */
  readonly port: number;
  /** For a request that brought no id of its own, and to find its record by. */
  readonly requestId: string;
}

/** Its value is the id under which the request stands in the access log. */
const correlation = "sozu-id";

export function forwarded(
  fields: readonly HttpField[],
  { peer, scheme, port, requestId }: Forwarding,
): readonly HttpField[] {
  const kept: HttpField[] = [];
  for (const field of fields) if (field.name !== correlation) kept.push(field);
  appendTo(kept, "x-forwarded-for", peer);
  appendTo(kept, "forwarded", `for=${nodeText(peer)};proto=${scheme}`);
  addAbsent(kept, "x-forwarded-proto", scheme);
  addAbsent(kept, "x-forwarded-port", `${port}`);
  addAbsent(kept, "x-request-id", requestId);
  kept.push({ name: correlation, value: requestId });
  return kept;
}

/** RFC 7239 §6: an IPv6 address stands in brackets and quotation marks. */
function nodeText(peer: string): string {
  return peer.includes(":") ? `"[${peer}]"` : peer;
}

/** To the last line of several: the lists are one list in their order. */
function appendTo(fields: HttpField[], name: string, member: string): void {
  const index = lastIndexOf(fields, name);
  // Not read where there is none: the engine looks for a member called "-1" at length.
  const there = index < 0 ? "" : (fields[index]?.value ?? "");
  const field = { name, value: there === "" ? member : `${there}, ${member}` };
  if (index < 0) fields.push(field);
  else fields[index] = field;
}

function addAbsent(fields: HttpField[], name: string, value: string): void {
  if (lastIndexOf(fields, name) < 0) fields.push({ name, value });
}

/** A loop: every request asks five times, and a closure for each would be made anew. */
function lastIndexOf(fields: readonly HttpField[], name: string): number {
  for (let index = fields.length - 1; index >= 0; index -= 1) {
    if (fields[index]?.name === name) return index;
  }
  return -1;
}
