// How streams and connections of clients come to their end, and what is refused.

import { expect, test } from "vitest";
import { ErrorCode, SettingId } from "../../wire/index.ts";
import { GET, type Heard, POST } from "./testing/peer.ts";
import { FrontRig } from "./testing/rig.ts";
import { FRONT } from "./testing/scripted-session.ts";

const SECOND = 1_000_000;
const { cancel, internalError, noError } = ErrorCode;
const { protocolError, refusedStream } = ErrorCode;

const kinds = (heard: readonly Heard[]): string[] =>
  heard.map(({ kind, streamId, code, endStream }) =>
    [kind, streamId, code ?? "", endStream === true ? "end" : ""].join(" ").trim(),
  );

test("more streams than may be are refused, and a finished one makes room", () => {
  const rig = new FrontRig({ concurrentStreamsMax: 2 }).greeted();
  rig.peer.headers(1, GET, true).headers(3, GET, true).headers(5, GET, true);
  expect(kinds(rig.turn())).toEqual([`rst-stream 5 ${refusedStream}`]);
  rig.session.answer(rig.now, rig.session.slots[0]!);
  rig.settle();
  rig.peer.headers(7, GET, true);
  expect(rig.turn()).toEqual([]);
  expect(rig.session.slots).toHaveLength(3);
});

test("an empty pool refuses the stream and keeps nothing", () => {
  const rig = new FrontRig().greeted();
  rig.session.slotsMax = 1;
  rig.peer.headers(1, GET, true).headers(3, POST).data(3, "abc");
  expect(kinds(rig.turn())).toEqual([`rst-stream 3 ${refusedStream}`]);
  expect(rig.gauge("active_streams")).toBe(1);
});

test("what is refused or reset is decoded all the same", () => {
  const rig = new FrontRig({ concurrentStreamsMax: 1 }).greeted();
  const rows = [...GET, ["x-known", "later"]] as const;
  rig.peer.headers(1, GET).headers(3, rows, true);
  rig.turn();
  rig.peer.reset(1).headers(5, rows, true);
  expect(rig.turn()).toEqual([]);
  const request = rig.session.slots[1]?.request.head;
  expect(request?.fields).toEqual([{ name: "x-known", value: "later" }]);
});

test("the client's reset leaves the others alone, in any segmentation", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true).headers(3, GET, true).reset(1);
  for (const octet of rig.peer.take()) rig.give(Uint8Array.of(octet));
  expect(rig.session.told.map(({ what, slot }) => `${what} ${slot}`)).toEqual([
    "admit 0",
    "admit 1",
    "reset 0",
  ]);
  rig.session.answer(rig.now, rig.session.slots[1]!);
  expect(kinds(rig.settle())).toEqual(["headers 3", "data 3  end"]);
});

test("a client's GOAWAY cancels nothing, and ends the connection with the last answer", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true).goaway(0);
  expect(rig.turn()).toEqual([]);
  rig.session.answer(rig.now, rig.session.slots[0]!);
  expect(kinds(rig.settle())).toEqual(["headers 1", "data 1  end", `goaway 0 ${noError}`]);
  expect(rig.host.ended.has(FRONT)).toBe(true);
  expect(rig.session.told.at(-1)).toMatchObject({ what: "front-gone", detail: "end" });
});

test("a drain says so twice, refuses what is new and finishes what is not", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true);
  rig.turn();
  rig.leg.beginDrain();
  rig.leg.beginDrain();
  expect(rig.settle()).toEqual([
    { kind: "goaway", streamId: 0, lastStreamId: 0x7fff_ffff, code: noError },
  ]);
  rig.peer.headers(3, GET, true);
  expect(kinds(rig.turn())).toEqual([`rst-stream 3 ${refusedStream}`]);
  rig.session.answer(rig.now, rig.session.slots[0]!);
  const heard = rig.settle();
  expect(kinds(heard)).toEqual(["headers 1", "data 1  end", `goaway 0 ${noError}`]);
  expect(heard[2]?.lastStreamId).toBe(1);
});

