import fc from "fast-check";
import { expect, test } from "vitest";
import { WireMisuseError } from "../misuse.ts";
import type { FrameEvent } from "./frame-event.ts";
import { FrameReader } from "./frame-reader.ts";
import { connectionPreface, ErrorCode, FrameFlag, FrameType, SettingId } from "./frame-type.ts";
import {
  type RawFrame,
  writeData,
  writeGoaway,
  writeHeaders,
  writePaddedData,
  writePing,
  writePriority,
  writePushPromise,
  writeRawFrame,
  writeReset,
  writeSettings,
  writeSettingsAck,
  writeWindowUpdate,
} from "./frame-writer.ts";
import { OctetWriter } from "./octet-writer.ts";
import { settingId, settingValue } from "./setting.ts";

type Writer = "client" | "server";
type Plain = Readonly<Record<string, unknown>>;

const octets = (...values: number[]): Uint8Array => Uint8Array.from(values);
const span = (bytes: Uint8Array): { bytes: Uint8Array; start: number; end: number } => ({
  bytes,
  start: 0,
  end: bytes.length,
});
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const join = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

function written(...writes: ((out: OctetWriter) => void)[]): Uint8Array {
  const out = new OctetWriter(16);
  for (const write of writes) write(out);
  return out.take();
}

const raw = (frame: Partial<RawFrame>): Uint8Array =>
  written((out) => {
    writeRawFrame(out, { type: 0, flags: 0, streamId: 0, payload: octets(), ...frame });
  });

const SETTINGS = written((out) => {
  writeSettings(out, []);
});

// What an event says, as a value of its own.
const facts: {
  [Kind in FrameEvent["kind"]]: (event: Extract<FrameEvent, { kind: Kind }>) => Plain;
} = {
  data: ({ endStream }) => ({ endStream }),
  headers: ({ endStream, endHeaders, hasPriority, isExclusive, dependsOn, weight }) => ({
    endStream,
    endHeaders,
    priority: hasPriority ? [isExclusive, dependsOn, weight] : "none",
  }),
  "push-promise": ({ endHeaders, promisedId }) => ({ endHeaders, promisedId }),
  continuation: ({ endHeaders }) => ({ endHeaders }),
  goaway: ({ lastStreamId, code }) => ({ lastStreamId, code }),
  unknown: ({ type, flags }) => ({ type, flags }),
  priority: ({ streamId, isExclusive, dependsOn, weight }) => ({
    streamId,
    priority: [isExclusive, dependsOn, weight],
  }),
  "rst-stream": ({ streamId, code }) => ({ streamId, code }),
  settings: (event) => ({
    isAck: event.isAck,
    entries: Array.from({ length: event.entries }, (_, index) => [
      settingId(event, index),
      settingValue(event, index),
    ]),
  }),
  ping: ({ isAck, bytes, start, end }) => ({ isAck, opaque: hex(bytes.subarray(start, end)) }),
  "window-update": ({ streamId, increment }) => ({ streamId, increment }),
  fault: ({ scope, streamId, code, reason }) => ({ scope, streamId, code, reason }),
};

const factsOf = (event: FrameEvent): Plain =>
  (facts[event.kind] as (event: FrameEvent) => Plain)(event);

interface Whole {
  readonly plain: Plain;
  readonly payload: string;
  readonly isOpen: boolean;
}

type PieceEvent = Extract<FrameEvent, { isFirst: boolean }>;

const isPiece = (event: FrameEvent): event is PieceEvent => PIECES.has(event.kind);
const PIECES: ReadonlySet<string> = new Set([
  "data",
  "headers",
  "push-promise",
  "continuation",
  "goaway",
  "unknown",
]);

/** Pieces of one frame become one entry, so that only what differs for a user differs. */
function joined(results: readonly Whole[], event: FrameEvent): readonly Whole[] {
  const plain = { kind: event.kind, ...factsOf(event) };
  return isPiece(event)
    ? withPiece(results, event, plain)
    : [...results, { plain, payload: "", isOpen: false }];
}

