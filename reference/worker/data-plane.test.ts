import { expect, test } from "vitest";
import { Bench, seconds } from "./testing/bench.ts";
import { chunked, get, ok, post } from "./testing/messages.ts";

test("a request goes to the back end and its answer back, and both connections are kept", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get("/a?b"));
  const origin = bench.origin();
  expect(origin.text).toMatch(/^GET \/a\?b HTTP\/1\.1\r\nhost: h\r\n/);
  bench.send(origin, ok("hello"));
  expect(client.text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(client.text).toMatch(/\r\n\r\nhello$/);
  expect(client.text).not.toMatch(/connection: close/);
  expect(bench.records).toMatchObject([
    { message: "H1::Complete", status: 200, cluster_id: "c", backend_id: "c-0", level: "info" },
  ]);
  expect([client.isEnded, origin.isEnded, origin.wasReset]).toEqual([false, false, false]);
  bench.send(client, get("/c"));
  expect(bench.host.dialled).toHaveLength(1);
  bench.send(origin, ok("again"));
  expect(client.text).toMatch(/again$/);
  expect(bench.records).toHaveLength(2);
  bench.end(client);
  expect(client.isEnded).toBe(true);
  bench.expectRest();
});

// H1-PIPELINE
test("pipelined requests are split, routed and answered in order, bodiless ones included", () => {
  const bench = Bench.standard();
  bench.cluster("d", "other");
  bench.backend("d", 1);
  const client = bench.client();
  const other = get("/2").replace("Host: h", "Host: other");
  bench.send(client, get("/1") + other + post("/3", "three") + get("/4"));
  const first = bench.origin();
  expect(first.news).toMatch(/^GET \/1 (?:(?!GET|POST).)*$/s);
  bench.send(first, ok("one"));
  const second = bench.origin();
  expect(second.conn).not.toBe(first.conn);
  expect(second.news).toMatch(/^GET \/2 (?:(?!GET|POST).)*$/s);
  bench.send(second, ok("two"));
  expect(first.news).toMatch(/^POST \/3 (?:(?!GET).)*\r\n\r\nthree$/s);
  bench.send(first, ok("three"));
  expect(first.news).toMatch(/^GET \/4 /);
  bench.send(first, ok("four"));
  expect(client.text.match(/(?<=\r\n\r\n)(?:one|two|three|four)/gu)).toEqual([
    "one",
    "two",
    "three",
    "four",
  ]);
  expect(bench.records.map(({ path, cluster_id }) => [path, cluster_id])).toEqual([
    ["/1", "c"],
    ["/2", "d"],
    ["/3", "c"],
    ["/4", "c"],
  ]);
  bench.end(client);
  bench.expectRest();
});

// H1-HALF-CLOSE
test("a client that half-closes after its requests gets every answer, then our end", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get("/1") + get("/2"));
  bench.end(client);
  const origin = bench.origin();
  bench.send(origin, ok("one"));
  expect(client.isEnded).toBe(false);
  bench.send(origin, ok("two"));
  expect(client.text).toMatch(/one.*two$/s);
  expect(client.isEnded).toBe(true);
  expect(bench.records.map(({ message }) => message)).toEqual(["H1::Complete", "H1::Complete"]);
  bench.expectRest();
});

test("an answer is framed for its reader, its trailers kept where there are chunks", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, chunked("POST", ["ab", "cde"], "X-Up: 1"));
  const origin = bench.origin();
  expect(origin.text).toMatch(/transfer-encoding: chunked\r\n\r\n/);
  expect(origin.text).toMatch(/\r\n0\r\nx-up: 1\r\n\r\n$/);
  const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  bench.send(origin, `${head}3\r\nabc\r\n0\r\nX-Down: 2\r\nHost: no\r\n\r\n`);
  expect(client.text).toMatch(/3\r\nabc\r\n0\r\nx-down: 2\r\n\r\n$/);
  bench.send(client, get("/").replace("1.1", "1.0"));
  bench.send(origin, `${head}3\r\nabc\r\n0\r\n\r\n`);
  expect(client.text).toMatch(/connection: close\r\n\r\nabc$/);
  expect(client.isEnded).toBe(true);
  bench.end(client);
  bench.expectRest();
});

// BODY-TRUNCATED
test("an answer that only the end delimits is complete with it, and the client is kept", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get());
  const origin = bench.origin();
  bench.send(origin, "HTTP/1.1 200 OK\r\n\r\n01234");
  bench.send(origin, "56789");
  expect(bench.records).toEqual([]);
  bench.end(origin);
  expect(client.text).toMatch(
    /transfer-encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n$/,
  );
  expect(client.isEnded).toBe(false);
  expect(bench.records).toMatchObject([{ message: "H1::Complete", level: "info" }]);
  bench.end(client);
  bench.expectRest();
});

