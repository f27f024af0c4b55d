import { expect, test } from "vitest";
import { ErrorCode, SettingId } from "../../wire/index.ts";
import { defaultFloodLimits } from "./flood-table.ts";
import { GET, type Heard, POST } from "./testing/peer.ts";
import { FrontRig } from "./testing/rig.ts";
import { FRONT } from "./testing/scripted-session.ts";

const SECOND = 1_000_000;
const { cancel, enhanceYourCalm, flowControlError, internalError, noError } = ErrorCode;
const { protocolError, refusedStream, settingsTimeout } = ErrorCode;

const kinds = (heard: readonly Heard[]): string[] =>
  heard.map(({ kind, streamId, code, endStream }) =>
    [kind, streamId, code ?? "", endStream === true ? "end" : ""].join(" ").trim(),
  );

test("it says who it is before anybody spoke, and answers a client's hello", () => {
  const rig = new FrontRig();
  const [settings, update] = rig.settle();
  expect(settings?.entries).toEqual([
    [SettingId.headerTableSize, 4096],
    [SettingId.enablePush, 0],
    [SettingId.maxConcurrentStreams, 100],
    [SettingId.initialWindowSize, 16_384],
    [SettingId.maxFrameSize, 16_384],
    [SettingId.maxHeaderListSize, 65_536],
    [SettingId.enableConnectProtocol, 0],
    [SettingId.noRfc7540Priorities, 1],
  ]);
  expect(update).toMatchObject({
    kind: "window-update",
    streamId: 0,
    increment: 1_048_576 - 65_535,
  });
  rig.peer.hello();
  expect(rig.turn()).toEqual([{ kind: "settings", streamId: 0, isAck: true }]);
});

test("a request becomes a slot and its answer frames", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true);
  expect(rig.turn()).toEqual([]);
  const [slot] = rig.session.slots;
  expect(slot?.request.head).toMatchObject({
    method: "GET",
    path: "/",
    version: "2",
    content: "none",
  });
  expect(slot?.request.ended).toBe(true);
  rig.session.answer(rig.now, slot!);
  const heard = rig.settle();
  expect(kinds(heard)).toEqual(["headers 1", "data 1  end"]);
  expect(heard[0]?.fields).toEqual([
    [":status", "200"],
    ["content-length", "5"],
  ]);
  expect(Buffer.from(rig.peer.body(1)).toString()).toBe("hello");
  expect(rig.session.told.map(({ what }) => what)).toEqual(["admit", "written"]);
  expect(slot?.record).toMatchObject({ startedAt: rig.now });
  expect(slot!.record.bytesIn).toBeGreaterThan(9);
  expect(slot!.record.bytesOut).toBeGreaterThan(9 + 9 + 5);
});

test("an answer to HEAD, and one without content, ends with its head", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, [[":method", "HEAD"], ...GET.slice(1)], true).headers(3, GET, true);
  rig.turn();
  rig.session.answer(rig.now, rig.session.slots[0]!);
  rig.session.answer(rig.now, rig.session.slots[1]!, 204, "");
  const heard = rig.settle();
  expect(kinds(heard)).toEqual(["headers 1  end", "headers 3  end"]);
  expect(heard[0]?.fields).toContainEqual(["content-length", "5"]);
});

test("interim answers go out before the answer, trailers after its content", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true);
  rig.turn();
  const slot = rig.session.slots[0]!;
  const head = {
    kind: "response",
    isInterim: false,
    reason: "",
    fields: [],
    upgrade: undefined,
  } as const;
  slot.response.addInterim({ ...head, status: 103, isInterim: true, content: "none" });
  rig.leg.pumpResponse(rig.now, slot);
  expect(kinds(rig.settle())).toEqual(["headers 1"]);
  slot.response.addInterim({ ...head, status: 100, isInterim: true, content: "none" });
  slot.response.head = { ...head, status: 200, content: "open" };
  slot.response.addPayload(Buffer.from("abc"));
  rig.leg.pumpResponse(rig.now, slot);
  expect(kinds(rig.settle())).toEqual(["headers 1", "headers 1", "data 1"]);
  slot.response.trailers = [{ name: "x-sum", value: "1" }];
  slot.response.ended = true;
  rig.leg.pumpResponse(rig.now, slot);
  const [trailers] = rig.settle();
  expect(trailers).toMatchObject({ kind: "headers", endStream: true, fields: [["x-sum", "1"]] });
});

test("a body reaches the slot with its trailers, and is credited when it has left", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, POST).data(1, "x".repeat(10_000), false, 100);
  expect(rig.turn()).toEqual([]);
  const slot = rig.session.slots[0]!;
  expect(slot.request).toMatchObject({ received: 10_000, ended: false });
  expect(rig.session.drain(rig.now, slot)).toHaveLength(10_000);
  // With its padding, and the octet that tells how much there is.
  expect(rig.settle()).toEqual([{ kind: "window-update", streamId: 1, increment: 10_101 }]);
  rig.peer.headers(1, [["x-sum", "1"]], true);
  rig.turn();
  expect(slot.request).toMatchObject({ ended: true, trailers: [{ name: "x-sum", value: "1" }] });
});

