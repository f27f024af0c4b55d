import { expect, test } from "vitest";
import { RecordingHost } from "../recording-host.ts";
import { gatherBytes } from "./bounds.ts";
import { Gathering, Socket } from "./socket.ts";

const nothing = new Uint8Array(0);

test("nothing is not written", () => {
  const socket = new Socket(new RecordingHost(), 2, new Gathering());
  expect(socket.write(nothing, nothing, nothing)).toBe(0);
  expect(socket.isBlocked).toBe(false);
});

test("what is larger than the place where pieces are put together leaves whole", () => {
  const socket = new Socket(new RecordingHost(), 2, new Gathering());
  const piece = new Uint8Array(gatherBytes);
  expect(socket.write(piece, piece, piece)).toBe(3 * gatherBytes);
});

test("after a short write nothing is tried", () => {
  const host = new RecordingHost();
  host.room.set(2, 5);
  const socket = new Socket(host, 2, new Gathering());
  expect(socket.write(new Uint8Array(6), nothing, nothing)).toBe(5);
  expect(socket.write(new Uint8Array(1), nothing, nothing)).toBe(0);
});
