// The four forms of a request target (RFC 9112 §3.2) and what each names. The path is not decoded and
// not resolved: it is compared and forwarded as it was sent.

import { type Authority, parseAuthority } from "./authority.ts";

export type TargetForm = "origin" | "absolute" | "authority" | "asterisk";

export interface Target {
  readonly form: TargetForm;
  /** Of the absolute and the authority form. */
  readonly authority: Authority | undefined;
  /** Path and query for an origin; `*` for all of it; empty for CONNECT. */
  readonly path: string;
}

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

export function parseTarget(method: string, target: string): Target | undefined {
  // A fragment is never sent (RFC 9110 §4.1).
  if (target.includes("#")) return undefined;
  if (method === "CONNECT") return connectTarget(target);
  if (target.startsWith("/")) return { form: "origin", authority: undefined, path: target };
  if (target === "*") {
    return method === "OPTIONS" ? { form: "asterisk", authority: undefined, path: "*" } : undefined;
  }
  return absoluteTarget(method, target);
}

/** "A server MUST reject a CONNECT request that targets an empty or invalid port number" */
function connectTarget(target: string): Target | undefined {
  const authority = parseAuthority(target);
  if (authority?.port === undefined || authority.port === 0) return undefined;
  return { form: "authority", authority, path: "" };
}

function absoluteTarget(method: string, target: string): Target | undefined {
  const scheme = SCHEME.exec(target)?.[0];
  if (scheme === undefined) return undefined;
  const rest = target.slice(scheme.length);
  const end = rest.search(/[/?]/);
  const authority = parseAuthority(end < 0 ? rest : rest.slice(0, end));
  if (authority === undefined) return undefined;
  const path = end < 0 ? "" : rest.slice(end);
  // "OPTIONS http://www.example.org:8001" is forwarded as "OPTIONS *" (RFC 9112 §3.2.4).
  const empty = method === "OPTIONS" ? "*" : "/";
  if (path === "") return { form: "absolute", authority, path: empty };
  return { form: "absolute", authority, path: path.startsWith("/") ? path : `/${path}` };
}
