// What a TLS listener shows its clients, as the one text that `listen` takes: certificates with their
// keys, protocols, versions. Nobody here reads a certificate; whoever holds the sockets does.

import type { CertificateAndKey, HttpsListenerConfig } from "../wire/index.ts";

export interface TlsCertificate {
  /** In PEM, the certificate first, then those that vouch for it. */
  readonly chain: string;
  readonly key: string;
}

export interface TlsProfile {
  /** The first is shown to who names no host, or one that none of them covers. */
  readonly certificates: readonly TlsCertificate[];
  /** In the order of preference. */
  readonly alpn: readonly string[];
  readonly versionLeast: "TLSv1.2" | "TLSv1.3";
  readonly versionMost: "TLSv1.2" | "TLSv1.3";
}

/** Numbers of `versions`; older ones are not spoken. */
const versions = { v12: 4, v13: 5 } as const;

const alpnDefault = ["h2", "http/1.1"];

/** `added` are the certificates that came after the listener's own. */
export function tlsProfileText(
  message: HttpsListenerConfig,
  added: readonly CertificateAndKey[],
): string {
  const { certificate, alpnProtocols } = message;
  const own = certificate === "" ? [] : [message];
  const wants = (version: number): boolean =>
    message.versions.length === 0 || message.versions.includes(version);
  const profile: TlsProfile = {
    certificates: [...own, ...added].map(pairOf),
    alpn: alpnProtocols.length === 0 ? alpnDefault : alpnProtocols,
    versionLeast: wants(versions.v12) ? "TLSv1.2" : "TLSv1.3",
    versionMost: wants(versions.v13) ? "TLSv1.3" : "TLSv1.2",
  };
  return JSON.stringify(profile);
}

type Pair = Pick<CertificateAndKey, "certificate" | "certificateChain" | "key">;

function pairOf({ certificate, certificateChain, key }: Pair): TlsCertificate {
  return { chain: [certificate, ...certificateChain].join("\n"), key };
}

/** What `tlsProfileText` wrote. Throws for anything else. */
export function readTlsProfile(text: string): TlsProfile {
  const profile: unknown = JSON.parse(text);
  if (!isProfile(profile)) throw new Error("a text that describes no TLS listener");
  return profile;
}

function isProfile(value: unknown): value is TlsProfile {
  if (typeof value !== "object" || value === null) return false;
  return "certificates" in value && Array.isArray(value.certificates) && "alpn" in value;
}