test("an answer that is there as a whole ends with its trailers, or with its head", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true).headers(3, [[":method", "HEAD"], ...GET.slice(1)], true);
  rig.turn();
  const [whole, bodiless] = rig.session.slots;
  rig.session.answer(rig.now, whole!);
  whole!.response.trailers = [{ name: "x-sum", value: "1" }];
  // Its back end says the end of it later.
  rig.session.answer(rig.now, bodiless!);
  bodiless!.response.ended = false;
  const ends = ["headers 1", "data 1", "headers 3  end", "headers 1  end"];
  expect(kinds(rig.settle())).toEqual(ends);
});

test("a smaller table is confirmed at the start of the next block", () => {
  const rig = new FrontRig().greeted();
  for (const [at, sizes] of [[], [0], [0, 4096], [100, 50, 200]].entries()) {
    rig.peer.settings(sizes.map((bytes) => [SettingId.headerTableSize, bytes]));
    rig.peer.headers(2 * at + 1, GET, true);
    rig.turn();
    rig.session.answer(rig.now, rig.session.slots.at(-1)!);
    // The peer's decoder wants it.
    expect(kinds(rig.settle())).toEqual([`headers ${2 * at + 1}`, `data ${2 * at + 1}  end`]);
  }
});

test("an answer that is complete before the request asks for no more of it", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, POST).data(1, "abc");
  rig.turn();
  rig.session.answer(rig.now, rig.session.slots[0]!, 413, "no");
  expect(kinds(rig.settle())).toEqual(["headers 1", "data 1  end", `rst-stream 1 ${noError}`]);
  expect(rig.session.saw("written")).toBe(1);
  // What was on its way is no fault.
  rig.peer.data(1, "more").data(1, "", true);
  expect(rig.turn()).toEqual([]);
});

test("streams take turns", () => {
  const rig = new FrontRig().greeted([[SettingId.initialWindowSize, 100_000]]);
  rig.peer.update(0, 1_000_000).headers(1, GET, true).headers(3, GET, true).headers(5, GET, true);
  rig.turn();
  for (const slot of rig.session.slots) rig.session.answer(rig.now, slot, 200, "x".repeat(16_384));
  rig.host.room.set(FRONT, 0);
  expect(rig.settle()).toEqual([]);
  rig.host.room.delete(FRONT);
  rig.leg.onWritable();
  const order = rig.settle().map(({ streamId, kind }) => `${kind} ${streamId}`);
  expect(order.filter((frame) => frame.startsWith("data"))).toEqual(["data 1", "data 3", "data 5"]);
});

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

test("a malformed request is reset alone, and gets no slot", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET).headers(3, GET.slice(1), true).headers(5, GET, true);
  expect(kinds(rig.turn())).toEqual([`rst-stream 3 ${protocolError}`]);
  expect(rig.session.saw("admit")).toBe(2);
  expect(rig.counter("http.frontend_parse_errors")).toBe(1);
});

test.each([
  ["exceeds", "abcd", false],
  ["ends short of", "ab", true],
])("a body that %s its content-length is a stream error", (_how, body, endStream) => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, [...POST, ["content-length", "3"]]).data(1, body, endStream);
  expect(kinds(rig.turn())).toEqual([`rst-stream 1 ${protocolError}`]);
  expect(rig.session.told.map(({ what }) => what)).toContain("reset");
});

test("padding is no content", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, [...POST, ["content-length", "3"]]).data(1, "abc", true, 200);
  expect(rig.turn()).toEqual([]);
  expect(rig.session.slots[0]?.request).toMatchObject({ received: 3, ended: true });
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

test("the gauges are what lives, and nothing afterwards", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true).update(0, 1000);
  rig.turn();
  expect(rig.gauge("active_streams")).toBe(1);
  expect(rig.gauge("window_bytes")).toBe(66_535);
  rig.leg.onReset(rig.now);
  expect(
    ["active_streams", "window_bytes", "pending_window_updates"].map((name) => rig.gauge(name)),
  ).toEqual([0, 0, 0]);
  expect(rig.session.told.at(-1)).toMatchObject({ what: "front-gone", detail: "reset" });
});

test("a list beyond its limits is refused before it is expanded", () => {
  const rig = new FrontRig().greeted();
  const crumbs = Array.from({ length: 200 }, (_, at) => ["x-a", String(at % 3)] as const);
  rig.peer.headers(1, [...GET, ...crumbs], true).headers(3, GET, true);
  expect(kinds(rig.turn())).toEqual([`rst-stream 1 ${enhanceYourCalm}`]);
  expect(rig.session.saw("admit")).toBe(1);
});
