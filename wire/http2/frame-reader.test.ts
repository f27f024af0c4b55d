import fc from "fast-check";
import { expect, test } from "vitest";
import { WireMisuseError } from "../misuse.ts";
import { FrameReader } from "./frame-reader.ts";
import { connectionPreface, ErrorCode } from "./frame-type.ts";
import { writePushPromise } from "./frame-writer.ts";
import {
  BLOCK,
  EXCHANGE,
  hex,
  join,
  joined,
  kinds,
  octets,
  piece,
  type PieceEvent,
  raw,
  read,
  readServer,
  SETTINGS,
  type Whole,
  written,
  T,
  F,
  FOUR,
  setting,
} from "./testing/frames.ts";

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
