// Every malformed frame, the error that the RFC names for it, whole and octet by octet.
import { expect, test } from "vitest";
import { connectionPreface, ErrorCode } from "./frame-type.ts";
import { writeSettingsAck } from "./frame-writer.ts";
import {
  join,
  kinds,
  octets,
  raw,
  read,
  SETTINGS,
  type Writer,
  written,
  T,
  F,
  FOUR,
  setting,
} from "./testing/frames.ts";

type Fault = readonly [
  name: string,
  frames: Uint8Array,
  scope: "connection" | "stream",
  code: keyof typeof ErrorCode,
  reason: string,
  writer?: Writer,
];

const FAULTS: readonly Fault[] = [
  ["DATA on stream 0", raw({}), "connection", "protocolError", "stream-zero"],
  [
    "padded DATA without a padding length",
    raw({ flags: F.padded, streamId: 1 }),
    "connection",
    "frameSizeError",
    "frame-length",
  ],
  [
    "DATA that is all padding and one more",
    raw({ flags: F.padded, streamId: 1, payload: octets(3, 0, 0) }),
    "connection",
    "protocolError",
    "padding",
  ],
  ["HEADERS on stream 0", raw({ type: 1, flags: 4 }), "connection", "protocolError", "stream-zero"],
  [
    "HEADERS too short for a priority",
    raw({ type: 1, flags: F.priority, streamId: 1, payload: octets(0, 0, 0, 0) }),
    "connection",
    "frameSizeError",
    "frame-length",
  ],
  [
    "HEADERS too short for padding and a priority",
    raw({ type: 1, flags: F.priority | F.padded, streamId: 1, payload: octets(0, 0, 0, 0, 0) }),
    "connection",
    "frameSizeError",
    "frame-length",
  ],
  [
    "HEADERS with more padding than there is left behind the priority",
    raw({ type: 1, flags: F.priority | F.padded, streamId: 1, payload: octets(1, 0, 0, 0, 0, 0) }),
    "connection",
    "protocolError",
    "padding",
  ],
  [
    "PRIORITY on stream 0",
    raw({ type: T.priority, payload: octets(0, 0, 0, 1, 0) }),
    "connection",
    "protocolError",
    "stream-zero",
  ],
  [
    "PRIORITY of four octets",
    raw({ type: T.priority, streamId: 1, payload: FOUR }),
    "stream",
    "frameSizeError",
    "frame-length",
  ],
  [
    "PRIORITY of six octets",
    raw({ type: T.priority, streamId: 1, payload: octets(0, 0, 0, 2, 0, 0) }),
    "stream",
    "frameSizeError",
    "frame-length",
  ],
  [
    "a stream that depends on itself, exclusively",
    raw({ type: T.priority, streamId: 1, payload: octets(0x80, 0, 0, 1, 0) }),
    "stream",
    "protocolError",
    "depends-on-itself",
  ],
  [
    "RST_STREAM on stream 0",
    raw({ type: T.rstStream, payload: FOUR }),
    "connection",
    "protocolError",
    "stream-zero",
  ],
  [
    "RST_STREAM of three octets",
    raw({ type: T.rstStream, streamId: 1, payload: octets(0, 0, 0) }),
    "connection",
    "frameSizeError",
    "frame-length",
  ],
  [
    "SETTINGS on a stream",
    raw({ type: T.settings, streamId: 1 }),
    "connection",
    "protocolError",
    "stream-not-zero",
  ],
  [
    "SETTINGS of seven octets",
    raw({ type: T.settings, payload: new Uint8Array(7) }),
    "connection",
    "frameSizeError",
    "frame-length",
  ],
  [
    "an acknowledgement with an entry",
    raw({ type: T.settings, flags: F.ack, payload: new Uint8Array(6) }),
    "connection",
    "frameSizeError",
    "frame-length",
  ],
  [
    "sixty-five entries",
    raw({ type: T.settings, payload: new Uint8Array(65 * 6) }),
    "connection",
    "enhanceYourCalm",
    "settings-entries",
  ],
  ["ENABLE_PUSH of 2", setting(2, 2), "connection", "protocolError", "setting-value"],
  ["ENABLE_PUSH by a server", setting(2, 1), "connection", "protocolError", "setting-value"],
  [
    "INITIAL_WINDOW_SIZE of 2^31",
    setting(4, 2 ** 31),
    "connection",
    "flowControlError",
    "setting-window",
  ],
  ["MAX_FRAME_SIZE below", setting(5, 16_383), "connection", "protocolError", "setting-value"],
  ["MAX_FRAME_SIZE above", setting(5, 16_777_216), "connection", "protocolError", "setting-value"],
  ["ENABLE_CONNECT_PROTOCOL", setting(8, 2), "connection", "protocolError", "setting-value"],
  ["NO_RFC7540_PRIORITIES", setting(9, 2), "connection", "protocolError", "setting-value"],
  [
    "PUSH_PROMISE on stream 0",
    raw({ type: T.pushPromise, payload: FOUR }),
    "connection",
    "protocolError",
    "stream-zero",
  ],
  [
    "PUSH_PROMISE of three octets",
    raw({ type: T.pushPromise, streamId: 1, payload: octets(0, 0, 0) }),
    "connection",
    "frameSizeError",
    "frame-length",
  ],
  [
    "a promise of stream 0",
    raw({ type: T.pushPromise, streamId: 1, payload: octets(0x80, 0, 0, 0) }),
    "connection",
    "protocolError",
    "promised-id",
  ],
  [
    "a promise of a client's stream",
    raw({ type: T.pushPromise, streamId: 1, payload: octets(0, 0, 0, 3) }),
    "connection",
    "protocolError",
    "promised-id",
  ],
  [
    "a client that pushes",
    raw({ type: T.pushPromise, flags: F.endHeaders, streamId: 1, payload: FOUR }),
    "connection",
    "protocolError",
    "push-by-client",
    "client",
  ],
  [
    "PING on a stream",
    raw({ type: T.ping, streamId: 1, payload: new Uint8Array(8) }),
    "connection",
    "protocolError",
    "stream-not-zero",
  ],
  [
    "PING of nine octets",
    raw({ type: T.ping, payload: new Uint8Array(9) }),
    "connection",
    "frameSizeError",
    "frame-length",
  ],
  [
    "GOAWAY on a stream",
    raw({ type: T.goaway, streamId: 1, payload: new Uint8Array(8) }),
    "connection",
    "protocolError",
    "stream-not-zero",
  ],
  [
    "GOAWAY of seven octets",
    raw({ type: T.goaway, payload: new Uint8Array(7) }),
    "connection",
    "frameSizeError",
    "frame-length",
  ],
  [
    "WINDOW_UPDATE of five octets",
    raw({ type: T.windowUpdate, streamId: 1, payload: new Uint8Array(5) }),
    "connection",
    "frameSizeError",
    "frame-length",
  ],
  [
    "an increment of 0 on a stream, below the reserved bit",
    raw({ type: T.windowUpdate, streamId: 1, payload: octets(0x80, 0, 0, 0) }),
    "stream",
    "protocolError",
    "increment-zero",
  ],
  [
    "an increment of 0 on the connection",
    raw({ type: T.windowUpdate, payload: octets(0, 0, 0, 0) }),
    "connection",
    "protocolError",
    "increment-zero",
  ],
  [
    "CONTINUATION of nothing",
    raw({ type: T.continuation, streamId: 1 }),
    "connection",
    "protocolError",
    "continuation-alone",
  ],
  [
    "CONTINUATION behind the end of a block",
    join([raw({ type: 1, flags: 4, streamId: 1 }), raw({ type: T.continuation, streamId: 1 })]),
    "connection",
    "protocolError",
    "continuation-alone",
  ],
  [
    "CONTINUATION of another stream's block",
    join([raw({ type: 1, streamId: 1 }), raw({ type: T.continuation, streamId: 3 })]),
    "connection",
    "protocolError",
    "block-interrupted",
  ],
  [
    "an unknown frame within a block",
    join([raw({ type: 1, streamId: 1 }), raw({ type: 0xfe, streamId: 1 })]),
    "connection",
    "protocolError",
    "block-interrupted",
  ],
  [
    "DATA within a block that CONTINUATION goes on with",
    join([
      raw({ type: 1, streamId: 1 }),
      raw({ type: T.continuation, streamId: 1 }),
      raw({ streamId: 1 }),
    ]),
    "connection",
    "protocolError",
    "block-interrupted",
  ],
  [
    "HEADERS within the block of a promise",
    join([
      raw({ type: T.pushPromise, streamId: 1, payload: FOUR }),
      raw({ type: 1, flags: 4, streamId: 1 }),
    ]),
    "connection",
    "protocolError",
    "block-interrupted",
  ],
  [
    "a frame of one octet more than the limit",
    raw({ streamId: 1, declaredBytes: 16_385 }),
    "connection",
    "frameSizeError",
    "frame-above-limit",
  ],
  [
    "an unknown frame of 16 MiB",
    raw({ type: 0xfe, declaredBytes: 16_777_215 }),
    "connection",
    "frameSizeError",
    "frame-above-limit",
  ],
];