test("a drain of a connection without streams ends it", () => {
  const rig = new FrontRig().greeted();
  rig.leg.beginDrain();
  expect(kinds(rig.settle())).toEqual([`goaway 0 ${noError}`, `goaway 0 ${noError}`]);
  expect(rig.host.ended.has(FRONT)).toBe(true);
});

test("a hard stop ends it at once, with a last word", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true);
  rig.turn();
  rig.leg.endNow(rig.now);
  expect(kinds(rig.settle())).toEqual([`goaway 0 ${noError}`]);
  expect([rig.host.ended.has(FRONT), rig.leg.isGone]).toEqual([true, true]);
  expect(rig.session.saw("front-gone")).toBe(0);
  expect(rig.gauge("active_streams")).toBe(0);
});

test("half-closed after whole requests, the client still gets its answers", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true).headers(3, POST);
  rig.turn();
  rig.leg.onEnd(rig.now);
  expect(kinds(rig.settle())).toEqual([`rst-stream 3 ${cancel}`]);
  rig.session.answer(rig.now, rig.session.slots[0]!);
  expect(kinds(rig.settle())).toEqual(["headers 1", "data 1  end", `goaway 0 ${noError}`]);
  expect(rig.leg.isGone).toBe(true);
});

test.each([
  ["its own window", 3, 5],
  ["the connection's window", 100_000, 2],
])(
  "a client that has ended gives no credit: what waits for %s is given up",
  (_whose, window, cut) => {
    const rig = new FrontRig().greeted([[SettingId.initialWindowSize, window]]);
    for (let id = 1; id < 11; id += 2) rig.peer.headers(id, GET, true);
    rig.turn();
    for (const slot of rig.session.slots)
      rig.session.answer(rig.now, slot, 200, "x".repeat(16_384));
    rig.settle();
    rig.leg.onEnd(rig.now);
    const heard = kinds(rig.settle());
    const isCut = heard.filter((frame) => frame.startsWith("rst-stream"));
    expect(isCut).toHaveLength(cut);
    expect(heard.at(-1)).toBe(`goaway 0 ${noError}`);
    expect(rig.leg.isGone).toBe(true);
  },
);

test("an answer that breaks off is never shown as complete", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true).headers(3, GET, true);
  rig.turn();
  const [cut, untouched] = rig.session.slots;
  rig.session.answer(rig.now, cut!);
  cut!.response.ended = false;
  rig.settle();
  cut!.response.failure = "truncated";
  rig.leg.pumpResponse(rig.now, cut!);
  untouched!.response.failure = "unprocessed";
  rig.leg.pumpResponse(rig.now, untouched!);
  expect(kinds(rig.settle())).toEqual([
    `rst-stream 1 ${internalError}`,
    `rst-stream 3 ${refusedStream}`,
  ]);
  expect(rig.session.saw("written")).toBe(2);
});

test("what the session abandons is reset, and nobody is called back", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true);
  rig.turn();
  rig.leg.abandon(rig.now, rig.session.slots[0]!, "cut");
  expect(kinds(rig.settle())).toEqual([`rst-stream 1 ${internalError}`]);
  expect(rig.session.told.map(({ what }) => what)).toEqual(["admit"]);
});

test("an error of the connection is said once, and nothing is read after it", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true).headers(2, GET, true).ping().headers(5, GET, true);
  const heard = rig.turn();
  expect(heard).toEqual([{ kind: "goaway", streamId: 0, lastStreamId: 1, code: protocolError }]);
  expect(rig.session.told.map(({ what }) => what)).toEqual(["admit", "front-gone"]);
  rig.peer.ping();
  expect(rig.turn()).toEqual([]);
  // A client that does not end its side is cut.
  rig.pass(SECOND);
  expect([rig.host.wasReset.has(FRONT), rig.leg.isGone]).toEqual([true, true]);
});
