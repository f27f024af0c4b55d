// What becomes of a request when its back end fails it.

import { expect, test } from "vitest";
import { LoadBalancingAlgorithms } from "../../wire/index.ts";
import { Bench, seconds } from "./testing/bench.ts";
import { get, ok, post } from "./testing/messages.ts";
import type { Peer } from "./testing/peer.ts";

// RETRY-SAFE, RETRY-BACKOFF
test("a refused dial goes on to the next back end, and the one that refused is left alone", () => {
  const bench = Bench.standard(2);
  const client = bench.client();
  bench.send(client, post("/", "body"));
  bench.outcome(bench.dial(), "refused");
  expect(bench.host.dialled).toHaveLength(2);
  const [first, second] = bench.host.dialled;
  expect(second!.to).not.toEqual(first!.to);
  const origin = bench.origin();
  expect(origin.text).toMatch(/^POST \/ (?:(?!POST).)*\r\n\r\nbody$/s);
  bench.send(origin, ok("x"));
  expect(client.text).toMatch(/x$/);
  expect(bench.records).toMatchObject([{ status: 200, message: "H1::Complete" }]);
  expect(bench.metric("backend.connections.error")).toBe(1);
  const other = bench.client();
  bench.send(other, get());
  expect(bench.host.dialled[2]!.to).toEqual(second!.to);
  bench.end(client);
  bench.reset(other);
  bench.expectRest();
});

// RETRY-BOUND
test.each([
  [1, 1],
  [2, 2],
  [3, 3],
  [5, 3],
])("of %i back ends that refuse %i are dialled, then the answer is 503", (count, dials) => {
  const bench = Bench.standard(count);
  const client = bench.client();
  bench.send(client, get());
  for (let index = 0; index < dials; index += 1) bench.outcome(bench.dial(index), "refused");
  expect(bench.host.dialled).toHaveLength(dials);
  expect(client.text).toMatch(/^HTTP\/1\.1 503 /);
  expect(bench.records).toMatchObject([{ status: 503, cluster_id: "c" }]);
  expect(Math.max(...bench.slots.map(({ attempts }) => attempts))).toBeLessThanOrEqual(3);
  expect(bench.metric("http.503.errors")).toBe(1);
  bench.end(client);
  bench.expectRest();
});

// ROUTE-503
test("a cluster without back ends is answered 503 at once", () => {
  const bench = Bench.standard(0);
  const client = bench.client();
  bench.send(client, get());
  expect(client.text).toMatch(/^HTTP\/1\.1 503 /);
  expect(bench.moves.slice(0, 3)).toEqual(["none>Idle", "Idle>Link", "Link>Unlinked"]);
});

// TIMEOUT-CONNECT, RETRY-BOUND
// BODY-TRUNCATED
test.each([
  ["a length", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "abc"],
  [
    "a length and close",
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 9\r\n\r\n",
    "abc",
  ],
  ["chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "3\r\nabc\r\n"],
  ["a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "9\r\nabc"],
])("an answer of %s that breaks off is never made to look complete", (_what, head, body) => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get());
  const origin = bench.origin();
  bench.send(origin, head + body);
  bench.end(origin);
  expect(client.text).toMatch(/abc(?:\r\n)?$/);
  expect(client.isEnded).toBe(true);
  expect(bench.records).toMatchObject([{ status: 200, level: "error", message: "session close" }]);
  expect(bench.metric("http.errors")).toBe(1);
  bench.end(client);
  bench.expectRest();
});

test("a reset ends no answer that only the end delimits, and an HTTP/1.0 client sees a reset", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get().replace("1.1", "1.0"));
  const origin = bench.origin();
  bench.send(origin, "HTTP/1.1 200 OK\r\n\r\nabc");
  bench.reset(origin);
  expect([client.isEnded, client.wasReset]).toEqual([false, true]);
  expect(bench.records).toMatchObject([{ level: "error" }]);
  bench.expectRest();
});

test.each([
  ["garbage", "NOT HTTP\r\n\r\n", 502],
  [
    "101 that nobody asked for",
    "HTTP/1.1 101 Yes\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    502,
  ],
  ["half a head", "HTTP/1.1 200 OK\r\nX: ", 502],
])("a back end that answers %s is answered for with 502", (_what, bytes, status) => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get());
  const origin = bench.origin();
  bench.send(origin, bytes);
  bench.end(origin);
  expect(client.text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(bench.host.dialled).toHaveLength(1);
  expect(bench.records).toMatchObject([{ status, message: "H1::Complete" }]);
  bench.end(client);
  bench.expectRest();
});

// RETRY-SAFE
test("a fresh connection that closes after the request was read is not asked again", () => {
  const bench = Bench.standard(2);
  const client = bench.client();
  bench.send(client, get());
  bench.end(bench.origin());
  expect(client.text).toMatch(/^HTTP\/1\.1 502 /);
  expect(bench.host.dialled).toHaveLength(1);
  expect(bench.metric("backend.connections.error")).toBe(1);
});

