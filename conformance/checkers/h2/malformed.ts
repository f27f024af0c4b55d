// Whether a request of HTTP/2 breaks the rules of its own message, as its client accounts for it: RFC 9113
// §8.1.1, §8.2.2 and §8.3. A proxy resets such a stream whatever else happens on the connection.
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import { isConsistent } from "../accounts.ts";

/** RFC 9113 §8.2.2 */
const ofConnections: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

/** An answer that no recipient may take: RFC 9113 §8.2.2. */
export function isMalformedAnswer({ protocol, answerFields }: ExchangeEnded): boolean {
  return protocol === "h2" && answerFields.some(([name]) => ofConnections.has(name));
}

export function isMalformedRequest(seen: ExchangeEnded): boolean {
  if (seen.protocol !== "h2") return false;
  return (
    seen.isRaw ||
    !isConsistent(seen) ||
    hasStrayPseudo(seen) ||
    hasBadTarget(seen) ||
    seen.requestFields.some(isOfConnection)
  );
}

/** RFC 9113 §8.3.1: no empty path, and no userinfo in an authority. */
function hasBadTarget({ requestFields }: ExchangeEnded): boolean {
  return requestFields.some(
    ([name, value]) =>
      (name === ":path" && value === "") || (name === ":authority" && value.includes("@")),
  );
}

function isOfConnection([name, value]: readonly [string, string]): boolean {
  if (name === "te") return value !== "trailers";
  return ofConnections.has(name) || name !== name.toLowerCase();
}

/** Pseudo-header fields stand in front, and never in trailers. */
function hasStrayPseudo({ requestFields, requestTrailers }: ExchangeEnded): boolean {
  const isPseudo = ([name]: readonly [string, string]): boolean => name.startsWith(":");
  const first = requestFields.findIndex((field) => !isPseudo(field));
  const behind = first < 0 ? [] : requestFields.slice(first);
  return behind.some(isPseudo) || requestTrailers.some(isPseudo);
}
