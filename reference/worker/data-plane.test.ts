import { expect, test } from "vitest";
import { Bench, seconds } from "./testing/bench.ts";

const get = (path = "/", more = ""): string => `GET ${path} HTTP/1.1\r\nHost: h\r\n${more}\r\n`;
const ok = (body: string): string =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

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

test("seconds pass", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.pass(seconds(10));
  expect(client.text).toMatch(/^HTTP\/1\.1 408 /);
  expect(client.isEnded).toBe(true);
  bench.end(client);
  bench.expectRest();
});
