// The configuration of nghttpx for what a case serves. It wants somebody for every request, also for those
// that nobody serves.
import type { Served, ServedListener, Surroundings } from "./served.ts";

export function nghttpxMisfit({ listeners, routes }: Served): string | undefined {
  const [first] = listeners;
  const differ = listeners.some(
    ({ timeouts }) => JSON.stringify(timeouts) !== JSON.stringify(first?.timeouts),
  );
  if (differ) return "its timers are the same for all listeners";
  const certificates = listeners.flatMap(({ tls }) => (tls === undefined ? [] : [tls.certificate]));
  if (new Set(certificates).size > 1) return "it has one certificate for all listeners";
  if (routes.some(({ path }) => !path.endsWith("/"))) return "its prefixes are whole segments";
  return routes.some(({ backends }) => backends.length === 0)
    ? "it knows no cluster without back ends"
    : undefined;
}

export function nghttpxConfiguration(
  { listeners, routes }: Served,
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
    ...routes.flatMap(({ hostname, path, http2, backends }) =>
      backends.map(
        ({ host, port }) =>
          `backend=${host},${port};${hostname}${path}${http2 ? ";proto=h2" : ";proto=http/1.1"}`,
      ),
    ),
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
