// How long a client of HTTP/2 is waited for.

import { expect, test } from "vitest";
import { ErrorCode, SettingId } from "../../wire/index.ts";
import { defaultFloodLimits } from "./flood-table.ts";
import { GET, type Heard, POST } from "./testing/peer.ts";
import { FrontRig } from "./testing/rig.ts";
import { FRONT } from "./testing/scripted-session.ts";

const SECOND = 1_000_000;
const { cancel, noError } = ErrorCode;

const kinds = (heard: readonly Heard[]): string[] =>
  heard.map(({ kind, streamId, code, endStream }) =>
    [kind, streamId, code ?? "", endStream === true ? "end" : ""].join(" ").trim(),
  );

test("who does not listen is not answered without end", () => {
  const flood = { ...defaultFloodLimits, ping_window: 1_000_000, ping_lifetime: 1_000_000 };
  const rig = new FrontRig({ flood });
  rig.greeted();
  rig.host.room.set(FRONT, 0);
  for (let count = 0; count < 10_000; count += 1) rig.peer.ping();
  rig.turn();
  expect(rig.kept.length).toBeGreaterThan(100_000);
  rig.host.room.delete(FRONT);
  rig.leg.onWritable();
  expect(rig.settle()).toHaveLength(10_000);
});

test("a request that never becomes whole ends the connection, however it drips", () => {
  const rig = new FrontRig().greeted();
  expect(kinds(rig.pass(9 * SECOND))).toEqual([]);
  rig.peer.ping();
  rig.turn();
  expect(kinds(rig.pass(SECOND))).toEqual([`goaway 0 ${noError}`]);
  expect(rig.session.told).toEqual([{ what: "front-gone", slot: -1, detail: "timeout" }]);
});

test("a later head has as long from its first byte", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true);
  rig.turn();
  rig.pass(20 * SECOND);
  // HEADERS of stream 3 without END_HEADERS.
  rig.give(Uint8Array.of(0, 0, 1, 1, 1, 0, 0, 0, 3, 0x82));
  expect(rig.pass(10 * SECOND - 1)).toEqual([]);
  expect(kinds(rig.pass(1))).toEqual([`goaway 0 ${noError}`]);
});

test("a connection without streams ends after a while, and pings do not keep it", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true);
  rig.turn();
  rig.session.answer(rig.now, rig.session.slots[0]!);
  rig.settle();
  expect(rig.pass(59 * SECOND)).toEqual([]);
  rig.peer.ping();
  rig.turn();
  expect(kinds(rig.pass(SECOND))).toEqual([`goaway 0 ${noError}`]);
});

test("a reader that gives no credit loses its stream, and only that", () => {
  const rig = new FrontRig().greeted([[SettingId.initialWindowSize, 3]]);
  rig.peer.headers(1, GET, true).headers(3, GET, true);
  rig.turn();
  rig.session.answer(rig.now, rig.session.slots[0]!);
  rig.settle();
  expect(rig.pass(30 * SECOND)).toEqual([]);
  expect(kinds(rig.pass(1))).toEqual([`rst-stream 1 ${cancel}`]);
  expect(rig.session.told.at(-1)).toMatchObject({ what: "reset", slot: 0 });
  expect(rig.gauge("active_streams")).toBe(1);
});

test("a reader below the honest rate loses its stream, one at it does not", () => {
  const read = (stepBytes: number, stepSeconds: number): Heard[] => {
    const rig = new FrontRig().greeted([[SettingId.initialWindowSize, 0]]);
    rig.peer.headers(1, GET, true);
    rig.turn();
    const slot = rig.session.slots[0]!;
    rig.session.answer(rig.now, slot, 200, "x".repeat(16_384));
    slot.response.ended = false;
    const heard: Heard[] = [];
    for (let step = 0; step * stepSeconds < 120; step += 1) {
      rig.peer.update(1, stepBytes).update(0, stepBytes);
      heard.push(...rig.turn());
      slot.response.addPayload(new Uint8Array(slot.response.buffer.room));
      rig.leg.pumpResponse(rig.now, slot);
      heard.push(...rig.settle(), ...rig.pass(stepSeconds * SECOND));
    }
    return heard.filter(({ kind }) => kind === "rst-stream");
  };
  expect(read(16_384, 30)).toEqual([]);
  expect(read(1000, 1)).toEqual([]);
  expect(read(500, 1)).toHaveLength(1);
});

test("a client that owes its request and says nothing loses the stream", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, POST).headers(3, GET, true);
  rig.turn();
  rig.pass(20 * SECOND);
  rig.peer.data(1, "x");
  rig.turn();
  rig.session.drain(rig.now, rig.session.slots[0]!);
  rig.settle();
  rig.pass(20 * SECOND);
  rig.peer.data(1, "");
  expect(rig.turn()).toEqual([]);
  expect(rig.pass(10 * SECOND)).toEqual([]);
  expect(kinds(rig.pass(1))).toEqual([`rst-stream 1 ${cancel}`]);
});

test("while we do not take what came the client owes nothing", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, POST).data(1, "x");
  rig.turn();
  expect(rig.pass(300 * SECOND)).toEqual([]);
});

test("a socket that takes nothing is given up", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true);
  rig.turn();
  rig.host.room.set(FRONT, 7);
  rig.session.answer(rig.now, rig.session.slots[0]!);
  rig.settle();
  rig.pass(30 * SECOND + 1);
  expect([rig.host.wasReset.has(FRONT), rig.leg.isGone]).toEqual([true, true]);
  expect(rig.session.told.at(-1)).toMatchObject({ what: "front-gone", detail: "timeout" });
  expect(rig.gauge("window_bytes")).toBe(0);
});

test("a socket that takes less than an honest reader would is given up as well", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true);
  rig.turn();
  rig.host.room.set(FRONT, 0);
  rig.session.answer(rig.now, rig.session.slots[0]!, 200, "x".repeat(16_000));
  rig.settle();
  for (let step = 0; step < 40 && !rig.leg.isGone; step += 1) {
    rig.host.room.set(FRONT, 100);
    rig.leg.onWritable();
    rig.settle();
    rig.pass(SECOND);
  }
  expect(rig.host.wasReset.has(FRONT)).toBe(true);
});

test("what a socket takes in parts arrives once and in order", () => {
  const flood = { ...defaultFloodLimits, ping_window: 1_000_000, ping_lifetime: 1_000_000 };
  const rig = new FrontRig({ flood }).greeted();
  rig.host.room.set(FRONT, 0);
  for (let count = 0; count < 10_000; count += 1) rig.peer.ping();
  let heard = rig.turn().length;
  for (let step = 0; step < 20; step += 1) {
    rig.host.room.set(FRONT, 20_000);
    rig.leg.onWritable();
    heard += rig.settle().length;
  }
  expect(heard).toBe(10_000);
});
