// What is told of the bytes of a back end, frames and parts of them.
import { expect, test } from "vitest";
import { OctetWriter, writePing, writeSettings } from "../../wire/index.ts";
import { Http2Leg } from "./http2-leg.ts";
import type { Observation } from "./observation.ts";

function heard(pieces: readonly Uint8Array[]): readonly string[] {
  const leg = new Http2Leg({ connection: 1, worker: 0, leg: "origin" });
  const taken: Observation[] = [];
  for (const [at, piece] of pieces.entries()) leg.took(true, piece, at, taken);
  return taken.map(({ kind, at }) => `${kind} ${at}`);
}

test("a piece of a frame is told behind what came whole with it", () => {
  const out = new OctetWriter();
  writeSettings(out, []);
  const firstBytes = out.length;
  writePing(out, { bytes: new Uint8Array(8), start: 0, end: 8 }, false);
  const bytes = out.take();
  const [first, rest] = [bytes.slice(0, firstBytes + 3), bytes.slice(firstBytes + 3)];
  expect(heard([first, rest.slice(0, 10), rest.slice(10)])).toEqual([
    "http2-frame 0",
    "http2-piece 0",
    "http2-piece 1",
    "http2-frame 2",
  ]);
});

test("HTTP/1 has neither", () => {
  expect(heard([Buffer.from("HTTP/1.1 200 OK\r\n"), Buffer.from("\r\n")])).toEqual([]);
});