test.each([
  ["GET", "", 2],
  ["DELETE", "", 2],
  ["POST", "", 1],
  ["PUT", "body", 1],
])(
  "%s with %j on a reused connection that had gone stale makes %i dials",
  (method, body, dials) => {
    const bench = Bench.standard();
    const client = bench.client();
    bench.send(client, get());
    const origin = bench.origin();
    bench.send(origin, ok("x"));
    bench.send(client, post("/again", body).replace("POST", method));
    bench.end(origin);
    expect(bench.host.dialled).toHaveLength(dials);
    const isReplayed = dials === 2;
    expect(client.text.includes("HTTP/1.1 502 ")).toBe(!isReplayed);
    for (const fresh of isReplayed ? [bench.origin()] : []) {
      expect(fresh.text).toMatch(new RegExp(`^${method} /again `));
      bench.end(fresh);
      // Once more, never twice.
      expect(client.text).toContain("HTTP/1.1 502 ");
    }
    expect(bench.host.dialled).toHaveLength(dials);
  },
);

test("a request whose bytes no back end accepted goes to another one, whatever its method", () => {
  const bench = Bench.standard(2);
  const client = bench.client();
  bench.send(client, post("/", "body"));
  const deaf = bench.dial();
  bench.host.room.set(deaf.conn, 0);
  bench.outcome(deaf, "connected");
  bench.reset(deaf);
  const origin = bench.origin();
  expect(origin.text).toMatch(/^POST .*body$/s);
  bench.send(origin, ok("x"));
  expect(client.text).toMatch(/x$/);
  bench.end(client);
  bench.expectRest();
});

// BODY-ATTRIBUTION
test.each([
  [
    "behind the answer",
    (bench: Bench, origin: ReturnType<Bench["origin"]>) => {
      bench.send(origin, `${ok("one")}HTTP/1.1 200 OK\r\n`);
    },
  ],
  [
    "while nobody asks",
    (bench: Bench, origin: ReturnType<Bench["origin"]>) => {
      bench.send(origin, ok("one"));
      bench.send(origin, ok("stray"));
    },
  ],
])("bytes that come %s belong to nobody, and their connection is given up", (_when, act) => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get("/1"));
  const origin = bench.origin();
  act(bench, origin);
  expect(origin.isEnded || origin.wasReset).toBe(true);
  bench.send(client, get("/2"));
  expect(bench.host.dialled).toHaveLength(2);
  bench.send(bench.origin(), ok("two"));
  expect(client.text).toMatch(/one(?:(?!stray).)*two$/s);
  bench.end(client);
  bench.expectRest();
});

test("an answer that comes before the upload is over ends both connections after it", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, post("/", "1234", "Content-Length: 9\r\n"));
  const origin = bench.origin();
  bench.send(origin, ok("enough"));
  expect(client.text).toMatch(/enough$/);
  expect(client.isEnded).toBe(true);
  bench.send(client, `56789${get("/next")}`);
  expect(origin.text).not.toContain("56789");
  expect(origin.isEnded || origin.wasReset).toBe(true);
  expect(bench.records).toHaveLength(1);
  bench.end(client);
  bench.expectRest();
});

test("an answer that waits for a client is not exchanged for another one when it breaks off", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get());
  const origin = bench.origin();
  bench.room(client, 0);
  bench.send(origin, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
  bench.end(origin);
  bench.room(client, Infinity);
  expect(client.text).not.toContain("502");
  expect(client.isEnded).toBe(true);
  expect(bench.records).toMatchObject([{ level: "error", status: 200 }]);
  bench.end(client);
  bench.expectRest();
});

test("a client that is answered before its upload is over is told that it is left", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, post("/", "1234", "Content-Length: 9\r\n").replace("Host: h", "Host: none"));
  expect(client.text).toMatch(/^HTTP\/1\.1 404 .*connection: close/s);
  expect(client.isEnded).toBe(true);
});

test("what a back end has under way is given back on every way out, so it is chosen again", () => {
  const bench = Bench.standard(2);
  const loadBalancing = LoadBalancingAlgorithms.LEAST_LOADED;
  bench.verb({ case: "addCluster", value: { clusterId: "c", loadBalancing, loadMetric: 1 } });
  const endings: readonly ((client: Peer) => void)[] = [
    (client) => {
      bench.reset(client);
    },
    (client) => {
      bench.send(bench.origin(), ok("x"));
      bench.end(client);
    },
    (client) => {
      bench.origin();
      bench.pass(seconds(30));
      bench.end(client);
    },
    (client) => {
      bench.send(bench.origin(), "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
      bench.end(bench.dial());
      bench.end(client);
    },
  ];
  for (const end of endings) {
    const client = bench.client();
    bench.send(client, get());
    end(client);
    bench.pass(seconds(2));
  }
  const ports = bench.host.dialled.map(({ to }) => to);
  expect(new Set(ports.map((to) => JSON.stringify(to))).size).toBe(1);
  bench.expectRest();
});
