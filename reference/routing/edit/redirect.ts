// Where a redirect leads (ROUTE-REDIRECT). Location is always absolute: scheme, host, a port that is
// not the scheme's own, path and query.

import {
  RedirectPolicy,
  RedirectScheme,
  type Authority,
  type Cluster,
  type RequestHttpFrontend,
} from "../../../wire/index.ts";
import type { AnswerStatus } from "../answer.ts";

export type Scheme = "http" | "https";

export interface Target {
  /** Absent where HTTP/1.0 named none. */
  readonly authority: Authority | undefined;
  /** With its query. */
  readonly path: string;
}

export function redirectStatus(policy: RedirectPolicy): AnswerStatus | undefined {
  switch (policy) {
    case RedirectPolicy.PERMANENT:
      return 301;
    case RedirectPolicy.FOUND:
      return 302;
    case RedirectPolicy.PERMANENT_REDIRECT:
      return 308;
    case RedirectPolicy.FORWARD:
    case RedirectPolicy.UNAUTHORIZED:
    default:
      return undefined;
  }
}

/**
 * `target` is rewritten already. Under another scheme the port that the client named is meaningless:
 * the frontend's own counts, then the cluster's, then the scheme's.
 */
export function redirectLocation(
  scheme: Scheme,
  frontend: RequestHttpFrontend,
  target: Target,
  cluster: Cluster | undefined,
): string {
  const wanted = wantedScheme(scheme, frontend.redirectScheme);
  if (wanted === scheme || frontend.rewritePort !== 0) return location(wanted, target);
  const port = wanted === "https" ? portOf(cluster) : undefined;
  return location(wanted, withPort(target, port));
}

/** A cluster that is only served over TLS. */
export function secureLocation(target: Target, cluster: Cluster): string {
  return location("https", withPort(target, portOf(cluster)));
}

function wantedScheme(scheme: Scheme, wanted: RedirectScheme): Scheme {
  if (wanted === RedirectScheme.USE_HTTP) return "http";
  return wanted === RedirectScheme.USE_HTTPS ? "https" : scheme;
}

function portOf(cluster: Cluster | undefined): number | undefined {
  const port = cluster?.httpsRedirectPort ?? 0;
  return port === 0 ? undefined : port;
}

function withPort({ authority, path }: Target, port: number | undefined): Target {
  return { authority: { host: authority?.host ?? "", port }, path };
}

function location(scheme: Scheme, { authority, path }: Target): string {
  // `OPTIONS *` is about the whole server.
  const rooted = path.startsWith("/") ? path : "/";
  const { host, port } = authority ?? { host: "", port: undefined };
  // Without a host a reference relative to what was asked for is all that can be said.
  if (host === "") return rooted;
  const isUsual = port === undefined || port === (scheme === "https" ? 443 : 80);
  return `${scheme}://${host}${isUsual ? "" : `:${port}`}${rooted}`;
}
