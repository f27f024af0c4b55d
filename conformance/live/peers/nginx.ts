// The configuration of nginx for what a case serves: as its manual has it for a proxy that streams.
import type { Redirect } from "./redirects.ts";
import { hostPattern, type ServedCluster, type ServedRoute } from "./routes.ts";
import type { Served, ServedListener, Surroundings } from "./served.ts";

/** A text that begins so says why it cannot be served. */
export function nginxMisfit({ listeners, clusters }: Served): string | undefined {
  if (clusters.some(({ http2 }) => http2)) return "it speaks no HTTP/2 to back ends";
  const isEditor = listeners.some(({ routes }) => routes.some(({ edits }) => edits.length > 0));
  if (isEditor) return "its edits of heads replace what they are to add to";
  const isMixed = listeners.some(({ protocols, tls }) => tls === undefined && protocols.size > 1);
  return isMixed ? "it takes one version of HTTP on a cleartext listener" : undefined;
}

export function nginxConfiguration(
  { listeners, clusters }: Served,
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
${clusters.map(upstream).join("\n")}
${listeners.flatMap((listener) => servers(listener, clusters)).join("\n")}
}
`;
}

function upstream({ backends }: ServedCluster, place: number): string {
  if (backends.length === 0) return "";
  const all = backends.map(({ host, port }) => `server ${host}:${port};`).join(" ");
  return `  upstream cluster${place} { ${all} keepalive 16; }`;
}

function servers(listener: ServedListener, clusters: readonly ServedCluster[]): readonly string[] {
  const { routes } = listener;
  if (!routes.every(isPlain)) return mappedServer(listener);
  const at = `listen ${addressOf(listener)}`;
  const own = `${timersOf(listener)} ${certificateOf(listener)}`;
  const names = [...new Set(routes.map(({ host }) => host.value))];
  return [
    `  server { ${at} default_server; server_name _; ${own} return 404; }`,
    ...names.map((name) => {
      const locations = routes
        .filter(({ host }) => host.value === name)
        .map((route, rank) =>
          typeof route.leadsTo === "number" && clusters[route.leadsTo]?.backends.length === 0
            ? `    location ${route.path.value} { return 503; }`
            : locationOf(route.path.value, nameOf(route, rank), listener),
        );
      return `  server { ${at}; server_name ${name}; ${own}\n${locations.join("\n")}\n  }`;
    }),
  ];
}

/** What a server for each name and a location for each prefix can say. */
function isPlain({ host, path, method, leadsTo }: ServedRoute): boolean {
  const isNamed = host.kind === "exact" && path.kind === "prefix";
  return isNamed && method === undefined && typeof leadsTo === "number";
}

/** A server and its locations are chosen one after the other: what hangs on both together is told by a map. */
function mappedServer(listener: ServedListener): readonly string[] {
  const { port, routes } = listener;
  const to = `$cluster_on_${port}`;
  const challenge = `$challenge_on_${port}`;
  const redirects = routes.flatMap(({ leadsTo }, rank) =>
    typeof leadsTo === "object" ? [{ redirect: leadsTo, id: `${port}_${rank}`, rank }] : [],
  );
  return [
    `  map "$host $request_method $uri" ${to} {`,
    "    default nobody;",
    ...routes.map((route, rank) => `    "~${patternOf(route)}" ${nameOf(route, rank)};`),
    "  }",
    `  map ${to} ${challenge} { default ""; denied Basic; }`,
    ...redirects.flatMap(({ redirect, id }) => redirectMaps(redirect, id)),
    `  server { listen ${addressOf(listener)} default_server; server_name _;`,
    `    ${timersOf(listener)} ${certificateOf(listener)}`,
    // What is empty is not added.
    `    add_header WWW-Authenticate ${challenge} always;`,
    `    if (${to} = nobody) { return 404; }`,
    `    if (${to} = denied) { return 401; }`,
    ...redirects.map(
      ({ redirect, id, rank }) =>
        `    if (${to} = redirect${rank}) { ${redirection(redirect, id)} }`,
    ),
    locationOf("/", to, listener),
    "  }",
  ];
}

function nameOf({ leadsTo }: ServedRoute, rank: number): string {
  if (typeof leadsTo === "object") return `redirect${rank}`;
  return leadsTo === "denied" ? leadsTo : `cluster${leadsTo}`;
}

/** The parts of what was asked for that a redirect keeps. */
function redirectMaps({ path }: Redirect, id: string): readonly string[] {
  const before = path === "as asked" ? "" : (path.insteadOf ?? "[^?]*");
  return [
    `  map $host $label_${id} { default ""; "~^([^.]+)" $1; }`,
    `  map $http_host $port_${id} { default ""; "~(:[0-9]+)$" $1; }`,
    `  map $request_uri $rest_${id} { default ""; "~^${before}(.*)$" $1; }`,
  ];
}

function redirection({ status, scheme, host, port, path }: Redirect, id: string): string {
  const asked = host.text === "" ? "$host" : "";
  const name = host.isLabelKept ? `$label_${id}` : asked;
  const ports = { "as asked": `$port_${id}`, none: "" };
  const to = `${name}${host.text}${typeof port === "number" ? `:${port}` : ports[port]}`;
  const before = path === "as asked" ? "" : path.text;
  return `return ${status} "${scheme}://${to}${before}$rest_${id}";`;
}

/** Of host, method and path with a space between them. */
function patternOf({ host, path, method = "[^ ]+" }: ServedRoute): string {
  const paths = {
    prefix: path.value,
    equals: `${path.value}$`,
    pattern: `(?:${path.value})$`,
  };
  return `^(?:${hostPattern(host)}) ${method} ${paths[path.kind]}`;
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
  path: string,
  to: string,
  { timeouts: { connect, back } }: ServedListener,
): string {
  return `    location ${path} {
      proxy_pass http://${to};
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
