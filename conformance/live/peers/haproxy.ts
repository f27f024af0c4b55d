// The configuration of HAProxy for what a case serves.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Served, ServedListener, ServedRoute, Surroundings } from "./served.ts";

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
  { listeners, routes }: Served,
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
      return frontend(listener, { place, secure, routes });
    }),
    ...listeners.flatMap((listener, place) =>
      routes.flatMap((route, cluster) => backend(route, `${place}-${cluster}`, listener)),
    ),
    "backend nobody",
    "  http-request return status 404",
    "",
  ].join("\n");
}

interface Fronted {
  readonly place: number;
  readonly secure: string;
  readonly routes: readonly ServedRoute[];
}

function frontend(
  { host, port, timeouts: { request, front } }: ServedListener,
  { place, secure, routes }: Fronted,
): readonly string[] {
  const longestFirst = routes
    .map((route, cluster) => ({ ...route, cluster }))
    .toSorted((a, b) => b.path.length - a.path.length);
  return [
    `frontend listener${place}`,
    `  bind ${host}:${port}${secure}`,
    `  timeout http-request ${request}s`,
    `  timeout client ${front}s`,
    `  timeout http-keep-alive ${front}s`,
    ...longestFirst.map(
      ({ hostname, path, cluster }) =>
        `  use_backend cluster${place}-${cluster} if { req.hdr(host),field(1,:),lower -m str ${hostname} } { path_beg ${path} }`,
    ),
    "  default_backend nobody",
  ];
}

function backend(
  { backends, http2 }: ServedRoute,
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
