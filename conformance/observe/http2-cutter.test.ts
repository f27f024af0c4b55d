// The cutter against frames written by `wire/`, in every segmentation.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  connectionPreface,
  OctetWriter,
  writeGoaway,
  writePaddedData,
  writePing,
  writeReset,
  writeSettings,
  writeWindowUpdate,
} from "../../wire/index.ts";
import { Http2Cutter } from "./http2-cutter.ts";

const content = new Uint8Array(300).fill(7);

function opening(): Uint8Array {
  const out = new OctetWriter();
  out.append(connectionPreface());
  writeSettings(out, [
    [3, 100],
    [4, 16_384],
  ]);
  writePaddedData(
    out,
    { bytes: content, start: 0, end: content.length },
    { streamId: 1, endStream: true, paddingBytes: 9 },
  );
  writeWindowUpdate(out, 3, 1234);
  writeReset(out, 5, 8);
  writeGoaway(out, 7, 11);
  return out.take();
}

function cutIn(pieces: readonly number[], bytes: Uint8Array, isOpener: boolean): unknown[] {
  const cutter = new Http2Cutter(isOpener);
  const frames: unknown[] = [];
  let at = 0;
  for (const size of [...pieces, bytes.length]) {
    cutter.feed(bytes.subarray(at, at + size), 0);
    at = Math.min(bytes.length, at + size);
    while (cutter.next()) {
      const { type, flags, stream, lengthBytes, paddingBytes, settings } = cutter;
      const words = [cutter.word(0), cutter.word(4)];
      frames.push({ type, flags, stream, lengthBytes, paddingBytes, settings, words });
    }
  }
  return frames;
}

test("the same frames, however the bytes are cut", () => {
  const whole = cutIn([], opening(), true);
  expect(whole).toMatchObject([
    {
      type: 4,
      stream: 0,
      settings: [
        [3, 100],
        [4, 16_384],
      ],
    },
    { type: 0, flags: 9, stream: 1, lengthBytes: 310, paddingBytes: 10 },
    { type: 8, stream: 3, words: [1234, 0] },
    { type: 3, stream: 5, words: [8, 0] },
    { type: 7, words: [7, 11] },
  ]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 20 }), (pieces) => {
      expect(cutIn(pieces, opening(), true)).toEqual(whole);
    }),
  );
});

test.each([
  ["a client that speaks HTTP/1.1", true, "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"],
  ["a server that speaks HTTP/1.1", false, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"],
])("no frames of %s", (_who, isOpener, text) => {
  expect(cutIn([], Buffer.from(text, "latin1"), isOpener)).toEqual([]);
});

test("a server begins with SETTINGS", () => {
  const out = new OctetWriter();
  writePing(out, { bytes: content, start: 0, end: 8 }, true);
  expect(cutIn([], out.take(), false)).toEqual([]);
});

test("midway: behind a frame more was fed, or the last one is not whole", () => {
  const out = new OctetWriter();
  out.append(connectionPreface());
  writeSettings(out, []);
  const [settingsEnd, bytes] = [out.length, opening()];
  const cutter = new Http2Cutter(true);
  cutter.feed(out.take(), 0);
  const seen: unknown[] = [[cutter.next(), cutter.isMidway]];
  const rest = bytes.subarray(settingsEnd + 12);
  for (const piece of [rest.subarray(0, 5), rest.subarray(5, rest.length - 1), rest.subarray(-1)]) {
    cutter.feed(piece, 0);
    let [last, midway] = [-1, false];
    while (cutter.next()) [last, midway] = [cutter.type, cutter.isMidway];
    seen.push([last, midway, cutter.isMidway]);
  }
  expect(seen).toEqual([
    [true, false],
    [-1, false, true],
    [3, true, true],
    [7, false, false],
  ]);
});

test("a frame that comes in pieces began with the first of them", () => {
  const bytes = opening();
  const cutter = new Http2Cutter(true);
  const begun: number[] = [];
  for (const [at, octet] of bytes.entries()) {
    cutter.feed(Uint8Array.of(octet), at);
    while (cutter.next()) begun.push(cutter.begunAt);
  }
  expect(begun.slice(0, 2)).toEqual([24, 24 + 9 + 12]);
});
