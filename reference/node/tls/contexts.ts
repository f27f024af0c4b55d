// The certificates of one TLS listener, ready for handshakes, and which of them a client is shown.
// What they cover is read from them once; whether a request may be answered under one is for routing.

import { X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import { readTlsProfile, type TlsCertificate, type TlsProfile } from "../../index.ts";

export interface Shown {
  readonly context: SecureContext;
  readonly names: readonly string[];
}

export interface TlsContexts {
  readonly alpn: readonly string[];
  readonly first: Shown;
  readonly others: readonly Shown[];
}

export type ContextsResult =
  | { readonly ok: true; readonly contexts: TlsContexts }
  /** One line for people. */
  | { readonly ok: false; readonly reason: string };

/** `text` is a TlsProfile. Never throws. */
export function tlsContexts(text: string): ContextsResult {
  try {
    const profile: TlsProfile = readTlsProfile(text);
    const [first, ...others] = profile.certificates.map((each) => shown(each, profile));
    if (first === undefined) return { ok: false, reason: "the listener has no certificate" };
    return { ok: true, contexts: { alpn: profile.alpn, first, others } };
  } catch (error) {
    return { ok: false, reason: certificateFault(error) };
  }
}

function shown({ chain, key }: TlsCertificate, profile: TlsProfile): Shown {
  if (chain.trim() === "") throw new Error("certificate is missing");
  if (key.trim() === "") throw new Error("key is missing");
  const { versionLeast: minVersion, versionMost: maxVersion } = profile;
  const context = createSecureContext({ cert: chain, key, minVersion, maxVersion });
  return { context, names: certificateNames(new X509Certificate(chain)) };
}

/** Without the codes of a library nobody has heard of. */
function certificateFault(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return `the certificate or its key cannot be used: ${text.replace(/^error:[0-9A-F]*:/, "")}`;
}

/** RFC 6125 §6.4.4: the common name counts only where there is no other name. */
function certificateNames(certificate: X509Certificate): readonly string[] {
  const { subject, subjectAltName = "" } = certificate;
  const names = [...subjectAltName.matchAll(/(?:DNS|IP Address):([^,\s"]+)/g)].map(
    ([, name = ""]) => name,
  );
  if (subjectAltName !== "") return names.map(plainAddress);
  const common = /^CN=(.+)$/m.exec(subject)?.[1];
  return common === undefined ? [] : [common];
}

/** IPv6 is written in full groups there; a request has it as it likes, so both are made short. */
function plainAddress(name: string): string {
  return name.includes(":") ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name;
}

/** The first of those that cover the name that the client asked for. */
export function shownFor(contexts: TlsContexts, serverName: string): Shown {
  const { first, others } = contexts;
  const asked = serverName.toLowerCase();
  const all = [first, ...others];
  const isAsked = (name: string): boolean => name.toLowerCase() === asked;
  const isWild = (name: string): boolean =>
    name.startsWith("*.") && name.slice(1).toLowerCase() === asked.slice(asked.indexOf("."));
  return (
    all.find(({ names }) => names.some(isAsked)) ??
    all.find(({ names }) => names.some(isWild)) ??
    first
  );
}
