// What a simulated TLS listener shows its clients. Nothing is encrypted here, so a certificate is
// written as the names that it bears, separated by spaces or commas.

/** `tls` is what the machine gave to `listen`: a TlsProfile as JSON, or a name. */
export function certificateNames(tls: string): readonly string[] {
  const chain = firstChain(tls);
  return chain === undefined ? [tls] : chain.split(/[\s,]+/).filter((name) => name !== "");
}

function firstChain(tls: string): string | undefined {
  if (!tls.startsWith("{")) return undefined;
  const profile: unknown = JSON.parse(tls);
  const certificates = memberOf(profile, "certificates");
  const chain = memberOf(Array.isArray(certificates) ? certificates[0] : undefined, "chain");
  return typeof chain === "string" ? chain : "";
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
