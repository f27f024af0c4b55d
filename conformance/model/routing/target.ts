// Where a redirect of a frontend leads: the host, port and path that its templates make of what was
// asked for, under the scheme that it wants.
import {
  type Cluster,
  PathRuleKind,
  RedirectScheme,
  type RequestHttpFrontend,
} from "../../../wire/index.ts";
import { hostPattern } from "./host-pattern.ts";

export interface Place {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: number | undefined;
  /** With its query. */
  readonly path: string;
}

/** By the frontend's own policy. */
export function redirected(
  frontend: RequestHttpFrontend,
  cluster: Cluster | undefined,
  from: Place,
): Place {
  const place = rewritten(frontend, from);
  const scheme = schemeOf(frontend.redirectScheme, from.scheme);
  if (scheme === from.scheme || frontend.rewritePort !== 0) return { ...place, scheme };
  return { ...place, scheme, port: scheme === "https" ? securePort(cluster) : undefined };
}

/** Of a cluster that is served over TLS only. */
export function secured(frontend: RequestHttpFrontend, cluster: Cluster, from: Place): Place {
  return { ...rewritten(frontend, from), scheme: "https", port: securePort(cluster) };
}

export function urlOf({ scheme, host, port, path }: Place): string {
  return new URL(`${scheme}://${host}${port === undefined ? "" : `:${port}`}${path}`).href;
}

function schemeOf(wanted: RedirectScheme, own: Place["scheme"]): Place["scheme"] {
  if (wanted === RedirectScheme.USE_HTTP) return "http";
  return wanted === RedirectScheme.USE_HTTPS ? "https" : own;
}

function securePort(cluster: Cluster | undefined): number | undefined {
  const port = cluster?.httpsRedirectPort ?? 0;
  return port === 0 ? undefined : port;
}

function rewritten(frontend: RequestHttpFrontend, from: Place): Place {
  const { rewriteHost, rewritePath, rewritePort } = frontend;
  const [path = "", ...query] = from.path.split(/(?=\?)/);
  const captures = { HOST: hostCaptures(frontend, from.host), PATH: pathCaptures(frontend, path) };
  const fill = (template: string): string =>
    template.replace(/\$(HOST|PATH)\[(\d+)\]/g, (_all, kind: "HOST" | "PATH", index: string) => {
      return captures[kind][Number(index)] ?? "";
    });
  return {
    ...from,
    host: rewriteHost === "" ? from.host : fill(rewriteHost),
    port: rewritePort === 0 ? from.port : rewritePort,
    path: (rewritePath === "" ? path : fill(rewritePath)) + query.join(""),
  };
}

/** The first of each is the whole. */
function hostCaptures({ hostname }: RequestHttpFrontend, host: string): readonly string[] {
  if (hostname === "*") return [host, host];
  return [...(hostPattern(hostname.toLowerCase()).exec(host) ?? [])];
}

function pathCaptures({ path: rule }: RequestHttpFrontend, path: string): readonly string[] {
  const { kind = PathRuleKind.PREFIX, value = "" } = rule ?? {};
  if (kind === PathRuleKind.REGEX) return [...(new RegExp(`^(?:${value})$`).exec(path) ?? [])];
  return kind === PathRuleKind.PREFIX ? [path, path.slice(value.length)] : [path];
}
