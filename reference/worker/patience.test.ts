// What becomes of requests when somebody takes too long: back ends, clients, connections without work.

import { expect, test } from "vitest";
import { Bench, seconds } from "./testing/bench.ts";
import { get, ok, post } from "./testing/messages.ts";

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
