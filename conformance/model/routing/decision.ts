// What becomes of a request by the configuration alone, rule by rule in the order of the contract: who
// serves it, or which answer says why nobody does. Limits per address and the state of back ends are
// not configuration.
import { type Cluster, RedirectPolicy, type RequestHttpFrontend } from "../../../wire/index.ts";
import { authorityOf, isCovered } from "./authority.ts";
import type { Configuration, Frontend } from "./configuration.ts";
import { isAuthorized } from "./credentials.ts";
import { matching } from "./matching.ts";
import { type Place, redirected, secured, urlOf } from "./target.ts";

export interface Asked {
  /** The address of the listener. */
  readonly listener: string;
  readonly isTls: boolean;
  readonly method: string;
  readonly authority: string;
  readonly path: string;
  readonly credentials: readonly string[];
}

export type Decision =
  | {
      readonly kind: "forward";
      readonly cluster: Cluster;
      readonly frontend: RequestHttpFrontend;
      readonly backends: readonly string[];
    }
  | {
      readonly kind: "answer";
      readonly rule: string;
      readonly status: number;
      /** ROUTE-REDIRECT */
      readonly location?: string;
    };

/** One of these; undefined where the contract leaves open which. */
export function decisions(config: Configuration, asked: Asked): readonly Decision[] | undefined {
  const authority = authorityOf(asked.authority);
  if (authority === undefined) return [{ kind: "answer", rule: "ROUTE-400", status: 400 }];
  const { host, port } = authority;
  const misdirected = asked.isTls ? coverage(config, asked.listener, host) : "covered";
  if (misdirected === "unclear") return undefined;
  if (misdirected === "foreign") return [{ kind: "answer", rule: "ROUTE-421", status: 421 }];
  const { listener, path, method } = asked;
  const found = matching(config.frontends, { listener, host, path, method });
  if (found.isOpen) return undefined;
  if (found.frontends.length === 0) return [{ kind: "answer", rule: "ROUTE-404", status: 404 }];
  const scheme = asked.isTls ? "https" : "http";
  const from: Place = { scheme, host, port, path };
  return found.frontends.flatMap((frontend) => treated(config, frontend, from, asked.credentials));
}

/** Which of several certificates was served is not known here. */
function coverage(
  { certificates }: Configuration,
  listener: string,
  host: string,
): "covered" | "foreign" | "unclear" {
  const all = certificates.get(listener) ?? [];
  const covering = all.filter((names) => isCovered(names, host)).length;
  if (covering === all.length) return "covered";
  return covering === 0 ? "foreign" : "unclear";
}

function treated(
  config: Configuration,
  { message }: Frontend,
  from: Place,
  credentials: readonly string[],
): readonly Decision[] {
  const { clusterId, redirect, requiredAuth } = message;
  const cluster = clusterId === "" ? undefined : config.clusters.get(clusterId);
  const status = statusOf(redirect);
  if (status !== undefined) return [redirection(status, redirected(message, cluster, from))];
  if (redirect === RedirectPolicy.UNAUTHORIZED || clusterId === "") {
    return [denied];
  }
  // A frontend of a cluster that was never added leads nowhere, and which answer says so is open.
  if (cluster === undefined) return nowhere;
  const isOpenly = from.scheme === "http" && cluster.httpsRedirect;
  if (isOpenly) return [redirection(301, secured(message, cluster, from))];
  if (requiredAuth && !isAuthorized(credentials, cluster.authorizedHashes)) return [denied];
  const backends = config.backends.get(clusterId) ?? [];
  return [{ kind: "forward", cluster, frontend: message, backends }];
}

const denied: Decision = { kind: "answer", rule: "ROUTE-401", status: 401 };
const nowhere: readonly Decision[] = [401, 404, 503].map((status) => ({
  kind: "answer",
  rule: "ROUTE-404",
  status,
}));

function redirection(status: number, to: Place): Decision {
  return { kind: "answer", rule: "ROUTE-REDIRECT", status, location: urlOf(to) };
}

function statusOf(policy: RedirectPolicy): number | undefined {
  switch (policy) {
    case RedirectPolicy.PERMANENT:
      return 301;
    case RedirectPolicy.FOUND:
      return 302;
    case RedirectPolicy.PERMANENT_REDIRECT:
      return 308;
    default:
      return undefined;
  }
}
