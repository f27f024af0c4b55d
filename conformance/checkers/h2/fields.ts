// Which fields of a message belong to its connection, and which to the message (RFC 9110 §7.6.1, RFC 9113
// §8.2.2), by a list of the checkers' own. Fields that a proxy may edit are neither demanded nor forbidden.
import type { FieldSpec } from "../../../sim/index.ts";

const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

/** What proxies write, join or cut themselves, and what tells where a message goes and how long it is. */
const edited: ReadonlySet<string> = new Set([
  "content-length",
  "cookie",
  "date",
  "expect",
  "forwarded",
  "host",
  "http2-settings",
  "set-cookie",
  "sozu-id",
  "te",
  "trailer",
  "via",
  "x-forwarded-for",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-real-ip",
  "x-request-id",
]);

/** RFC 9110 §6.5.1: those of framing and of routing must not stand in trailers. */
const forbiddenTrailers: ReadonlySet<string> = new Set([
  ...hopByHop,
  "content-length",
  "forwarded",
  "host",
  "te",
  "x-forwarded-for",
  "x-real-ip",
  "x-request-id",
]);

/** A field that a proxy has no business with: it arrives as it was sent. */
export function isOwnField(name: string): boolean {
  return name.startsWith("x-") && !edited.has(name);
}

export function isForbiddenTrailer(name: string): boolean {
  return forbiddenTrailers.has(name) || name.startsWith(":");
}

/** The names that Connection nominates. It is asked for every field that arrived: mostly there is none. */
function nominated(fields: readonly FieldSpec[]): ReadonlySet<string> | undefined {
  let names: Set<string> | undefined;
  for (const [name, value] of fields) {
    if (name !== "connection") continue;
    names ??= new Set();
    for (const member of value.split(",")) names.add(member.trim().toLowerCase());
  }
  for (const other of ["", "close", "keep-alive"]) names?.delete(other);
  return names;
}

/** What has to arrive of these fields. */
export function endToEnd(fields: readonly FieldSpec[]): readonly FieldSpec[] {
  const named = nominated(fields);
  return fields.filter(
    ([name]) =>
      !name.startsWith(":") &&
      !hopByHop.has(name) &&
      !edited.has(name) &&
      named?.has(name) !== true,
  );
}

/** Whether this field, found at the far side, should have stayed behind; `near` is what was sent. */
export function isLeftOver(
  [name, value]: FieldSpec,
  near: readonly FieldSpec[],
  isFarHttp2: boolean,
): boolean {
  if (nominated(near)?.has(name) === true) return name !== "te" && name !== "upgrade";
  if (name === "te") return value !== "trailers";
  if (isFarHttp2) return hopByHop.has(name);
  // HTTP/1 has its own of these.
  return name === "keep-alive" || name === "proxy-connection";
}

export function holds(fields: readonly FieldSpec[], [name, value]: FieldSpec): boolean {
  return fields.some(([other, its]) => other === name && its.trim() === value.trim());
}
