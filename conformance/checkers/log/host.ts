// LOG-TAGS: the host of an authority, without its port. In an IPv6 literal the colons inside of the
// brackets are no beginning of a port (RFC 3986 §3.2.2). Hosts compare case-insensitively.

export function hostOf(authority: string): string {
  const literal = /^\[[^\]]*\]/u.exec(authority)?.[0];
  const host = literal ?? authority.replace(/:\d*$/u, "");
  return host.toLowerCase();
}
