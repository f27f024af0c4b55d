// Which fields may stand behind a body, in either version of HTTP. Those that may not are left out
// when they are read, and nobody forwards them (H2-CONVERT).

/** RFC 9110 §6.5.1: "message framing [...], routing [...], request modifiers, authentication" */
const neverTrailers: ReadonlySet<string> = new Set([
  "authorization",
  "connection",
  "content-encoding",
  "content-length",
  "content-range",
  "content-type",
  "expect",
  // What routes a request names its client as well: nobody may say so behind its body.
  "forwarded",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-forwarded-for",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-real-ip",
  "x-request-id",
]);

/** The name is in lower case. */
export function isTrailer(name: string): boolean {
  return !neverTrailers.has(name);
}