test.each([
  ["HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "content-length: 5"],
  ["HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "200 OK"],
  ["GET", "HTTP/1.1 204 No Content\r\n\r\n", "204"],
  ["GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "content-length: 5"],
])("BODY-NONE: %s answered with %j is complete with its head", (method, answer, shown) => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get().replace("GET", method));
  const origin = bench.origin();
  bench.send(origin, answer);
  expect(client.text).toContain(shown);
  expect(client.text).toMatch(/\r\n\r\n$/);
  expect(bench.records).toHaveLength(1);
  bench.send(client, get("/next"));
  expect(bench.host.dialled).toHaveLength(1);
  bench.send(origin, ok("next"));
  expect(client.text).toMatch(/next$/);
  bench.end(client);
  bench.expectRest();
});

// H1-INTERIM, GAUGE-INTERIM
test("interim answers pass, and the final one behind them, also in one segment", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, post("/", "", "Expect: 100-continue\r\nContent-Length: 4\r\n"));
  const origin = bench.origin();
  expect(origin.text).toMatch(/expect: 100-continue/i);
  bench.send(origin, "HTTP/1.1 100 Continue\r\n\r\n");
  expect(client.news).toBe("HTTP/1.1 100 Continue\r\n\r\n");
  expect([bench.records.length, bench.metric("http.active_requests")]).toEqual([0, 1]);
  bench.send(client, "body");
  expect(origin.text).toMatch(/\r\n\r\nbody$/);
  bench.send(origin, `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${ok("done")}`);
  expect(client.news).toMatch(
    /^HTTP\/1\.1 103 Early Hints\r\nlink: <\/a>\r\n\r\nHTTP\/1\.1 200 .*done$/s,
  );
  expect(bench.records).toMatchObject([{ status: 200 }]);
  bench.end(client);
  bench.expectRest();
});

test("an HTTP/1.0 client gets no interim answer, and is left after the final one", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get("/", "Connection: keep-alive\r\n").replace("1.1", "1.0"));
  bench.send(bench.origin(), `HTTP/1.1 103 Early Hints\r\n\r\n${ok("x")}`);
  expect(client.text).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(client.text).not.toContain("103");
  expect(client.isEnded).toBe(true);
});

test.each([
  ["\x00\x01garbage\r\n\r\n", 400],
  ["GET / HTTP/1.1\r\n\r\n", 400],
  ["GET / HTTP/3.0\r\nHost: h\r\n\r\n", 505],
  [`GET / HTTP/1.1\r\nHost: h\r\nX: ${"x".repeat(17_000)}\r\n\r\n`, 431],
  ["POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400],
])("a head that is refused is answered, logged once and never counted: %#", (head, status) => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, head);
  expect(client.text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(client.isEnded).toBe(true);
  expect(bench.records).toMatchObject([{ status, message: "H1::Complete", level: "info" }]);
  expect(bench.metric("http.requests")).toBe(0);
  expect(bench.metric("http.frontend_parse_errors")).toBe(1);
  expect(bench.moves).toEqual(["none>Idle", "Idle>Unlinked"]);
  bench.end(client);
  expect(bench.records).toHaveLength(1);
  bench.expectRest();
});

// BODY-NONE
test.each([
  ["GET", /\r\n\r\n./s],
  ["HEAD", /\r\n\r\n$/],
])("a %s whose head is refused gets content as its method does", (method, content) => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, `${method} / HTTP/1.1\r\n\r\n`);
  expect(client.text).toMatch(/^HTTP\/1\.1 400 /);
  expect(client.text).toMatch(content);
});

// T20
test("a body that turns out malformed ends the exchange with 400, and the back end's part of it", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(
    client,
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
  );
  const origin = bench.origin();
  bench.send(client, "zz\r\n");
  expect(origin.wasReset).toBe(true);
  expect(origin.text).not.toContain("0\r\n\r\n");
  expect(client.text).toMatch(/^HTTP\/1\.1 400 /);
  expect(client.isEnded).toBe(true);
  expect(bench.records).toMatchObject([{ status: 400, backend_id: "c-0" }]);
  bench.end(client);
  bench.expectRest();
});

