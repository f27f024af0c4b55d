// Whom and what a request asks, by its pseudo-fields and Host (RFC 9113 §8.3.1, §8.5, RFC 8441). What
// could not be written as the target of an HTTP/1.1 request is none here either.

import { type Authority, parseAuthority } from "../../http1/authority.ts";
import { isToken } from "../../http1/byte-class.ts";
import type { BlockReader } from "./block-reader.ts";
import { isTargetText } from "./field-syntax.ts";
import type { MalformedRule } from "./malformed.ts";

export interface RequestControl {
  readonly method: string;
  readonly scheme: string;
  readonly authority: Authority | undefined;
  readonly authorityText: string;
  readonly path: string;
  readonly protocol: string | undefined;
}

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*$/;

export function requestControl(
  block: BlockReader,
  isConnectProtocolElected: boolean,
): RequestControl | MalformedRule {
  const { method, protocol } = block.pseudo;
  if (method === undefined) return "pseudo-missing";
  if (!isToken(method)) return "method";
  if (protocol !== undefined) {
    if (!isConnectProtocolElected) return "protocol-not-elected";
    if (method !== "CONNECT" || !isToken(protocol)) return "protocol";
  }
  return method === "CONNECT" && protocol === undefined
    ? connectControl(block, method)
    : ordinaryControl(block, method);
}

function ordinaryControl(block: BlockReader, method: string): RequestControl | MalformedRule {
  const { scheme: spelled, path, protocol } = block.pseudo;
  if (spelled === undefined || path === undefined) return "pseudo-missing";
  if (!SCHEME.test(spelled)) return "scheme";
  if (!isPath(method, path)) return "path";
  const scheme = spelled.toLowerCase();
  const asked = authorityOf(block, defaultPorts.get(scheme));
  if (typeof asked === "string") return asked;
  if (asked.authority === undefined && defaultPorts.has(scheme)) return "authority-missing";
  return { method, scheme, ...asked, path, protocol };
}

/** "The ":scheme" and ":path" pseudo-header fields MUST be omitted." */
function connectControl(block: BlockReader, method: string): RequestControl | MalformedRule {
  const { pseudo } = block;
  if (pseudo.scheme !== undefined || pseudo.path !== undefined) return "connect-pseudo";
  if (pseudo.authority === undefined) return "connect-authority";
  const asked = authorityOf(block, undefined);
  if (typeof asked === "string") return asked;
  // RFC 9110 §9.3.6: "MUST reject a CONNECT request that targets an empty or invalid port number".
  const port = asked.authority?.port;
  if (port === undefined || port === 0) return "connect-authority";
  return { method, scheme: "", ...asked, path: "", protocol: undefined };
}

/** "http" and "https" have a mandatory authority. */
const defaultPorts: ReadonlyMap<string, number> = new Map([
  ["http", 80],
  ["https", 443],
]);

interface Asked {
  readonly authority: Authority | undefined;
  readonly authorityText: string;
}

function authorityOf(block: BlockReader, defaultPort: number | undefined): Asked | MalformedRule {
  if (block.hosts > 1) return "host-repeated";
  const authorityText = block.pseudo.authority ?? "";
  const authority = parseAuthority(authorityText);
  if (authority === undefined && block.pseudo.authority !== undefined) return "authority";
  if (block.hosts === 0) return { authority, authorityText };
  const host = parseAuthority(block.host);
  if (host === undefined) return "host-invalid";
  if (authority === undefined) return { authority: host, authorityText: block.host };
  return isSame(authority, host, defaultPort) ? { authority, authorityText } : "host-differing";
}

function isSame(left: Authority, right: Authority, defaultPort: number | undefined): boolean {
  return left.host === right.host && (left.port ?? defaultPort) === (right.port ?? defaultPort);
}

function isPath(method: string, path: string): boolean {
  if (path.startsWith("/")) return isTargetText(path);
  return path === "*" && method === "OPTIONS";
}
