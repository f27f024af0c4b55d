// How a worker stops serving, and how it follows its configuration while it serves.

import { expect, test } from "vitest";
import { ListenerType } from "../../wire/index.ts";
import { at, Bench, seconds } from "./testing/bench.ts";
import { get, ok, post } from "./testing/messages.ts";

// DRAIN-NO-NEW, DRAIN-FINISHES, DRAIN-QUIESCED
test("a drain closes what is idle and finishes what is under way, uploads included", () => {
  const bench = Bench.standard();
  const [idle, partial, asking, uploading] = [
    bench.client(),
    bench.client(),
    bench.client(),
    bench.client(),
  ];
  bench.send(partial, "GET / HT");
  bench.send(asking, get("/1") + get("/2"));
  const first = bench.origin();
  bench.send(uploading, post("/", "1234", "Content-Length: 8\r\n"));
  const second = bench.origin();
  bench.drain();
  expect([idle, partial].map(({ isEnded }) => isEnded)).toEqual([true, true]);
  expect([asking, uploading].map(({ isEnded }) => isEnded)).toEqual([false, false]);
  bench.send(uploading, "5678");
  expect(second.text).toMatch(/12345678$/);
  bench.send(first, ok("one"));
  bench.send(second, ok("two"));
  expect(asking.text).toMatch(/connection: close\r\n\r\none$/);
  expect(uploading.text).toMatch(/connection: close\r\n\r\ntwo$/);
  expect(first.text).not.toContain("/2");
  expect(bench.records.map(({ message }) => message)).toEqual(["H1::Complete", "H1::Complete"]);
  for (const client of [idle, partial, asking, uploading]) bench.end(client);
  expect(bench.plane.isBusy).toBe(false);
});

// DRAIN-NO-NEW
test("who had said nothing when it was told that it is over begins no HTTP/2 behind that", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.drain();
  bench.send(client, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0");
  expect([client.isEnded, client.text]).toEqual([true, ""]);
  expect(bench.plane.isBusy).toBe(true);
  bench.end(client);
  expect(bench.plane.isBusy).toBe(false);
});

// DRAIN-DEADLINE
test("what is left at the deadline of a drain is ended and released", () => {
  const bench = Bench.standard();
  bench.verb({
    case: "removeBackend",
    value: { clusterId: "c", backendId: "c-0", address: at(9000) },
  });
  bench.backend("c", 0);
  const client = bench.client();
  bench.send(client, get());
  const origin = bench.origin();
  bench.drain();
  bench.send(origin, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
  for (let count = 0; count < 59; count += 1) {
    bench.pass(seconds(1));
    bench.send(origin, "x");
  }
  expect(client.isEnded).toBe(false);
  bench.pass(seconds(1));
  expect([client.wasReset, origin.wasReset]).toEqual([true, true]);
  expect(bench.records).toMatchObject([{ message: "session close", level: "error" }]);
  bench.expectRest();
});

test("a client that comes to a closed listener is turned away", () => {
  const bench = Bench.standard();
  const before = bench.client();
  bench.verb({
    case: "deactivateListener",
    value: { address: at(80), proxy: ListenerType.HTTP },
  });
  expect(bench.client().wasReset).toBe(true);
  // What stands is served on.
  bench.send(before, get());
  bench.send(bench.origin(), ok("x"));
  expect(before.text).toMatch(/x$/);
  bench.end(before);
  bench.expectRest();
});

// CONFIG-REMOVE
test("a back end that is removed finishes what it has and gets nothing more", () => {
  const bench = Bench.standard(2);
  const client = bench.client();
  bench.send(client, get("/1"));
  const first = bench.origin();
  const removed = bench.host.dialled[0]!.to as { readonly port: number };
  const backendId = `c-${removed.port - 9000}`;
  bench.verb({
    case: "removeBackend",
    value: { clusterId: "c", backendId, address: at(removed.port) },
  });
  bench.send(first, ok("one"));
  bench.send(client, get("/2"));
  expect(bench.host.dialled).toHaveLength(2);
  expect(bench.host.dialled[1]!.to).not.toEqual(removed);
  bench.send(bench.origin(), ok("two"));
  expect(client.text).toMatch(/one.*two$/s);
  bench.end(client);
  bench.expectRest();
});

test("a cluster that is removed while it answers is answered for, and then is 404", () => {
  const bench = Bench.standard();
  const client = bench.client();
  bench.send(client, get("/1"));
  const origin = bench.origin();
  bench.verb({ case: "removeCluster", value: "c" });
  bench.send(origin, ok("one"));
  bench.send(client, get("/2"));
  expect(client.text).toMatch(/one.*HTTP\/1\.1 404 /s);
  bench.end(client);
  bench.expectRest();
});