test("a host that nobody routes is answered 404, and the connection goes on", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get().replace("Host: h", "Host: nobody") + get("/b"));
  expect(client.news).toMatch(/^HTTP\/1\.1 404 /);
  bench.send(bench.origin(), ok("b"));
  expect(client.news).toMatch(/b$/);
  expect(bench.records.map(({ status, cluster_id }) => [status, cluster_id])).toEqual([
    [404, undefined],
    [200, "c"],
  ]);
  bench.end(client);
  bench.expectRest();
});

// LOG-EXACTLY-ONE: a slot that was neither admitted nor answered yields none.
test.each(["", "GET / HT"])("a client that leaves behind %j is not heard of", (bytes) => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, bytes);
  bench.end(client);
  expect([client.text, bench.records.length]).toEqual(["", 0]);
  bench.expectRest();
});

test("a client that resets before and during the answer is logged once, cut short where it was", () => {
  const bench = Bench.standard();
  const early = bench.client();
  bench.send(early, get());
  const origin = bench.origin();
  bench.reset(early);
  expect(origin.wasReset).toBe(true);
  expect(bench.records).toMatchObject([{ message: "session close", level: "info" }]);
  expect(bench.records[0]).not.toHaveProperty("status");
  const late = bench.client();
  bench.send(late, get());
  bench.send(bench.origin(), "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
  bench.reset(late);
  expect(bench.records[1]).toMatchObject({ message: "session close", level: "error", status: 200 });
  expect(bench.metric("http.errors")).toBe(1);
  bench.expectRest();
});

test("when the pool has no two buffers a client is turned away, and nothing leaks", () => {
  const bench = Bench.standard();
  const clients = Array.from({ length: 501 }, () => bench.client());
  expect(clients[499]!.wasReset).toBe(false);
  expect(clients[500]!.wasReset).toBe(true);
  expect(bench.metric("protocol.http")).toBe(500);
  bench.end(clients[0]!);
  const next = bench.client();
  expect(next.wasReset).toBe(false);
  for (const client of [...clients.slice(1, 500), next]) bench.end(client);
  bench.expectRest();
});

test("a record that cannot be written is counted, and changes nothing else (LOG-UNSENT)", () => {
  const bench = Bench.standard();
  bench.host.deaf.add("access");
  const client = bench.client();
  bench.send(client, get());
  bench.send(bench.origin(), ok("x"));
  expect(client.text).toMatch(/x$/);
  expect([bench.metric("unsent-access-logs"), bench.metric("access_logs.count")]).toEqual([1, 1]);
  expect(bench.metric("http.active_requests")).toBe(0);
  bench.end(client);
  bench.expectRest();
});

// LOG-ATTRIBUTION, LOG-FIELDS, LOG-TIMES
test("a record says what is known of its own exchange, and nothing of the one before", () => {
  const bench = Bench.standard();
  const client = bench.client();
  const own = "User-Agent: u\r\nX-Request-Id: r\r\nX-Forwarded-For: 1.2.3.4\r\n";
  bench.send(client, get("/first", own).slice(0, 5));
  bench.pass(1000);
  bench.send(client, get("/first", own).slice(5));
  const origin = bench.origin();
  bench.pass(2000);
  bench.send(origin, ok("12345"));
  bench.pass(5000);
  bench.send(client, get("/second").replace("Host: h", "Host: none"));
  const [first, second] = bench.records;
  expect(first).toMatchObject({
    session_address: "10.0.0.1:1001",
    backend_address: "127.0.0.1:9000",
    protocol: "http",
    method: "GET",
    authority: "h",
    path: "/first",
    status: 200,
    reason: "OK",
    user_agent: "u",
    x_request_id: "r",
    xff_chain: "1.2.3.4",
    client_rtt: 1000,
    server_rtt: 2000,
    request_time: 3000,
    response_time: 2000,
    service_time: 1000,
    bytes_in: get("/first", own).length,
  });
  expect(second).toMatchObject({ path: "/second", status: 404, request_time: 0, service_time: 0 });
  const ofFirst = ["cluster_id", "backend_id", "backend_address", "user_agent", "server_rtt"];
  for (const name of [...ofFirst, "x_request_id", "xff_chain", "response_time", "reason"]) {
    expect(second).not.toHaveProperty(name);
  }
  expect(second!["session_id"]).toBe(first!["session_id"]);
  expect(second!["request_id"]).not.toBe(first!["request_id"]);
  bench.end(client);
  expect(first!["bytes_out"]).toBe(client.text.indexOf("12345") + 5);
  bench.pass(seconds(1));
});
