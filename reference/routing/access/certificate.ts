// Whether a certificate speaks for a host (RFC 9110 §4.3.4, RFC 6125 §6.4). Which certificate was
// served is the handshake's business.

import type { Authority } from "../../../wire/index.ts";

/** ROUTE-421: by what the certificate covers, whatever name the handshake asked for. */
export function covers(certificateNames: readonly string[], { host }: Authority): boolean {
  const asked = host.startsWith("[") ? host.slice(1, -1) : host;
  return certificateNames.some((name) => coversName(name.toLowerCase(), asked));
}

/** A `*` stands for exactly one label, the left-most, and never for part of an address. */
function coversName(name: string, host: string): boolean {
  if (!name.startsWith("*.")) return name === host;
  const dot = host.indexOf(".");
  return dot > 0 && host.slice(dot) === name.slice(1) && !/^[0-9.]+$/.test(host);
}
