// The configuration of HAProxy for what a case serves.
import type { Served, ServedListener, ServedRoute } from "./served.ts";

export function haproxyConfiguration({ listeners, routes }: Served): string {
  return [
    "global",
    "  maxconn 500",
    "  nbthread 1",
    "defaults",
    "  mode http",
    "  option redispatch",
    "  retries 2",
    ...listeners.flatMap((listener, place) => frontend(listener, place, routes)),
    ...listeners.flatMap((listener, place) =>
      routes.flatMap((route, cluster) => backend(route, `${place}-${cluster}`, listener)),
    ),
    "backend nobody",
    "  http-request return status 404",
    "",
  ].join("\n");
}

function frontend(
  { host, port, timeouts: { request, front } }: ServedListener,
  place: number,
  routes: readonly ServedRoute[],
): readonly string[] {
  const longestFirst = routes
    .map((route, cluster) => ({ ...route, cluster }))
    .toSorted((a, b) => b.path.length - a.path.length);
  return [
    `frontend listener${place}`,
    `  bind ${host}:${port}`,
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
