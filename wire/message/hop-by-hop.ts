// Fields of one connection (RFC 9110 §7.6.1): they are not forwarded, by whatever version of HTTP.

/** "Connection [...] Proxy-Connection, Keep-Alive, TE, Transfer-Encoding, Upgrade" */
const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "proxy-connection",
  "keep-alive",
  "te",
  "transfer-encoding",
  "upgrade",
]);

/** The name is in lower case. */
export function isHopByHop(name: string): boolean {
  return hopByHop.has(name);
}