const PING = raw({ type: T.ping, payload: octets(1, 2, 3, 4, 5, 6, 7, 8) });

const named = FAULTS.map((fault) => [fault[0], fault] as const);

test.each(named)("%s is the error that the RFC names", (_, fault) => {
  const [, frames, scope, code, reason, writer = "server"] = fault;
  const start = writer === "client" ? join([connectionPreface(), SETTINGS]) : SETTINGS;
  const results = read(writer, [join([start, frames, PING])]);
  const found = results.find(({ plain }) => plain["kind"] === "fault");
  expect(found?.plain).toEqual({
    kind: "fault",
    scope,
    streamId: scope === "stream" ? 1 : 0,
    code: ErrorCode[code],
    reason,
  });
  // After a stream's error the connection goes on, after its own there is nothing.
  expect(kinds(results).at(-1)).toBe(scope === "stream" ? "ping" : "fault");
});

test.each(named)("%s is found in the same place octet by octet", (_, fault) => {
  const [, frames, , , , writer = "server"] = fault;
  const start = writer === "client" ? join([connectionPreface(), SETTINGS]) : SETTINGS;
  const stream = join([start, frames, PING]);
  const bytewise = Array.from(stream, (octet) => octets(octet));
  expect(read(writer, bytewise)).toEqual(read(writer, [stream]));
});

test("a wrong octet of the preface is noticed when it comes", () => {
  const preface = connectionPreface();
  for (let at = 0; at < preface.length; at += 1) {
    const wrong = preface.slice(0, at + 1);
    wrong[at] = wrong[at]! ^ 0x20;
    expect(read("client", [wrong]).map(({ plain }) => plain["reason"])).toEqual(["preface"]);
    expect(read("client", [preface.subarray(0, at)])).toEqual([]);
  }
});

test.each([
  ["a PING", PING],
  [
    "an acknowledgement",
    written((out) => {
      writeSettingsAck(out);
    }),
  ],
])("%s may not be the first frame", (_, frame) => {
  expect(read("server", [frame]).map(({ plain }) => plain["reason"])).toEqual(["settings-first"]);
});
