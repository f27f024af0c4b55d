// Where a frontend sends those who ask for it: a status, and a place in parts that other configurations have
// words for. Of what a host or path is made of, the first label and the rest behind a prefix are such words.
import { RedirectPolicy, RedirectScheme, type RequestHttpFrontend } from "../../../wire/index.ts";
import type { PathRule, ServedCluster } from "./routes.ts";

export interface Redirect {
  readonly status: 301 | 302 | 308;
  readonly scheme: "http" | "https";
  /** The first label that was asked for stands before the text, the whole host for no text. */
  readonly host: { readonly isLabelKept: boolean; readonly text: string };
  readonly port: number | "as asked" | "none";
  /** Instead of this beginning of what was asked for, or of all of it; the query stays. */
  readonly path: { readonly insteadOf: string | undefined; readonly text: string } | "as asked";
}

interface Sent {
  readonly own: Redirect["scheme"];
  readonly cluster: ServedCluster | undefined;
  readonly path: PathRule;
}

const firstLabel = "$HOST[1]";
const rest = "$PATH[1]";
const plainHost = /^(?:\$HOST\[1\]\.)?[a-z0-9.-]*$/;
const plainPath = /^[a-z0-9/-]*(?:\$PATH\[1\])?$/;

/** Undefined where a request is not sent elsewhere. */
export function redirectOf(frontend: RequestHttpFrontend, sent: Sent): Redirect | undefined {
  const { redirect, redirectScheme, rewriteHost, rewritePort } = frontend;
  const { own, cluster } = sent;
  const told = statuses.get(redirect);
  if (told === undefined && !(own === "http" && cluster?.isHttpsOnly === true)) return undefined;
  const scheme = told === undefined ? "https" : (schemes.get(redirectScheme) ?? own);
  const isPortTold = told !== undefined && rewritePort !== 0;
  return {
    status: told ?? 301,
    scheme,
    host: {
      isLabelKept: rewriteHost.startsWith(firstLabel),
      text: rewriteHost.replace(firstLabel, ""),
    },
    port: isPortTold ? rewritePort : portOf(scheme, sent),
    path: pathOf(frontend, sent),
  };
}

/** Under another scheme the one that was asked for is no use. */
function portOf(scheme: Redirect["scheme"], { own, cluster }: Sent): Redirect["port"] {
  if (scheme === own) return "as asked";
  return scheme === "https" ? (cluster?.httpsPort ?? "none") : "none";
}

function pathOf({ rewritePath }: RequestHttpFrontend, { path }: Sent): Redirect["path"] {
  if (rewritePath === "") return "as asked";
  const insteadOf = rewritePath.includes(rest) ? path.value : undefined;
  return { insteadOf, text: rewritePath.replace(rest, "") };
}

const statuses: ReadonlyMap<RedirectPolicy, Redirect["status"]> = new Map([
  [RedirectPolicy.PERMANENT, 301],
  [RedirectPolicy.FOUND, 302],
  [RedirectPolicy.PERMANENT_REDIRECT, 308],
] as const);

const schemes: ReadonlyMap<RedirectScheme, Redirect["scheme"]> = new Map([
  [RedirectScheme.USE_HTTP, "http"],
  [RedirectScheme.USE_HTTPS, "https"],
] as const);

/** Why nobody else has words for it. */
export function strangeRedirect(
  { redirect, rewriteHost, rewritePath, hostname }: RequestHttpFrontend,
  path: PathRule,
): string | undefined {
  if (rewriteHost === "" && rewritePath === "") return undefined;
  // What is sent on is another matter than where a client is sent.
  if (!statuses.has(redirect)) return "its configuration has no word for rewritten requests here";
  const hasLabel = hostname.startsWith("*.") || !rewriteHost.includes(firstLabel);
  const hasRest = path.kind === "prefix" || !rewritePath.includes(rest);
  const isPlain = plainHost.test(rewriteHost) && plainPath.test(rewritePath);
  return hasLabel && hasRest && isPlain
    ? undefined
    : "its configuration has no word for such redirects here";
}
