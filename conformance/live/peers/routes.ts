// Where the requests of a case lead: its frontends, clusters and back ends, as an operator of Sōzu asks for
// them, in words that other configurations have too. The routes of a listener are in the order in which they
// are to be tried: the first one that fits is taken (ROUTE-MATCH).
import { fromJson } from "@bufbuild/protobuf";
import type { Scenario } from "../../../sim/index.ts";
import {
  type Header,
  HeaderPosition,
  PathRuleKind,
  RedirectPolicy,
  type Request,
  type RequestHttpFrontend,
  RequestSchema,
  RulePosition,
  type SocketAddress,
} from "../../../wire/index.ts";
import { type Redirect, redirectOf, strangeRedirect } from "./redirects.ts";

export interface ServedCluster {
  readonly id: string;
  readonly http2: boolean;
  readonly backends: readonly { readonly host: string; readonly port: number }[];
  /** Whoever asks for it in the clear is sent to https, and to this port of it. */
  readonly isHttpsOnly: boolean;
  readonly httpsPort: number | undefined;
}

export interface HostRule {
  /** `label`: one label of any name before the value; `pattern`: the value is one. */
  readonly kind: "exact" | "label" | "pattern" | "any";
  readonly value: string;
}

export interface PathRule {
  readonly kind: "prefix" | "equals" | "pattern";
  readonly value: string;
}

/** One that takes every field of the name away has no value, any other adds one. */
export interface Edit {
  readonly of: "request" | "response";
  readonly name: string;
  readonly value: string;
}

export interface ServedRoute {
  readonly host: HostRule;
  readonly path: PathRule;
  /** Of any method, when absent. */
  readonly method: string | undefined;
  /** The place of a cluster among all; what is denied is answered 401. */
  readonly leadsTo: number | "denied" | Redirect;
  /** In the order in which they are made. */
  readonly edits: readonly Edit[];
}

type Json = NonNullable<NonNullable<Scenario["world"]>["requests"]>[number];

const frontendKeys = [
  "address",
  "hostname",
  "path",
  "method",
  "position",
  "redirect",
  "clusterId",
  "headers",
  "redirectScheme",
  "rewriteHost",
  "rewritePath",
  "rewritePort",
];
const spoken: Readonly<Record<string, readonly string[]>> = {
  addHttpListener: [],
  addHttpsListener: [],
  activateListener: [],
  addCluster: ["clusterId", "http2", "httpsRedirect", "httpsRedirectPort"],
  addBackend: ["clusterId", "backendId", "address"],
  addHttpFrontend: frontendKeys,
  addHttpsFrontend: frontendKeys,
};
const plainName = /^[a-z0-9.-]+$/;
const plainPath = /^\/[a-z0-9/_-]*$/;
const plainPattern = /^[a-z0-9/_.[\]+*-]+$/;

/** What another proxy's configuration says in other words, or not at all. */
export function strangeness(json: Json): string | undefined {
  for (const [verb, message] of Object.entries(json)) {
    const known = spoken[verb];
    if (known === undefined) return "it is configured by requests of Sōzu's kind";
    // What listeners are told is read where it is said (`served.ts`).
    if (known.length === 0 || typeof message !== "object" || message === null) continue;
    const extra = Object.keys(message).find((key) => !known.includes(key));
    if (extra !== undefined) return `its configuration has no word for ${extra} here`;
  }
  const { requestType } = fromJson(RequestSchema, json);
  return requestType.case === "addHttpFrontend" || requestType.case === "addHttpsFrontend"
    ? strangeFrontend(requestType.value)
    : undefined;
}

function strangeFrontend(frontend: RequestHttpFrontend): string | undefined {
  const { kind, value } = hostRule(frontend.hostname);
  const isHost = kind === "any" || (kind === "pattern" ? plainPattern : plainName).test(value);
  const path = pathRule(frontend.path);
  const isPath = (path.kind === "pattern" ? plainPattern : plainPath).test(path.value);
  return isHost && isPath
    ? strangeRedirect(frontend, path)
    : "its configuration has no word for such hosts or paths here";
}

export function clustersIn(requests: readonly Json[]): readonly ServedCluster[] {
  const all = requests.map((json) => fromJson(RequestSchema, json));
  return all.flatMap(({ requestType }) => {
    if (requestType.case !== "addCluster") return [];
    const { clusterId: id, http2, httpsRedirect, httpsRedirectPort } = requestType.value;
    const backends = all.flatMap((request) => backendOf(request, id));
    const httpsPort = httpsRedirectPort === 0 ? undefined : httpsRedirectPort;
    return [{ id, http2, backends, isHttpsOnly: httpsRedirect, httpsPort }];
  });
}

