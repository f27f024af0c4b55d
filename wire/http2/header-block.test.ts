import { expect, test } from "vitest";
import { FrameReader } from "./frame-reader.ts";
import { writeHeaders, writePushPromise, writeRawFrame, writeSettings } from "./frame-writer.ts";
import { HeaderBlock, type HeaderBlockLimits, type HeaderBlockResult } from "./header-block.ts";
import type { BlockEvent, FrameEvent } from "./frame-event.ts";
import { OctetWriter } from "./octet-writer.ts";

const LIMITS: HeaderBlockLimits = { blockBytesMax: 1000, continuationsMax: 4 };
const BLOCK = Uint8Array.from({ length: 100 }, (_, index) => index);
const BLOCK_KINDS: ReadonlySet<string> = new Set(["headers", "push-promise", "continuation"]);
const isBlock = (event: FrameEvent): event is BlockEvent => BLOCK_KINDS.has(event.kind);

interface Read {
  readonly results: HeaderBlockResult[];
  readonly blocks: string[];
}

function read(stream: Uint8Array, chunkBytes: number, limits = LIMITS): Read {
  const reader = new FrameReader({ writer: "server" });
  const block = new HeaderBlock(limits);
  const results: HeaderBlockResult[] = [];
  const blocks: string[] = [];
  for (let at = 0; at < stream.length; at += chunkBytes) {
    const borrowed = stream.slice(at, at + chunkBytes);
    reader.push(borrowed);
    for (let event = reader.next(); event !== undefined; event = reader.next()) {
      const found = [event].filter(isBlock).map((piece) => block.add(piece));
      results.push(...found);
      const whole = Buffer.from(block.bytes.subarray(block.start, block.end)).toString("hex");
      blocks.push(...found.filter((result) => result === "complete").map(() => whole));
    }
    borrowed.fill(0xee);
  }
  return { results, blocks };
}

function written(write: (out: OctetWriter) => void): Uint8Array {
  const out = new OctetWriter();
  writeSettings(out, []);
  write(out);
  return out.take();
}

const headers = (frameBytesMax: number): Uint8Array =>
  written((out) => {
    const options = { streamId: 1, endStream: false, frameBytesMax };
    writeHeaders(out, BLOCK, options);
    writeHeaders(out, BLOCK, { ...options, paddingBytes: 7, frameBytesMax: 200 });
    writePushPromise(out, BLOCK, { streamId: 1, promisedId: 2, frameBytesMax });
  });

test.each([1, 2, 7, 50, 1000])("blocks in segments of %d octets are what was written", (bytes) => {
  for (const frameBytesMax of [30, 64, 99, 100, 101, 104, 200]) {
    const whole = Buffer.from(BLOCK).toString("hex");
    expect(read(headers(frameBytesMax), bytes).blocks).toEqual([whole, whole, whole]);
  }
});

test("a block in one piece is lent where it lies", () => {
  const reader = new FrameReader({ writer: "server" });
  const block = new HeaderBlock(LIMITS);
  const chunk = headers(200);
  reader.push(chunk);
  reader.next();
  const event = [reader.next()!].find(isBlock)!;
  expect(block.add(event)).toBe("complete");
  expect(block.bytes).toBe(chunk);
});

test("a block at its limit is complete, and one octet more is refused before it is kept", () => {
  const one = written((out) => {
    writeHeaders(out, BLOCK, { streamId: 1, endStream: true, frameBytesMax: 60 });
  });
  expect(read(one, 1000, { ...LIMITS, blockBytesMax: 100 }).results).toEqual(["more", "complete"]);
  expect(read(one, 1000, { ...LIMITS, blockBytesMax: 99 }).results).toEqual([
    "more",
    "block-above-limit",
  ]);
  const whole = written((out) => {
    writeHeaders(out, BLOCK, { streamId: 1, endStream: true, frameBytesMax: 200 });
  });
  expect(read(whole, 1000, { ...LIMITS, blockBytesMax: 99 }).results).toEqual([
    "block-above-limit",
  ]);
});

test("continuations are counted, empty ones as well, and anew for each block", () => {
  const flood = (continuations: number): Uint8Array =>
    written((out) => {
      const frame = { flags: 0, streamId: 1, payload: new Uint8Array(0) };
      for (let block = 0; block < 2; block += 1) {
        writeRawFrame(out, { ...frame, type: 1 });
        for (let left = continuations; left > 1; left -= 1) {
          writeRawFrame(out, { ...frame, type: 9 });
        }
        writeRawFrame(out, { ...frame, type: 9, flags: 4 });
      }
    });
  expect(read(flood(4), 1000).blocks).toEqual(["", ""]);
  expect(read(flood(5), 1000).results.slice(0, 6)).toEqual([
    "more",
    "more",
    "more",
    "more",
    "more",
    "too-many-continuations",
  ]);
});