function withPiece(results: readonly Whole[], event: PieceEvent, own: Plain): readonly Whole[] {
  const { bytes, start, end, isFirst, isLast, lengthBytes, streamId } = event;
  const before = results.at(-1);
  const payload = hex(bytes.subarray(start, end));
  const plain = { ...own, streamId, lengthBytes };
  // A first piece begins a frame where none is open, any other goes on with the open one.
  expect(before?.isOpen ?? false).toBe(!isFirst);
  expect(isFirst ? plain : before?.plain).toEqual(plain);
  return isFirst
    ? [...results, { plain, payload, isOpen: !isLast }]
    : [...results.slice(0, -1), { plain, payload: before!.payload + payload, isOpen: !isLast }];
}

function read(writer: Writer, chunks: readonly Uint8Array[]): readonly Whole[] {
  const reader = new FrameReader({ writer });
  let results: readonly Whole[] = [];
  for (const chunk of chunks) {
    const borrowed = chunk.slice();
    reader.push(borrowed);
    for (let event = reader.next(); event !== undefined; event = reader.next()) {
      results = joined(results, event);
    }
    // What was borrowed is used for something else.
    borrowed.fill(0xee);
  }
  return results;
}

const readServer = (...frames: Uint8Array[]): readonly Whole[] =>
  read("server", [join([SETTINGS, ...frames])]).slice(1);

const BLOCK = Uint8Array.from({ length: 40 }, (_, index) => index);

/** Every kind of event but faults, some of them more than once. */
const EXCHANGE = written(
  (out) => {
    out.append(connectionPreface());
    writeSettings(out, [
      [SettingId.headerTableSize, 65_536],
      [SettingId.enablePush, 0],
      [SettingId.initialWindowSize, 0x7fff_ffff],
      [SettingId.maxFrameSize, 16_777_215],
      [0xbeef, 0xffff_ffff],
    ]);
    writeSettingsAck(out);
    writeWindowUpdate(out, 0, 0x7fff_ffff);
    writePing(out, span(octets(1, 2, 3, 4, 5, 6, 7, 8)), false);
    writePing(out, span(octets(8, 7, 6, 5, 4, 3, 2, 1)), true);
  },
  (out) => {
    const priority = { isExclusive: true, dependsOn: 0x7fff_ffff, weight: 256 };
    writeHeaders(out, BLOCK, {
      streamId: 1,
      endStream: false,
      frameBytesMax: 33,
      priority,
      paddingBytes: 3,
    });
    writeHeaders(out, octets(), { streamId: 3, endStream: true, frameBytesMax: 16_384 });
    writePriority(out, 5, { isExclusive: false, dependsOn: 0, weight: 1 });
    writeData(out, 1, span(octets(1, 2, 3)), false);
    writePaddedData(out, span(octets(4, 5)), { streamId: 1, endStream: false, paddingBytes: 6 });
    writePaddedData(out, span(octets()), { streamId: 1, endStream: false, paddingBytes: 0 });
    writeData(out, 1, span(octets()), true);
    writeReset(out, 3, ErrorCode.cancel);
    writeWindowUpdate(out, 1, 1);
    writeRawFrame(out, { type: 0x10, flags: 0xff, streamId: 0, payload: octets(1, 2) });
    writeRawFrame(out, { type: 0xfe, flags: 0, streamId: 9, payload: octets() });
    writeGoaway(out, 7, ErrorCode.noError, octets(0x62, 0x79, 0x65));
    writeGoaway(out, 0, 0xffff_ffff);
  },
);

const kinds = (results: readonly Whole[]): unknown[] => results.map(({ plain }) => plain["kind"]);

const piece = (kind: string, streamId: number, lengthBytes: number, more: Plain): Plain => ({
  kind,
  streamId,
  lengthBytes,
  ...more,
});

