// RETRY-SAFE and BODY-TRUNCATED over the whole product of what may have happened to an exchange.

import { expect, test } from "vitest";
import type { FlowFailure } from "./flow.ts";
import type { Slot } from "./slot.ts";
import { verdictOf, type Verdict } from "./verdict.ts";

const failures: readonly FlowFailure[] = [
  "lost",
  "truncated",
  "reset",
  "malformed",
  "timeout",
  "unprocessed",
];
const flags = [false, true];

interface Case {
  readonly failure: FlowFailure;
  readonly method: string;
  readonly isAnswerOut: boolean;
  readonly isAnswerHeadIn: boolean;
  readonly isRequestOut: boolean;
  readonly isBodyOut: boolean;
  readonly wasUsed: boolean;
  readonly isReplayed: boolean;
}

const cases: readonly Case[] = failures.flatMap((failure) =>
  ["GET", "POST", "PUT", "PATCH", "DELETE"].flatMap((method) =>
    Array.from({ length: 64 }, (_, bits): Case => {
      const bit = (at: number): boolean => flags[(bits >> at) & 1]!;
      return {
        failure,
        method,
        isAnswerOut: bit(0),
        isAnswerHeadIn: bit(1),
        isRequestOut: bit(2),
        isBodyOut: bit(3),
        wasUsed: bit(4),
        isReplayed: bit(5),
      };
    }),
  ),
);

/** In the contract's words, one sentence after the other. */
function expected(one: Case): Verdict {
  // "never a second head on a stream that had one"
  const sentences: readonly (readonly [boolean, Verdict])[] = [
    [one.isAnswerOut, "cut"],
    [one.isAnswerHeadIn, "answer"],
    [one.isBodyOut, "answer"],
    // "or the back end proved that it was not processed"
    [one.failure === "unprocessed", "again"],
    // "never after back_timeout"; a byte of an answer is an answer.
    [one.failure !== "lost", "answer"],
    // "only while no byte of it was accepted by a back-end connection"
    [!one.isRequestOut, "again"],
    // "once more when a reused connection closed before the first byte of an answer"
    [one.wasUsed && !one.isReplayed && ["GET", "PUT", "DELETE"].includes(one.method), "replay"],
  ];
  return sentences.find(([holds]) => holds)?.[1] ?? "answer";
}

test("what becomes of a request follows from how far both directions have come", () => {
  const wrong = cases.filter((one) => {
    const slot = {
      request: {
        head: { method: one.method },
        forwardedHead: one.isRequestOut,
        forwarded: one.isBodyOut ? 1 : 0,
      },
      response: {
        head: one.isAnswerHeadIn ? {} : undefined,
        forwardedHead: one.isAnswerOut,
        failure: one.failure,
      },
      record: { isReplayed: one.isReplayed },
    } as unknown as Slot;
    return verdictOf(slot, one.wasUsed) !== expected(one);
  });
  expect(wrong).toEqual([]);
});

test("a request that an interim answer came for is not repeated", () => {
  const request = { forwarded: 0, forwardedHead: true, head: { method: "GET" } };
  const response = { forwardedHead: false, head: undefined, failure: "lost", hasInterim: true };
  const slot = { request, response, record: { isReplayed: false } } as unknown as Slot;
  expect(verdictOf(slot, true)).toBe("answer");
});

test("a request without a head is not repeated", () => {
  const request = { forwarded: 0, forwardedHead: true, head: undefined };
  const response = { forwardedHead: false, head: undefined, failure: "lost" };
  const slot = { request, response, record: { isReplayed: false } } as unknown as Slot;
  expect(verdictOf(slot, true)).toBe("answer");
});
