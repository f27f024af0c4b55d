// What becomes of a request when its back end fails it, by the connection and by the clock.

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
test("a dial that hangs is given up after connect_timeout: the next back end, or 504", () => {
  const bench = Bench.standard(2);
  const client = bench.client();
  bench.send(client, get());
  bench.pass(seconds(3) - 1);
  expect(bench.host.dialled).toHaveLength(1);
  bench.pass(1);
  expect(bench.host.dialled).toHaveLength(2);
  expect(bench.dial(0).wasReset).toBe(true);
  bench.pass(seconds(3));
  expect(client.text).toMatch(/^HTTP\/1\.1 504 /);
  expect(bench.records).toMatchObject([{ status: 504, message: "backend_timeout" }]);
  expect(bench.metric("backend.connections.error")).toBe(2);
  bench.end(client);
  bench.expectRest();
});

// TIMEOUT-BACKEND
test("a back end that says nothing is waited for as long as back_timeout, then 504", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get());
  bench.pass(seconds(1));
  const origin = bench.origin();
  bench.pass(seconds(30) - 1);
  expect(client.text).toBe("");
  bench.pass(1);
  expect(client.text).toMatch(/^HTTP\/1\.1 504 /);
  expect(origin.wasReset).toBe(true);
  expect(bench.records).toMatchObject([
    { status: 504, message: "backend_timeout", backend_id: "c-0", level: "info" },
  ]);
  // RETRY-SAFE: "never after back_timeout".
  expect(bench.host.dialled).toHaveLength(1);
  // BODY-ATTRIBUTION: what it says now is for nobody.
  bench.send(client, get("/next"));
  bench.send(origin, ok("late"));
  bench.send(bench.origin(), ok("right"));
  expect(client.text).not.toContain("late");
  bench.end(client);
  bench.expectRest();
});

test("a back end that stops in the middle is cut off at once when its time is over", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get());
  const origin = bench.origin();
  bench.send(origin, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
  bench.pass(seconds(30));
  expect(client.text).toMatch(/abc$/);
  expect([client.isEnded, origin.wasReset]).toEqual([true, true]);
  expect(bench.records).toMatchObject([
    { status: 200, level: "error", message: "backend_response_timeout" },
  ]);
  bench.end(client);
  bench.expectRest();
});

test("back_timeout does not run while the client is what is waited for", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, post("/", "", "Content-Length: 8\r\n"));
  const origin = bench.origin();
  for (let sent = 0; sent < 7; sent += 1) {
    bench.pass(seconds(20));
    bench.send(client, "x");
  }
  bench.pass(seconds(40));
  bench.send(client, "x");
  bench.pass(seconds(29));
  bench.send(origin, ok("done"));
  expect(client.text).toMatch(/done$/);
  bench.room(client, 0);
  bench.send(client, get());
  bench.send(origin, `HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n${"y".repeat(20_000)}`);
  expect(origin.waiting.length).toBeGreaterThan(0);
  bench.pass(seconds(50));
  bench.room(client, Infinity);
  expect(client.text).toMatch(/y{20000}$/);
  expect(bench.records.map(({ level }) => level)).toEqual(["info", "info"]);
  bench.end(client);
  bench.expectRest();
});

test("a client that takes nothing loses its answer after front_timeout, and that is an error", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.room(client, 10);
  bench.send(client, get());
  bench.send(bench.origin(), ok("body"));
  bench.pass(seconds(60));
  expect(client.wasReset).toBe(true);
  expect(bench.records).toMatchObject([
    { level: "error", message: "client_timeout_during_response" },
  ]);
  bench.expectRest();
});

test("a client that stops its upload is told so after front_timeout", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, post("/", "ab", "Content-Length: 8\r\n"));
  const origin = bench.origin();
  bench.pass(seconds(60));
  expect(client.text).toMatch(/^HTTP\/1\.1 408 /);
  expect([client.isEnded, origin.wasReset]).toEqual([true, true]);
  expect(bench.records).toMatchObject([{ status: 408, message: "client_timeout" }]);
  bench.end(client);
  bench.expectRest();
});

// TIMEOUT-REQUEST
test("slow drips do not extend the time for a head, neither of the first nor of a later request", () => {
  const bench = Bench.standard();
  const client = bench.client();
  const head = get("/", "X-Long: 12345678901234567890\r\n");
  for (const letter of head.slice(0, 9)) {
    bench.pass(seconds(1));
    bench.send(client, letter);
  }
  bench.pass(seconds(1));
  expect(client.text).toMatch(/^HTTP\/1\.1 408 /);
  expect(bench.records).toMatchObject([{ status: 408, message: "client_timeout" }]);
  const other = bench.client();
  bench.send(other, get());
  bench.send(bench.origin(), ok("x"));
  bench.pass(seconds(50));
  for (const letter of head.slice(0, 9)) {
    bench.send(other, letter);
    bench.pass(seconds(1));
  }
  expect(other.text).not.toContain("408");
  bench.pass(seconds(1));
  expect(other.text).toContain("HTTP/1.1 408 ");
  for (const peer of [client, other]) bench.end(peer);
  bench.expectRest();
});

// H1-KEEPALIVE
test("an idle connection is closed after front_timeout without a word and without a record", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get());
  bench.send(bench.origin(), ok("x"));
  bench.pass(seconds(60) - 1);
  expect(client.isEnded).toBe(false);
  bench.pass(1);
  expect(client.text).toMatch(/x$/);
  expect(client.isEnded).toBe(true);
  bench.pass(seconds(1));
  expect(client.wasReset).toBe(true);
  expect(bench.records).toHaveLength(1);
  bench.expectRest();
});

// TIMEOUT-IDLE-BACKEND
test("an idle back-end connection goes after back_timeout, and the client stays", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get());
  const origin = bench.origin();
  bench.send(origin, ok("x"));
  bench.pass(seconds(30));
  expect(origin.wasReset).toBe(true);
  expect([client.isEnded, client.wasReset]).toEqual([false, false]);
  expect(bench.metric("backend.connections")).toBe(0);
  bench.send(client, get());
  bench.send(bench.origin(), ok("new"));
  expect(client.text).toMatch(/new$/);
  bench.end(client);
  bench.expectRest();
});

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
