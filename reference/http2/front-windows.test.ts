// Windows of clients and our own: what is credited, waited for and refused.

import { expect, test } from "vitest";
import { ErrorCode, SettingId } from "../../wire/index.ts";
import { GET, type Heard, POST } from "./testing/peer.ts";
import { FrontRig } from "./testing/rig.ts";

const SECOND = 1_000_000;
const { flowControlError } = ErrorCode;
const { settingsTimeout } = ErrorCode;

const kinds = (heard: readonly Heard[]): string[] =>
  heard.map(({ kind, streamId, code, endStream }) =>
    [kind, streamId, code ?? "", endStream === true ? "end" : ""].join(" ").trim(),
  );

test("content beyond a window is an error of the stream, or of the connection", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, POST).data(1, new Uint8Array(16_385));
  expect(kinds(rig.turn())).toEqual([`rst-stream 1 ${flowControlError}`]);
  const narrow = new FrontRig({ connectionWindowBytes: 65_535 }).greeted();
  for (let id = 1; id < 9; id += 2) narrow.peer.headers(id, POST).data(id, new Uint8Array(16_384));
  // A frame is credited with its end, so a client that waits for it is never without.
  expect(kinds(narrow.turn())).toEqual(["window-update 0", "window-update 0"]);
});

test("padding is credited as content is", () => {
  const rig = new FrontRig({ connectionWindowBytes: 65_535 }).greeted();
  rig.peer.headers(1, POST);
  for (let frame = 0; frame < 60; frame += 1) rig.peer.data(1, "x", false, 255);
  rig.turn();
  rig.session.drain(rig.now, rig.session.slots[0]!);
  for (let frame = 0; frame < 70; frame += 1) rig.peer.data(1, "x", false, 255);
  rig.turn();
  expect(rig.peer.connectionAllowance).toBeGreaterThan(65_535 / 2);
});

test("what the client has acknowledged holds for streams that it began before", () => {
  const rig = new FrontRig();
  rig.peer.hello().headers(1, POST).data(1, new Uint8Array(1000)).ack();
  rig.turn();
  rig.peer.data(1, new Uint8Array(15_385));
  expect(kinds(rig.turn())).toEqual([`rst-stream 1 ${flowControlError}`]);
});

test("what came for a stream that is gone is credited at once", () => {
  const rig = new FrontRig({ connectionWindowBytes: 65_535 }).greeted();
  rig.peer.headers(1, POST).reset(1);
  for (let frame = 0; frame < 3; frame += 1) rig.peer.data(1, new Uint8Array(16_000));
  const updates = rig.turn().filter(({ kind }) => kind === "window-update");
  expect(updates).toEqual([{ kind: "window-update", streamId: 0, increment: 48_000 }]);
});

test("a window that the client made smaller is waited for until it is positive", () => {
  const rig = new FrontRig().greeted([[SettingId.initialWindowSize, 10]]);
  rig.peer.headers(1, GET, true);
  rig.turn();
  rig.session.answer(rig.now, rig.session.slots[0]!, 200, "x".repeat(40));
  expect(rig.settle()[1]).toMatchObject({ kind: "data", bytes: 10 });
  rig.peer.settings([[SettingId.initialWindowSize, 0]]);
  expect(kinds(rig.turn())).toEqual(["settings 0"]);
  rig.peer.update(1, 10);
  expect(rig.turn()).toEqual([]);
  rig.peer.update(1, 5);
  expect(rig.turn()[0]).toMatchObject({ kind: "data", bytes: 5 });
  rig.peer.settings([[SettingId.initialWindowSize, 25]]);
  expect(kinds(rig.turn())).toEqual(["settings 0", "data 1  end"]);
});

test("the window of one stream is nobody else's", () => {
  const rig = new FrontRig().greeted([[SettingId.initialWindowSize, 0]]);
  rig.peer.headers(1, GET, true).headers(3, GET, true);
  rig.turn();
  for (const slot of rig.session.slots) rig.session.answer(rig.now, slot);
  expect(kinds(rig.settle())).toEqual(["headers 1", "headers 3"]);
  rig.peer.update(3, 5);
  expect(kinds(rig.turn())).toEqual(["data 3  end"]);
  expect(rig.session.slots[0]?.response.window).toBe(0);
});

test.each([
  ["a stream's", 1, `rst-stream 1 ${flowControlError}`],
  ["the connection's", 0, `goaway 0 ${flowControlError}`],
])("%s window beyond 2^31-1 is an error", (_whose, streamId, reaction) => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, POST).update(streamId, 0x7fff_ffff);
  expect(kinds(rig.turn())).toEqual([reaction]);
});

test("a setting that takes any window beyond 2^31-1 is an error of the connection", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, POST).update(1, 0x7fff_ffff - 65_535);
  rig.peer.settings([[SettingId.initialWindowSize, 65_536]]);
  expect(kinds(rig.turn()).at(-1)).toBe(`goaway 0 ${flowControlError}`);
});

test("a client that does not acknowledge is told so, one that cannot is not", () => {
  const rig = new FrontRig();
  rig.peer.hello().headers(1, GET);
  rig.turn();
  expect(kinds(rig.pass(5 * SECOND))).toEqual([`goaway 0 ${settingsTimeout}`]);
  const stopped = new FrontRig();
  stopped.peer.hello().headers(1, POST).data(1, new Uint8Array(30_000));
  stopped.turn();
  expect(stopped.pass(8 * SECOND)).toEqual([]);
});

test("before the client knows how little is invited, the rest of its content waits with the host", () => {
  const rig = new FrontRig();
  rig.settle();
  const body = Uint8Array.from({ length: 60_000 }, (_, at) => at % 251);
  rig.peer.hello().headers(1, POST);
  for (let at = 0; at < 60_000; at += 15_000) {
    rig.peer.data(1, body.subarray(at, at + 15_000), at === 45_000, 20);
  }
  rig.peer.headers(3, GET, true);
  rig.turn();
  const slot = rig.session.slots[0]!;
  expect(slot.request).toMatchObject({ received: 16_384, ended: false });
  expect(rig.session.saw("admit")).toBe(1);
  const received: number[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    received.push(...rig.session.drain(rig.now, slot));
    rig.settle();
  }
  expect(Uint8Array.from(received)).toEqual(body);
  expect(slot.request.ended).toBe(true);
  expect(rig.session.saw("admit")).toBe(2);
});

test("a stream that is reset while its content waits is not waited for", () => {
  const rig = new FrontRig();
  rig.settle();
  rig.peer.hello().headers(1, POST).data(1, new Uint8Array(60_000)).headers(3, GET, true);
  rig.turn();
  rig.leg.abandon(rig.now, rig.session.slots[0]!, "cut");
  rig.settle();
  expect(rig.session.saw("admit")).toBe(2);
  expect(rig.kept).toHaveLength(0);
});