function backendOf({ requestType }: Request, cluster: string): ServedCluster["backends"] {
  if (requestType.case !== "addBackend" || requestType.value.clusterId !== cluster) return [];
  const { address } = requestType.value;
  return [{ host: hostOf(address), port: address?.port ?? 0 }];
}

interface Ranked extends ServedRoute {
  /** The greater, the sooner. */
  readonly ranks: readonly number[];
}

/** Of the listener on that port. */
export function routesOn(
  port: number,
  requests: readonly Json[],
  clusters: readonly ServedCluster[],
): readonly ServedRoute[] {
  const ranked = requests.flatMap((json): Ranked[] => {
    const { requestType } = fromJson(RequestSchema, json);
    const isFrontend =
      requestType.case === "addHttpFrontend" || requestType.case === "addHttpsFrontend";
    if (!isFrontend || requestType.value.address?.port !== port) return [];
    const own = requestType.case === "addHttpFrontend" ? "http" : "https";
    return [routeOf(requestType.value, own, clusters)];
  });
  return ranked
    .toSorted((one, other) => byRanks(one.ranks, other.ranks))
    .map(({ host, path, method, leadsTo, edits }) => ({ host, path, method, leadsTo, edits }));
}

function routeOf(
  frontend: RequestHttpFrontend,
  own: Redirect["scheme"],
  clusters: readonly ServedCluster[],
): Ranked {
  const { hostname, path: rule, method, position, redirect, clusterId, headers } = frontend;
  const isDenied = redirect === RedirectPolicy.UNAUTHORIZED || clusterId === "";
  const host = hostRule(hostname);
  const path = pathRule(rule);
  const cluster = clusters.findIndex(({ id }) => id === clusterId);
  const elsewhere = redirectOf(frontend, { own, cluster: clusters[cluster], path });
  const place = positions.indexOf(position);
  const inTree = position === RulePosition.TREE ? [hostRank(host), pathRank(path)] : [];
  return {
    host,
    path,
    method: method === "" ? undefined : method,
    leadsTo: elsewhere ?? (isDenied ? "denied" : cluster),
    edits: headers.flatMap(editsOf),
    ranks: [place, ...inTree, method === "" || inTree.length === 0 ? 0 : 1],
  };
}

function editsOf({ position, key: name, val: value }: Header): readonly Edit[] {
  const sides = ["request", "response"] as const;
  return sides
    .filter((of) => position !== HeaderPosition[of === "request" ? "RESPONSE" : "REQUEST"])
    .map((of) => ({ of, name, value }));
}

const positions: readonly RulePosition[] = [RulePosition.POST, RulePosition.TREE, RulePosition.PRE];

function hostRank({ kind }: HostRule): number {
  return ["any", "pattern", "label", "exact"].indexOf(kind);
}

/** Equals, then the longest prefix, then patterns. */
function pathRank({ kind, value }: PathRule): number {
  if (kind === "equals") return Infinity;
  return kind === "prefix" ? value.length : 0;
}

function byRanks(one: readonly number[], other: readonly number[]): number {
  const place = one.findIndex((rank, at) => rank !== other[at]);
  const [left = 0, right = 0] = [one[place], other[place]];
  return left === right ? 0 : right < left ? -1 : 1;
}

/** A pattern between slashes stands for a part of a name, the rest for itself. */
function hostRule(hostname: string): HostRule {
  if (hostname === "*") return { kind: "any", value: "" };
  if (hostname.startsWith("*.")) return { kind: "label", value: hostname.slice(2) };
  if (!hostname.includes("/")) return { kind: "exact", value: hostname };
  const value = hostname
    .split("/")
    .map((part, place) => (place % 2 === 1 ? part : escaped(part)))
    .join("");
  return { kind: "pattern", value };
}

function pathRule(rule: RequestHttpFrontend["path"]): PathRule {
  const { kind = PathRuleKind.PREFIX, value = "/" } = rule ?? {};
  if (kind === PathRuleKind.EQUALS) return { kind: "equals", value };
  return { kind: kind === PathRuleKind.REGEX ? "pattern" : "prefix", value };
}

/** For a regular expression of a whole host. */
export function hostPattern({ kind, value }: HostRule): string {
  if (kind === "any") return ".*";
  if (kind === "label") return `[^.]+[.]${escaped(value)}`;
  return kind === "pattern" ? value : escaped(value);
}

function escaped(text: string): string {
  return text.replaceAll(".", "[.]");
}

/** Of four decimal numbers. */
function hostOf(address: SocketAddress | undefined): string {
  const inner = address?.ip?.inner;
  if (inner?.case !== "v4") throw new Error("the address of a back end has four numbers");
  return [24, 16, 8, 0].map((shift) => (inner.value >>> shift) & 0xff).join(".");
}