test("every frame is what it was when it was written", () => {
  const flagless = { endHeaders: false, endStream: false };
  expect(read("client", [EXCHANGE]).map(({ plain, payload }) => [plain, payload])).toEqual([
    [
      {
        kind: "settings",
        isAck: false,
        entries: [
          [1, 65_536],
          [2, 0],
          [4, 0x7fff_ffff],
          [5, 16_777_215],
          [0xbeef, 0xffff_ffff],
        ],
      },
      "",
    ],
    [{ kind: "settings", isAck: true, entries: [] }, ""],
    [{ kind: "window-update", streamId: 0, increment: 0x7fff_ffff }, ""],
    [{ kind: "ping", isAck: false, opaque: "0102030405060708" }, ""],
    [{ kind: "ping", isAck: true, opaque: "0807060504030201" }, ""],
    [
      piece("headers", 1, 33, { ...flagless, priority: [true, 0x7fff_ffff, 256] }),
      hex(BLOCK.subarray(0, 24)),
    ],
    [piece("continuation", 1, 16, { endHeaders: true }), hex(BLOCK.subarray(24))],
    [piece("headers", 3, 0, { endHeaders: true, endStream: true, priority: "none" }), ""],
    [{ kind: "priority", streamId: 5, priority: [false, 0, 1] }, ""],
    [piece("data", 1, 3, { endStream: false }), "010203"],
    [piece("data", 1, 9, { endStream: false }), "0405"],
    [piece("data", 1, 1, { endStream: false }), ""],
    [piece("data", 1, 0, { endStream: true }), ""],
    [{ kind: "rst-stream", streamId: 3, code: ErrorCode.cancel }, ""],
    [{ kind: "window-update", streamId: 1, increment: 1 }, ""],
    [piece("unknown", 0, 2, { type: 0x10, flags: 0xff }), "0102"],
    [piece("unknown", 9, 0, { type: 0xfe, flags: 0 }), ""],
    [piece("goaway", 0, 11, { lastStreamId: 7, code: 0 }), "627965"],
    [piece("goaway", 0, 8, { lastStreamId: 0, code: 0xffff_ffff }), ""],
  ]);
});

test("an exchange cut in two at any octet reads the same", () => {
  const expected = read("client", [EXCHANGE]);
  for (let cut = 0; cut <= EXCHANGE.length; cut += 1) {
    expect(read("client", [EXCHANGE.subarray(0, cut), EXCHANGE.subarray(cut)])).toEqual(expected);
  }
});

test("an exchange octet by octet reads the same", () => {
  const expected = read("client", [EXCHANGE]);
  expect(
    read(
      "client",
      Array.from(EXCHANGE, (octet) => octets(octet)),
    ),
  ).toEqual(expected);
});

test("what is pushed before the rest was taken is read after it", () => {
  const reader = new FrameReader({ writer: "client" });
  for (let at = 0; at < EXCHANGE.length; at += 50) reader.push(EXCHANGE.subarray(at, at + 50));
  let results: readonly Whole[] = [];
  for (let event = reader.next(); event !== undefined; event = reader.next()) {
    results = joined(results, event);
  }
  expect(results).toEqual(read("client", [EXCHANGE]));
});

const anyFrame = fc.record({
  type: fc.oneof(fc.nat(9), fc.nat(255)),
  flags: fc.oneof(fc.constantFrom(0, 1, 4, 5, 8, 0x20, 0x2d), fc.nat(255)),
  streamId: fc.oneof(fc.nat(4), fc.constantFrom(0x8000_0001, 0xffff_ffff)),
  payload: fc.oneof(
    fc.uint8Array({ maxLength: 24 }),
    fc.uint8Array({ minLength: 4, maxLength: 8 }).map((bytes) => bytes.fill(0, 0, 2)),
  ),
});

test("any frames read the same in any segmentation, up to the fault that ends them", () => {
  const cuts = fc.array(fc.nat(300), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(anyFrame, { maxLength: 8 }), cuts, (frames, points) => {
      const stream = join([SETTINGS, ...frames.map(raw)]);
      const ends = [...points, stream.length]
        .map((point) => Math.min(point, stream.length))
        .toSorted((left, right) => left - right);
      const chunks = ends.map((end, index) => stream.subarray(ends[index - 1] ?? 0, end));
      expect(read("server", chunks)).toEqual(read("server", [stream]));
    }),
    { numRuns: 2000 },
  );
});

