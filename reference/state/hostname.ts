// Which host names a frontend may have. Names that a router could trip over (empty labels, slashes,
// names longer than DNS allows) never reach one.

import { hostLabels, type HostLabel } from "../routing/table/host-rule.ts";
import { hostnameLengthMax, labelLengthMax } from "./bounds.ts";
import { quoted, refuse } from "./refusal.ts";

/** The address of RFC 3986 §3.2.2 between its brackets, which an authority may name as well. */
const literal = /^\[[0-9a-f:]{2,39}\]$/u;
const label = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/u;

/**
 * In lower case, patterns as they are. Labels of letters, digits, hyphen and underscore, separated by
 * single dots; the first one may be `*`, which stands for exactly one label; `*` alone stands for
 * every host; a label between slashes is a pattern, which one label as a whole has to match. An IPv6
 * address in brackets is a name as well (LOG-TAGS).
 */
export function checkedHostname(hostname: string): string {
  if (hostname === "") refuse("the host name is missing");
  if (hostname.length > hostnameLengthMax) {
    refuse(`the host name is longer than ${hostnameLengthMax} characters`);
  }
  const address = hostname.toLowerCase();
  if (literal.test(address)) return address;
  const labels = hostLabels(hostname);
  if (labels === undefined) refuse(`${quoted(hostname)} holds a pattern that is not offered`);
  return labels.map((part, index) => checkedLabel(hostname, part, index)).join(".");
}

function checkedLabel(hostname: string, part: HostLabel, index: number): string {
  if (part.kind === "pattern") return `/${part.source}/`;
  if (part.kind === "any" && index === 0) return "*";
  const text = part.kind === "any" ? "*" : part.text.toLowerCase();
  if (text === "") refuse(`the host name ${quoted(hostname)} has an empty label`);
  if (text.length > labelLengthMax) {
    refuse(`a label of the host name is longer than ${labelLengthMax} characters`);
  }
  if (!label.test(text)) refuse(`${quoted(hostname)} is not a host name`);
  return text;
}
