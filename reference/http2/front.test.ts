import { expect, test } from "vitest";
import { ErrorCode, SettingId } from "../../wire/index.ts";
import { GET, type Heard, POST } from "./testing/peer.ts";
import { FrontRig } from "./testing/rig.ts";
import { FRONT } from "./testing/scripted-session.ts";
const { enhanceYourCalm, noError } = ErrorCode;
const { protocolError } = ErrorCode;

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
