// The configuration of nghttpx for what a case serves. It wants somebody for every request, also for those
// that nobody serves.
import type { ServedRoute } from "./routes.ts";
import type { Served, ServedListener, Surroundings } from "./served.ts";

export function nghttpxMisfit({ listeners, clusters }: Served): string | undefined {
  const [first] = listeners;
  const differ = listeners.some(
    ({ timeouts }) => JSON.stringify(timeouts) !== JSON.stringify(first?.timeouts),
  );
  if (differ) return "its timers are the same for all listeners";
  const certificates = listeners.flatMap(({ tls }) => (tls === undefined ? [] : [tls.certificate]));
  if (new Set(certificates).size > 1) return "it has one certificate for all listeners";
  const strange = listeners.flatMap(({ routes }) => routes.map(strangeness)).find(isReason);
  if (strange !== undefined) return strange;
  const sets = new Set(listeners.map(({ routes }) => JSON.stringify(routes)));
  if (sets.size > 1) return "its routes are the same for all listeners";
  return clusters.some(({ backends }) => backends.length === 0)
    ? "it knows no cluster without back ends"
    : undefined;
}

function isReason(text: string | undefined): boolean {
  return text !== undefined;
}

/** The closest host goes first, then the longest path, whatever else is wanted. */
function strangeness({ host, path, method, leadsTo, edits }: ServedRoute): string | undefined {
  if (method !== undefined) return "it does not route by method";
  if (edits.length > 0) return "its edits of heads are the same for all routes";
  if (typeof leadsTo !== "number") return "it answers nobody by their path";
  if (host.kind === "label") return "its wildcards are for any number of labels";
  if (host.kind !== "exact" || path.kind === "pattern") {
    return "its configuration has no word for such hosts or paths here";
  }
  const isSegment = (path.kind === "prefix") === path.value.endsWith("/");
  return isSegment ? undefined : "its prefixes are whole segments";
}

export function nghttpxConfiguration(
  { listeners, clusters }: Served,
  { nobody }: Surroundings,
): string {
  const [first] = listeners;
  if (first === undefined) throw new Error("a proxy listens somewhere");
  const { request, front, connect, back } = first.timeouts;
  return [
    "workers=1",
    "errorlog-file=/dev/stderr",
    "accesslog-file=/dev/null",
    ...listeners.map(
      ({ host, port, tls }) => `frontend=${host},${port}${tls === undefined ? ";no-tls" : ""}`,
    ),
    ...certificateOf(listeners),
    ...first.routes.flatMap(({ host: { value }, path, leadsTo }) => {
      const cluster = typeof leadsTo === "number" ? clusters[leadsTo] : undefined;
      const { http2 = false, backends = [] } = cluster ?? {};
      const to = `${value}${path.value};proto=${http2 ? "h2" : "http/1.1"}`;
      return backends.map(({ host, port }) => `backend=${host},${port};${to}`);
    }),
    `backend=${nobody.host},${nobody.port};/`,
    `frontend-read-timeout=${request}s`,
    // Of HTTP/2 it knows one timer, of clients that have no stream: whoever wants late heads to end has idle ones end as soon.
    `frontend-http2-read-timeout=${Math.min(request, front)}s`,
    `frontend-keep-alive-timeout=${front}s`,
    `frontend-write-timeout=${front}s`,
    `backend-read-timeout=${back}s`,
    `backend-write-timeout=${back}s`,
    `backend-connect-timeout=${connect}s`,
    `backend-keep-alive-timeout=2s`,
    "",
  ].join("\n");
}

function certificateOf(listeners: readonly ServedListener[]): readonly string[] {
  const tls = listeners.find((listener) => listener.tls !== undefined)?.tls;
  if (tls === undefined) return [];
  return [`private-key-file=${tls.key}`, `certificate-file=${tls.certificate}`];
}
