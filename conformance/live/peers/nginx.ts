// The configuration of nginx for what a case serves: as its manual has it for a proxy that streams.
import type { Served, ServedListener, ServedRoute, Surroundings } from "./served.ts";

/** A text that begins so says why it cannot be served. */
export function nginxMisfit({ listeners, routes }: Served): string | undefined {
  if (routes.some(({ http2 }) => http2)) return "it speaks no HTTP/2 to back ends";
  const isMixed = listeners.some(({ protocols, tls }) => tls === undefined && protocols.size > 1);
  return isMixed ? "it takes one version of HTTP on a cleartext listener" : undefined;
}

export function nginxConfiguration(
  { listeners, routes }: Served,
  { folder }: Surroundings,
): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `  ${name}_temp_path ${folder}/${name};`)
    .join("\n");
  return `pid ${folder}/nginx.pid;
error_log stderr warn;
worker_processes 1;
${process.getuid?.() === 0 ? "user root;\n" : ""}events { worker_connections 1024; }
http {
${temporary}
  access_log off;
  client_max_body_size 0;
  map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
  map $request $named_host { "~*^\\S+ https?://(?<named>[^/ ?]+)" $named; default $http_host; }
  map $named_host $forwarded_host { "" $host; default $named_host; }
${routes.map(upstream).join("\n")}
${listeners.flatMap((listener) => servers(listener, routes)).join("\n")}
}
`;
}

function upstream({ backends }: ServedRoute, place: number): string {
  if (backends.length === 0) return "";
  const all = backends.map(({ host, port }) => `server ${host}:${port};`).join(" ");
  return `  upstream cluster${place} { ${all} keepalive 16; }`;
}

function servers(listener: ServedListener, routes: readonly ServedRoute[]): readonly string[] {
  const at = `listen ${addressOf(listener)}`;
  const own = `${timersOf(listener)} ${certificateOf(listener)}`;
  const names = [...new Set(routes.map(({ hostname }) => hostname))];
  return [
    `  server { ${at} default_server; server_name _; ${own} return 404; }`,
    ...names.map((name) => {
      const locations = routes
        .map((route, place) => ({ route, place }))
        .filter(({ route }) => route.hostname === name)
        .map(({ route, place }) => locationOf(route, place, listener));
      return `  server { ${at}; server_name ${name}; ${own}\n${locations.join("\n")}\n  }`;
    }),
  ];
}

/** In the clear it takes HTTP/2 by prior knowledge or HTTP/1; over TLS, what ALPN says. */
function addressOf({ host, port, protocols, tls }: ServedListener): string {
  if (tls !== undefined) return `${host}:${port} ssl http2`;
  return `${host}:${port}${protocols.has("h2") ? " http2" : ""}`;
}

function certificateOf({ tls }: ServedListener): string {
  if (tls === undefined) return "";
  return `ssl_certificate ${tls.certificate}; ssl_certificate_key ${tls.key};`;
}

function timersOf({ timeouts: { request, front } }: ServedListener): string {
  return `client_header_timeout ${request}s; client_body_timeout ${front}s; keepalive_timeout ${front}s; send_timeout ${front}s;`;
}

function locationOf(
  { path, backends }: ServedRoute,
  place: number,
  { timeouts: { connect, back } }: ServedListener,
): string {
  if (backends.length === 0) return `    location ${path} { return 503; }`;
  return `    location ${path} {
      proxy_pass http://cluster${place};
      proxy_http_version 1.1;
      proxy_set_header Host $forwarded_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_request_buffering off;
      proxy_buffering off;
      proxy_next_upstream_tries 3;
      proxy_connect_timeout ${connect}s;
      proxy_read_timeout ${back}s;
      proxy_send_timeout ${back}s;
    }`;
}
