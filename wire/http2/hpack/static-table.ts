// RFC 7541 Appendix A. Positions are those of the RFC: the first entry is 1, and 0 is none.

const entries = `
:authority
:method GET
:method POST
:path /
:path /index.html
:scheme http
:scheme https
:status 200
:status 204
:status 206
:status 304
:status 400
:status 404
:status 500
accept-charset
accept-encoding gzip, deflate
accept-language
accept-ranges
accept
access-control-allow-origin
age
allow
authorization
cache-control
content-disposition
content-encoding
content-language
content-length
content-location
content-range
content-type
cookie
date
etag
expect
expires
from
host
if-match
if-modified-since
if-none-match
if-range
if-unmodified-since
last-modified
link
location
max-forwards
proxy-authenticate
proxy-authorization
range
referer
refresh
retry-after
server
set-cookie
strict-transport-security
transfer-encoding
user-agent
vary
via
www-authenticate`.split("\n");

export const STATIC_NAMES: readonly string[] = entries.map((entry) => entry.split(" ", 1)[0]!);
export const STATIC_VALUES: readonly string[] = entries.map((entry, index) =>
  entry.slice(STATIC_NAMES[index]!.length + 1),
);

/** The highest position. */
export const STATIC_LAST: number = entries.length - 1;

/** Where a name first stands; entries of one name stand together. */
const firstOfName: ReadonlyMap<string, number> = new Map(
  // The first one wins because it is set last.
  STATIC_NAMES.map((name, position) => [name, position] as const).toReversed(),
);

/** The first position of a name, or 0. */
export function staticNamePosition(name: string): number {
  return firstOfName.get(name) ?? 0;
}

/** The position of a field, given the first one of its name; or 0. */
export function staticFieldPosition(first: number, value: string): number {
  const name = STATIC_NAMES[first];
  for (let position = first; STATIC_NAMES[position] === name; position += 1) {
    if (STATIC_VALUES[position] === value) return position;
  }
  return 0;
}
