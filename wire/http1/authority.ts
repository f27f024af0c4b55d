// Who is asked: `host` or `host:port` (RFC 3986 §3.2, RFC 9110 §7.2) as Host, an absolute target and
// CONNECT give it. Stricter than the grammar in one point: a name has no sub-delims, of which the comma
// alone would join two hosts in one. No user information, no empty host, nothing is resolved.

export interface Authority {
  /** In lower case; an IPv6 address with its brackets. */
  readonly host: string;
  readonly port: number | undefined;
}

const NAME = /^(?:[\w.~-]|%[0-9A-Fa-f]{2})+$/;
const PORT = /^[0-9]{0,5}$/;
const PORT_MAX = 65_535;
const GROUPS = 8;
const GROUP = /^[0-9A-Fa-f]{1,4}$/;
const DOTTED = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;

export function parseAuthority(text: string): Authority | undefined {
  const hostEnd = text.startsWith("[") ? text.indexOf("]") + 1 : endOfName(text);
  const host = text.slice(0, hostEnd);
  if (!(host.startsWith("[") ? isAddress(host.slice(1, -1)) : NAME.test(host))) return undefined;
  const rest = text.slice(hostEnd);
  if (rest !== "" && !rest.startsWith(":")) return undefined;
  const digits = rest.slice(1);
  if (!PORT.test(digits) || Number(digits) > PORT_MAX) return undefined;
  return { host: host.toLowerCase(), port: digits === "" ? undefined : Number(digits) };
}

function endOfName(text: string): number {
  const colon = text.indexOf(":");
  return colon < 0 ? text.length : colon;
}

/** IPv6, without a zone. */
function isAddress(text: string): boolean {
  const sides = text.split("::");
  if (sides.length > 2) return false;
  const groups = sides.map((side) => (side === "" ? [] : side.split(":")));
  const all = groups.flat();
  const last = all.at(-1) ?? "";
  const isDotted = DOTTED.test(last) && text.endsWith(last);
  const plain = isDotted ? all.slice(0, -1) : all;
  if (!plain.every((group) => GROUP.test(group))) return false;
  const count = plain.length + (isDotted ? 2 : 0);
  return sides.length === 2 ? count < GROUPS : count === GROUPS;
}
