// The configuration of HAProxy for what a case serves.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Redirect } from "./redirects.ts";
import { type Edit, hostPattern, type ServedCluster, type ServedRoute } from "./routes.ts";
import type { Served, ServedListener, Surroundings } from "./served.ts";

/** A certificate with its key, in one file for each listener that speaks TLS. */
export function haproxyFiles({ listeners }: Served): Readonly<Record<string, string>> {
  const files = listeners.flatMap(({ tls }, place): [string, string][] => {
    if (tls === undefined) return [];
    const parts = [tls.certificate, tls.key].map((path) => readFileSync(path, "utf8"));
    return [[pairName(place), parts.join("")]];
  });
  return Object.fromEntries(files);
}

function pairName(place: number): string {
  return `listener${place}.pair.pem`;
}

export function haproxyConfiguration(
  { listeners, clusters }: Served,
  { folder }: Surroundings,
): string {
  return [
    "global",
    "  maxconn 500",
    "  nbthread 1",
    "defaults",
    "  mode http",
    "  option redispatch",
    "  retries 2",
    ...listeners.flatMap((listener, place) => {
      const pair = join(folder, pairName(place));
      const secure = listener.tls === undefined ? "" : ` ssl crt ${pair} alpn h2,http/1.1`;
      return frontend(listener, place, secure);
    }),
    ...listeners.flatMap((listener, place) => [
      ...clusters.flatMap((served, cluster) => backend(served, `${place}-${cluster}`, listener)),
      ...listener.routes.flatMap((route, rank) =>
        ownBackend(route, `${place}-of-route${rank}`, { clusters, listener }),
      ),
    ]),
    "backend nobody",
    "  http-request return status 404",
    "backend denied",
    "  http-request return status 401 hdr WWW-Authenticate Basic",
    "",
  ].join("\n");
}

function frontend(
  { host, port, timeouts: { request, front }, routes }: ServedListener,
  place: number,
  secure: string,
): readonly string[] {
  return [
    `frontend listener${place}`,
    `  bind ${host}:${port}${secure}`,
    `  timeout http-request ${request}s`,
    `  timeout client ${front}s`,
    `  timeout http-keep-alive ${front}s`,
    ...routes.map((route, rank) => {
      const { leadsTo, edits } = route;
      const isShared = typeof leadsTo === "number" && edits.length === 0;
      const name = isShared ? `${place}-${leadsTo}` : `${place}-of-route${rank}`;
      return `  use_backend ${leadsTo === "denied" ? leadsTo : `cluster${name}`} if ${conditionsOf(route)}`;
    }),
    "  default_backend nobody",
  ];
}

function conditionsOf({ host, path, method }: ServedRoute): string {
  const named = "req.hdr(host),field(1,:),lower";
  const hosts = {
    any: [],
    exact: [`{ ${named} -m str ${host.value} }`],
    label: [`{ ${named} -m reg '^${hostPattern(host)}$' }`],
    pattern: [`{ ${named} -m reg '^${hostPattern(host)}$' }`],
  };
  const paths = {
    prefix: `{ path_beg ${path.value} }`,
    equals: `{ path -m str ${path.value} }`,
    pattern: `{ path -m reg '^(${path.value})$' }`,
  };
  const methods = method === undefined ? [] : [`{ method ${method} }`];
  return [...hosts[host.kind], paths[path.kind], ...methods].join(" ");
}

interface Behind {
  readonly clusters: readonly ServedCluster[];
  readonly listener: ServedListener;
}

/** Edits are a route's, and a cluster may have several: each that edits has the cluster for itself. */
function ownBackend(
  { leadsTo, edits }: ServedRoute,
  name: string,
  { clusters, listener }: Behind,
): readonly string[] {
  if (leadsTo === "denied") return [];
  if (typeof leadsTo === "object") return [`backend cluster${name}`, ...redirection(leadsTo)];
  const cluster = clusters[leadsTo];
  if (cluster === undefined || edits.length === 0) return [];
  return [...backend(cluster, name, listener), ...edits.map(editOf)];
}

function redirection({ status, scheme, host, port, path }: Redirect): readonly string[] {
  const asked = host.text === "" ? "%[req.hdr(host),field(1,:)]" : "";
  const name = host.isLabelKept ? "%[req.hdr(host),field(1,.)]" : asked;
  const ports = { "as asked": "%[var(txn.port)]", none: "" };
  const to = `${name}${host.text}${typeof port === "number" ? `:${port}` : ports[port]}`;
  return [
    "  http-request set-var(txn.port) 'req.hdr(host),regsub(^[^:]*,)'",
    `  http-request set-var(txn.path) '${pathOf(path)}'`,
    `  http-request redirect code ${status} location ${scheme}://${to}%[var(txn.path)]`,
  ];
}

function pathOf(path: Redirect["path"]): string {
  if (path === "as asked") return "pathq";
  return `pathq,regsub(^${path.insteadOf ?? "[^?]*"},${path.text})`;
}

function editOf({ of, name, value }: Edit): string {
  if (value === "") return `  http-${of} del-header ${name}`;
  // A request has one host, however often it is named.
  return `  http-${of} ${name.toLowerCase() === "host" ? "set" : "add"}-header ${name} ${value}`;
}

function backend(
  { backends, http2 }: ServedCluster,
  name: string,
  { timeouts: { connect, back, front } }: ServedListener,
): readonly string[] {
  return [
    `backend cluster${name}`,
    `  timeout connect ${connect}s`,
    `  timeout server ${back}s`,
    `  timeout tunnel ${front}s`,
    ...backends.map(
      ({ host, port }, place) => `  server back${place} ${host}:${port}${http2 ? " proto h2" : ""}`,
    ),
  ];
}
