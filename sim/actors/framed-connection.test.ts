import { beforeEach, expect, test } from "vitest";
import {
  create,
  decodeResponse,
  encodeResponse,
  frameOf,
  ResponseSchema,
  ResponseStatus,
} from "../../wire/index.ts";
import { DeafHost } from "./deaf-host.ts";
import { FramedConnection } from "./framed-connection.ts";
import { createActorJournal, openConnectionJournal } from "./journal.ts";
import type { ConnectionJournal } from "./journal.ts";

let host: DeafHost;
let journal: ConnectionJournal;
let connection: FramedConnection;

beforeEach(() => {
  host = new DeafHost();
  journal = openConnectionJournal(createActorJournal("alice"), "main", 0);
  connection = new FramedConnection(host, {
    conn: 2,
    journal,
    decode: decodeResponse,
    frameBytesMax: 100,
  });
});

const request = (step: string, bytes: Uint8Array) => ({
  step,
  bytes,
  requests: 1,
  requestId: undefined,
});

const reply = frameOf(
  encodeResponse(create(ResponseSchema, { status: ResponseStatus.OK, message: "done" })),
);

test("what is sent before the connection is there leaves when it is", () => {
  connection.send(5, request("s1", Uint8Array.of(1, 2)));
  expect(host.written).toEqual([]);
  connection.onConnect(9, "connected");
  expect(host.written).toEqual([Uint8Array.of(1, 2)]);
  expect(journal).toMatchObject({
    connectedAt: 9,
    outcome: "connected",
    entries: [{ kind: "sent", at: 9, step: "s1" }],
  });
});

test("a request counts as sent when its last byte was taken", () => {
  connection.onConnect(0, "connected");
  host.roomBytes = 2;
  connection.send(1, request("s1", Uint8Array.of(1, 2, 3)));
  expect(journal.entries).toEqual([]);
  host.roomBytes = 10;
  connection.onWritable(7);
  expect(host.written).toEqual([Uint8Array.of(1, 2), Uint8Array.of(3)]);
  expect(journal.entries).toMatchObject([{ kind: "sent", at: 7, step: "s1" }]);
});

test.each(Array.from({ length: reply.length }, (_none, cut) => cut))(
  "a reply cut at %i is one reply, at the instant of its last byte",
  (cut) => {
    expect(connection.onData(3, reply.subarray(0, cut))).toBe(cut);
    expect(connection.onData(4, reply.subarray(cut))).toBe(reply.length - cut);
    expect(journal.entries).toMatchObject([
      { kind: "received", at: 4, message: { message: "done" } },
    ]);
  },
);

test("a refused connection sends nothing and says why", () => {
  connection.send(1, request("s1", Uint8Array.of(1)));
  connection.onConnect(2, "refused");
  expect(host.written).toEqual([]);
  expect(connection.canSend).toBe(false);
  expect(journal.outcome).toBe("refused");
});

test("a half-close ends after what waits and still reads", () => {
  connection.onConnect(0, "connected");
  host.roomBytes = 1;
  connection.send(1, request("s1", Uint8Array.of(1, 2)));
  connection.halfClose(2);
  expect(host.ended).toEqual([]);
  expect(connection.canSend).toBe(false);
  host.roomBytes = 10;
  connection.onWritable(3);
  expect(host.ended).toEqual([2]);
  connection.onData(4, reply);
  expect(journal.entries.map(({ kind }) => kind)).toEqual(["sent", "half-closed", "received"]);
});

test("a closed connection throws away what arrives", () => {
  connection.onConnect(0, "connected");
  connection.close(1);
  expect(connection.onData(2, reply)).toBe(reply.length);
  expect(journal.entries.map(({ kind }) => kind)).toEqual(["closed"]);
  expect(host.ended).toEqual([2]);
});

test("a paused reader takes nothing until it resumes", () => {
  connection.pauseReading();
  expect(connection.onData(1, reply)).toBe(0);
  connection.resumeReading();
  expect(host.resumed).toEqual([2]);
  expect(connection.onData(2, reply)).toBe(reply.length);
});

test("a reset ends at once and once", () => {
  connection.onConnect(0, "connected");
  connection.reset(1);
  connection.reset(2);
  connection.send(3, request("s1", Uint8Array.of(1)));
  expect(host.resets).toEqual([2]);
  expect(host.written).toEqual([]);
});

test("the peer's end ends our side too", () => {
  connection.onConnect(0, "connected");
  connection.onEnd(4);
  expect(host.ended).toEqual([2]);
  expect(connection.canSend).toBe(false);
  expect(journal.entries).toEqual([{ kind: "ended", at: 4 }]);
});

test("the peer's reset is noted", () => {
  connection.onConnect(0, "connected");
  connection.onReset(4);
  expect(connection.canSend).toBe(false);
  expect(journal.entries).toEqual([{ kind: "was-reset", at: 4 }]);
});

test("what is no frame is noted, and what follows an oversize is not read", () => {
  connection.onData(1, Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0));
  connection.onData(2, frameOf(Uint8Array.of(0x0f)));
  connection.onData(3, Uint8Array.of(101, 0, 0, 0, 0, 0, 0, 0));
  connection.onData(4, reply);
  expect(journal.entries).toMatchObject([
    { kind: "unreadable", fault: "undersize" },
    { kind: "unreadable", fault: "bad-tag" },
    { kind: "unreadable", fault: "oversize" },
  ]);
});
