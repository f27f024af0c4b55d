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
  correlation.taken({ session, ordinal, lease }, lease.clientId);
}

test("an order belongs to the oldest open request with its content", () => {
  const correlation = new Correlation();
  asked(correlation, 1, 0);
  asked(correlation, 2, 0);
  expect(
    [0, 1, 0, 1].map((worker) => correlation.ordered(worker, apply.clientId, apply)?.session),
  ).toEqual([1, 1, 2, 2]);
});

test("a request that was answered gets no more orders", () => {
  const correlation = new Correlation();
  asked(correlation, 1, 0);
  asked(correlation, 2, 0);
  correlation.ended(1, 0);
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
