// H1-UPGRADE: a connection that is no longer HTTP.

import { expect, test } from "vitest";
import { Bench, seconds } from "./testing/bench.ts";
import { get, ok } from "./testing/messages.ts";
import type { Peer } from "./testing/peer.ts";

const asked = get("/ws", "Connection: upgrade\r\nUpgrade: websocket\r\n");
const agreed =
  "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";

function tunnel(): { readonly bench: Bench; readonly client: Peer; readonly origin: Peer } {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, `${asked}early`);
  const origin = bench.origin();
  expect(origin.news).toMatch(/connection: upgrade\r\nupgrade: websocket\r\n(?:(?!early).)*$/s);
  bench.send(origin, `${agreed}EARLY`);
  expect(client.news).toMatch(/^HTTP\/1\.1 101 .*upgrade: websocket\r\n(?:.*\r\n)?\r\nEARLY$/s);
  expect(origin.news).toBe("early");
  return { bench, client, origin };
}

const gaugesOf = (bench: Bench): readonly number[] =>
  ["http.active_requests", "protocol.http", "protocol.ws", "websocket.active_requests"].map(
    (name) => bench.metric(name),
  );

test("after a 101 bytes pass both ways, and one record says so", () => {
  const { bench, client, origin } = tunnel();
  expect(bench.records).toMatchObject([{ message: "H1::Upgrade", status: 101, level: "info" }]);
  expect(gaugesOf(bench)).toEqual([0, 0, 1, 1]);
  expect(bench.metric("backend.connections")).toBe(1);
  bench.send(client, get("/not-http"));
  expect(origin.news).toBe(get("/not-http"));
  bench.send(origin, "\x00\x01");
  expect(client.news).toBe("\x00\x01");
  bench.end(client);
  bench.end(origin);
  expect(bench.records).toHaveLength(1);
  bench.expectRest();
});

test.each(["client", "origin"] as const)("the %s may end first, and the other goes on", (first) => {
  const { bench, client, origin } = tunnel();
  const [one, other] = first === "client" ? [client, origin] : [origin, client];
  bench.send(one, "last words");
  bench.end(one);
  expect(other.news).toBe("last words");
  expect([other.isEnded, one.isEnded]).toEqual([true, false]);
  bench.send(other, "still here");
  expect(one.news).toBe("still here");
  bench.end(other);
  expect(one.isEnded).toBe(true);
  bench.expectRest();
});

test.each(["client", "origin"] as const)("a reset by the %s ends the tunnel for both", (who) => {
  const { bench, client, origin } = tunnel();
  const [one, other] = who === "client" ? [client, origin] : [origin, client];
  bench.reset(one);
  expect(other.wasReset).toBe(true);
  expect(bench.records).toHaveLength(1);
  bench.expectRest();
});

test("a tunnel in which nothing moves ends after front_timeout", () => {
  const { bench, client, origin } = tunnel();
  for (let count = 0; count < 4; count += 1) {
    bench.pass(seconds(50));
    bench.send(count % 2 === 0 ? client : origin, "x");
  }
  bench.pass(seconds(60));
  expect([client.wasReset, origin.wasReset]).toEqual([true, true]);
  bench.expectRest();
});

test("a request for an upgrade that is answered otherwise leaves the connection HTTP", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, asked + get("/after"));
  const origin = bench.origin();
  bench.send(origin, ok("no"));
  expect(origin.text).toContain("GET /after ");
  bench.send(origin, ok("after"));
  expect(client.text).toMatch(/no.*after$/s);
  expect(bench.records.map(({ status }) => status)).toEqual([200, 200]);
  bench.end(client);
  bench.expectRest();
});

test("a tunnel is cut at the end of a drain, and not before", () => {
  const { bench, client, origin } = tunnel();
  bench.drain();
  bench.pass(seconds(30));
  bench.send(client, "x");
  expect(origin.news).toBe("x");
  bench.pass(seconds(30));
  expect([client.wasReset, origin.wasReset]).toEqual([true, true]);
  bench.expectRest();
});
