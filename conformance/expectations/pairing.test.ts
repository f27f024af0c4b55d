// Replies are counted off against requests as far as a client can: one that is missing is missing once.
import { expect, test } from "vitest";
import type { ConnectionJournal, JournalEntry } from "../../sim/index.ts";
import {
  create,
  encodeRequest,
  encodeResponse,
  EventKind,
  EventSchema,
  frameOf,
  RequestSchema,
  ResponseContentSchema,
  ResponseSchema,
  EmptySchema,
} from "../../wire/index.ts";
import { crowdedFrom, pairsOf } from "./pairing.ts";

const status = create(RequestSchema, {
  requestType: { case: "status", value: create(EmptySchema) },
});
const subscription = create(RequestSchema, {
  requestType: { case: "subscribeEvents", value: create(EmptySchema) },
});

function sent(at: number, requests = 1, request = status): JournalEntry {
  const bytes = frameOf(encodeRequest(request));
  return { kind: "sent", at, step: `s${at}`, bytes, requests, requestId: undefined };
}

function received(at: number, message = create(ResponseSchema, { status: 0, message: "" })) {
  const entry: JournalEntry = { kind: "received", at, payload: encodeResponse(message), message };
  return entry;
}

const event = create(ResponseSchema, {
  status: 1,
  message: "main",
  content: create(ResponseContentSchema, {
    contentType: {
      case: "event",
      value: create(EventSchema, { kind: EventKind.METRIC_DETAIL_CHANGED }),
    },
  }),
});

function journal(...entries: JournalEntry[]): ConnectionJournal {
  const opened = { openedAt: 0, connectedAt: 0, outcome: "connected" } as const;
  return { actor: "a", connection: "main", ...opened, entries, isKept: true };
}

const standings = (...entries: JournalEntry[]): string[] =>
  pairsOf(journal(...entries)).map(({ standing }) => standing);

test("replies that follow each request are theirs", () => {
  const pairs = pairsOf(journal(sent(1), received(2), sent(3), received(4)));
  expect(pairs.map(({ reply, standing }) => [reply?.at, standing])).toEqual([
    [2, "answered"],
    [4, "answered"],
  ]);
});

test("of requests that were open together and are one reply short, one is missing and the others are doubtful", () => {
  expect(standings(sent(1), received(2), sent(3), sent(4), sent(5), received(6))).toEqual([
    "answered",
    "doubtful",
    "missing",
    "doubtful",
  ]);
});

test("a connection that ended has lost its last replies", () => {
  const over: JournalEntry = { kind: "was-reset", at: 9 };
  expect(standings(sent(1, 3), received(2), over)).toEqual(["answered", "missing", "doubtful"]);
});

test("whoever closes its connection is owed nothing more", () => {
  expect(standings(sent(1), { kind: "closed", at: 2 })).toEqual(["answered"]);
});

test("a subscription may be answered with events alone", () => {
  expect(standings(sent(1, 1, subscription), received(2, event))).toEqual(["answered"]);
  expect(standings(sent(1), received(2, event))).toEqual(["missing"]);
});

test("requests are a crowd from the first of those that were open together", () => {
  expect(crowdedFrom(journal(sent(1), received(2), sent(3), received(4)))).toBe(Infinity);
  expect(crowdedFrom(journal(sent(1), received(2), sent(3), sent(4)))).toBe(3);
});
