import { expect, test } from "vitest";
import { Correlation } from "./correlation.ts";
import type { LeaseRequest } from "./observation.ts";

const apply: LeaseRequest = {
  clientId: "a",
  detail: 3,
  ttlSeconds: 60,
  clear: undefined,
  reason: undefined,
  peerPid: undefined,
  peerSession: undefined,
};

function asked(correlation: Correlation, session: number, ordinal: number, lease = apply): void {
  correlation.taken({ session, ordinal, lease }, lease.clientId, 0);
}

test("an order belongs to the oldest open request with its content", () => {
  const correlation = new Correlation();
  asked(correlation, 1, 0);
  asked(correlation, 2, 0);
  expect(
    [0, 1, 0, 1].map((worker) => correlation.ordered(worker, apply.clientId, apply)?.session),
  ).toEqual([1, 1, 2, 2]);
});

test("an order behind that of a later request is for the next one with its content", () => {
  const correlation = new Correlation();
  asked(correlation, 1, 0);
  asked(correlation, 1, 1, { ...apply, clientId: "b" });
  expect(correlation.ordered(0, "b", { ...apply, clientId: "b" })?.ordinal).toBe(1);
  asked(correlation, 1, 2);
  expect(correlation.ordered(0, apply.clientId, apply)?.ordinal).toBe(2);
});

test("with nothing else of its content it is out of order", () => {
  const correlation = new Correlation();
  asked(correlation, 1, 0);
  asked(correlation, 1, 1, { ...apply, clientId: "b" });
  correlation.ordered(0, "b", { ...apply, clientId: "b" });
  expect(correlation.ordered(0, apply.clientId, apply)?.ordinal).toBe(0);
});

test("a request that was answered gets no more orders", () => {
  const correlation = new Correlation();
  asked(correlation, 1, 0);
  asked(correlation, 2, 0);
  correlation.ended(1, 0, 0);
  expect(correlation.ordered(0, apply.clientId, apply)?.session).toBe(2);
});

test("a session that left takes its requests along", () => {
  const correlation = new Correlation();
  asked(correlation, 1, 0);
  asked(correlation, 1, 1);
  correlation.left(1);
  expect(correlation.ordered(0, apply.clientId, apply)).toBeUndefined();
});

test.each([
  ["a reason", { ...apply, reason: "why" }, true],
  ["clear=false", { ...apply, clear: false }, true],
  ["who is behind it", { ...apply, peerPid: 7 }, true],
  ["another id", { ...apply, clientId: "b" }, false],
  ["another level", { ...apply, detail: 2 }, false],
  ["another ttl", { ...apply, ttlSeconds: 61 }, false],
  ["clear", { ...apply, clear: true }, false],
])("%s: the same request or not", (_, ordered, same) => {
  const correlation = new Correlation();
  asked(correlation, 1, 0);
  expect(correlation.ordered(0, ordered.clientId, ordered) !== undefined).toBe(same);
});

test("a clear is its id, whatever else was written into it", () => {
  const correlation = new Correlation();
  asked(correlation, 1, 0, { ...apply, clear: true });
  const bare = { ...apply, clear: true, detail: undefined, ttlSeconds: undefined };
  expect(correlation.ordered(0, bare.clientId, bare)?.session).toBe(1);
});

/** What worker 1 is given, one after the other, belongs to these sessions. */
function sessionsOf(correlation: Correlation, count: number): unknown {
  return Array.from({ length: count }).map(
    () => correlation.ordered(1, apply.clientId, apply)?.session,
  );
}

test("an order that found no room until its request was answered belongs to it all the same", () => {
  const correlation = new Correlation();
  correlation.linked(0);
  correlation.linked(1);
  asked(correlation, 1, 0);
  correlation.ordered(0, apply.clientId, apply);
  correlation.ended(1, 0, 5);
  asked(correlation, 2, 0);
  expect(sessionsOf(correlation, 3)).toEqual([1, 2, undefined]);
});

test("a client that left takes nothing along that was ordered already", () => {
  const correlation = new Correlation();
  correlation.linked(1);
  asked(correlation, 1, 0);
  correlation.ordered(0, apply.clientId, apply);
  correlation.left(1);
  expect(sessionsOf(correlation, 2)).toEqual([1, undefined]);
});

test("behind a newer order no older one comes", () => {
  const correlation = new Correlation();
  correlation.linked(1);
  asked(correlation, 1, 0);
  correlation.ended(1, 0, 5);
  asked(correlation, 2, 0, { ...apply, clientId: "b" });
  correlation.ordered(1, "b", { ...apply, clientId: "b" });
  expect(sessionsOf(correlation, 1)).toEqual([undefined]);
});

test("what was overtaken on a channel is over with its reply", () => {
  const correlation = new Correlation();
  correlation.linked(1);
  asked(correlation, 1, 0);
  asked(correlation, 1, 1, { ...apply, clientId: "b" });
  correlation.ordered(1, "b", { ...apply, clientId: "b" });
  correlation.ended(1, 0, 5);
  asked(correlation, 1, 2);
  expect(correlation.ordered(1, apply.clientId, apply)?.ordinal).toBe(2);
});

test("a worker that came later is given nothing that was asked before", () => {
  const correlation = new Correlation();
  asked(correlation, 1, 0);
  correlation.linked(1);
  correlation.ended(1, 0, 5);
  expect(sessionsOf(correlation, 1)).toEqual([undefined]);
});

test("what waits for a worker goes with its channel", () => {
  const correlation = new Correlation();
  correlation.linked(1);
  asked(correlation, 1, 0);
  correlation.ended(1, 0, 5);
  correlation.severed(1);
  expect([correlation.hasOpen, sessionsOf(correlation, 1)]).toEqual([false, [undefined]]);
});