type Fault = readonly [
  name: string,
  frames: Uint8Array,
  scope: "connection" | "stream",
  code: keyof typeof ErrorCode,
  reason: string,
  writer?: Writer,
];

const setting = (id: number, value: number): Uint8Array =>
  written((out) => {
    writeSettings(out, [[id, value]]);
  });

const T = FrameType;
const F = FrameFlag;
const FOUR = octets(0, 0, 0, 2);

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

test("flags that mean nothing on a type change nothing", () => {
  const plain = [
    raw({ type: T.continuation, flags: F.endHeaders | F.padded | F.priority, streamId: 1 }),
    raw({ streamId: 1, flags: F.priority | F.endHeaders, payload: octets(9) }),
    raw({ type: T.rstStream, streamId: 1, flags: 0xff, payload: FOUR }),
    raw({ type: T.ping, flags: 0xfe, payload: new Uint8Array(8) }),
    raw({ type: T.settings, flags: 0xfe }),
  ];
  const results = readServer(raw({ type: 1, streamId: 1 }), ...plain);
  expect(kinds(results)).toEqual([
    "headers",
    "continuation",
    "data",
    "rst-stream",
    "ping",
    "settings",
  ]);
  expect(results.map(({ plain: { endHeaders, isAck } }) => endHeaders ?? isAck)).toEqual([
    false,
    true,
    undefined,
    undefined,
    false,
    false,
  ]);
});

test("a server's promise is read, up to the identifiers' end", () => {
  const promise = written((out) => {
    writePushPromise(out, BLOCK, { streamId: 1, promisedId: 0x7fff_fffe, frameBytesMax: 24 });
  });
  const results = readServer(promise);
  expect(kinds(results)).toEqual(["push-promise", "continuation"]);
  expect(results.map(({ payload }) => payload).join("")).toBe(hex(BLOCK));
  expect(results[0]?.plain).toMatchObject({ promisedId: 0x7fff_fffe, endHeaders: false });
});

test("sixty-four entries are not too many, in two segments either", () => {
  const most = raw({ type: T.settings, payload: new Uint8Array(64 * 6) });
  expect(kinds(readServer(most))).toEqual(["settings"]);
  expect(kinds(read("server", [SETTINGS, most.subarray(0, 100), most.subarray(100)]))).toEqual([
    "settings",
    "settings",
  ]);
});

test("a client may say that it wants to be pushed to, a server that it does not", () => {
  const fromClient = join([connectionPreface(), setting(2, 1)]);
  expect(kinds(read("client", [fromClient]))).toEqual(["settings"]);
  expect(kinds(read("server", [setting(2, 0)]))).toEqual(["settings"]);
});

test("the limit of a frame follows the setting, once it is acknowledged", () => {
  const reader = new FrameReader({ writer: "server" });
  reader.setFrameLimit(20_000);
  reader.push(join([SETTINGS, raw({ streamId: 1, payload: new Uint8Array(20_000) })]));
  expect([reader.next()?.kind, reader.next()?.kind]).toEqual(["settings", "data"]);
  reader.push(raw({ streamId: 1, declaredBytes: 20_001 }));
  expect([reader.next()?.kind, reader.isFinished, reader.next()]).toEqual([
    "fault",
    true,
    undefined,
  ]);
});

test.each([0, 16_383, 16_777_216, Number.NaN])("%d is no limit of a frame", (frameBytesMax) => {
  expect(() => new FrameReader({ writer: "client", frameBytesMax })).toThrow(WireMisuseError);
});

test("a payload is a view of what was pushed, not a copy", () => {
  const reader = new FrameReader({ writer: "server" });
  const chunk = join([SETTINGS, raw({ streamId: 1, payload: new Uint8Array(1000) })]);
  reader.push(chunk);
  reader.next();
  const event = reader.next();
  expect(event).toMatchObject({ kind: "data", start: 18, end: 1018, isFirst: true, isLast: true });
  expect((event as PieceEvent).bytes).toBe(chunk);
});
