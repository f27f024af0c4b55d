// Which host names a frontend may have. Names that a router could trip over (empty labels, slashes,
// names longer than DNS allows) never reach one.

import { hostnameLengthMax, labelLengthMax } from "./bounds.ts";
import { quoted, refuse } from "./refusal.ts";

const label = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/u;

/**
 * In lower case. Labels of letters, digits, hyphen and underscore, separated by single dots; the
 * first one may be `*`, which stands for exactly one label; `*` alone stands for every host.
 */
export function checkedHostname(hostname: string): string {
  if (hostname === "") refuse("the host name is missing");
  if (hostname.length > hostnameLengthMax) {
    refuse(`the host name is longer than ${hostnameLengthMax} characters`);
  }
  const name = hostname.toLowerCase();
  const [first, ...rest] = name.split(".");
  const literal = first === "*" ? rest : [first ?? "", ...rest];
  for (const part of literal) {
    if (part === "") refuse(`the host name ${quoted(hostname)} has an empty label`);
    if (part.length > labelLengthMax) {
      refuse(`a label of the host name is longer than ${labelLengthMax} characters`);
    }
    if (!label.test(part)) refuse(`${quoted(hostname)} is not a host name`);
  }
  return name;
}
