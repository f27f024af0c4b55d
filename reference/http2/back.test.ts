import { expect, test } from "vitest";
import { connectionPreface, ErrorCode, SettingId } from "../../wire/index.ts";
import type { Slot } from "../mux/slot.ts";
import type { Heard, Row } from "./testing/peer.ts";
import { BackRig } from "./testing/rig.ts";
import { BACK } from "./testing/scripted-session.ts";

const SECOND = 1_000_000;
const { cancel, flowControlError, noError, protocolError, refusedStream } = ErrorCode;

const OK: readonly Row[] = [[":status", "200"]];

const kinds = (heard: readonly Heard[]): string[] =>
  heard.map(({ kind, streamId, code, endStream }) =>
    [kind, streamId, code ?? "", endStream === true ? "end" : ""].join(" ").trim(),
  );

/** A request that was admitted; whole, if there is no more of it. */
function asked(rig: BackRig, method = "GET", body?: string): Slot {
  const slot = rig.session.open()!;
  slot.request.head = {
    kind: "request",
    method,
    scheme: "http",
    authority: { host: "a.test", port: undefined },
    authorityText: "a.test",
    path: "/",
    protocol: undefined,
    isContinueExpected: false,
    fields: [],
    content: body === undefined ? "none" : "open",
    upgrade: undefined,
    version: "2",
  };
  slot.request.addPayload(Buffer.from(body ?? ""));
  slot.request.ended = body === undefined;
  rig.leg.attach(rig.now, slot);
  return slot;
}

const failures = (slots: readonly Slot[]): readonly unknown[] =>
  slots.map(({ response }) => response.failure);

test("it greets, and asks nothing before it knows whom", () => {
  const rig = new BackRig();
  const slot = asked(rig);
  expect(rig.settle()).toEqual([]);
  rig.leg.onConnect(rig.now, "connected");
  rig.leg.flush(rig.now);
  const first = rig.host.take(BACK);
  expect(first.slice(0, 24)).toEqual(connectionPreface());
  expect(kinds(rig.peer.hear(first))).toEqual(["settings 0", "window-update 0"]);
  expect(rig.session.saw("back-ready")).toBe(1);
  rig.peer.hello();
  expect(kinds(rig.turn())).toEqual(["settings 0", "headers 1  end"]);
  expect(slot.backStream).toBe(1);
});

test("an answer fills the slot: interim heads, head, content, trailers", () => {
  const rig = new BackRig().greeted();
  const slot = asked(rig);
  const [head] = rig.settle();
  expect(head?.fields).toEqual([
    [":method", "GET"],
    [":scheme", "http"],
    [":authority", "a.test"],
    [":path", "/"],
  ]);
  rig.peer
    .headers(1, [[":status", "103"]])
    .headers(1, OK)
    .data(1, "abc", false, 4);
  rig.peer.headers(1, [["x-sum", "1"]], true);
  rig.turn();
  expect(slot.response.interims.map(({ status }) => status)).toEqual([103]);
  expect(slot.response).toMatchObject({
    head: { status: 200, content: "open" },
    received: 3,
    ended: true,
    trailers: [{ name: "x-sum", value: "1" }],
    failure: undefined,
  });
  expect(rig.gauge("active_streams")).toBe(0);
});

test("an answer to HEAD with a length and without content is complete", () => {
  const rig = new BackRig().greeted();
  const slot = asked(rig, "HEAD");
  rig.settle();
  rig.peer.headers(1, [...OK, ["content-length", "9"]], true);
  rig.turn();
  expect(slot.response).toMatchObject({
    ended: true,
    failure: undefined,
    head: { content: "none" },
  });
});

test("a request goes out as far as its window lets it, and ends with its trailers", () => {
  const rig = new BackRig().greeted([[SettingId.initialWindowSize, 2]]);
  const slot = asked(rig, "POST", "hello");
  expect(kinds(rig.settle())).toEqual(["headers 1", "data 1"]);
  expect(slot.request).toMatchObject({ forwardedHead: true, forwarded: 2, finished: false });
  rig.peer.update(1, 100);
  expect(kinds(rig.turn())).toEqual(["data 1"]);
  slot.request.trailers = [{ name: "x-sum", value: "1" }];
  slot.request.ended = true;
  rig.leg.pumpRequest(rig.now, slot);
  expect(kinds(rig.settle())).toEqual(["headers 1  end"]);
  expect(slot.request.finished).toBe(true);
});

test("the back end's limit is obeyed from the turn in which it was read", () => {
  const rig = new BackRig().connected();
  const slots = [asked(rig), asked(rig), asked(rig)];
  expect(rig.leg.canTake).toBe(true);
  rig.peer.hello([[SettingId.maxConcurrentStreams, 1]]);
  expect(kinds(rig.turn())).toEqual(["settings 0", "headers 1  end"]);
  expect(rig.leg.canTake).toBe(false);
  rig.peer.headers(1, OK, true);
  expect(kinds(rig.turn())).toEqual(["headers 3  end"]);
  rig.peer.settings([[SettingId.maxConcurrentStreams, 5]]);
  expect(kinds(rig.turn())).toEqual(["settings 0", "headers 5  end"]);
  expect(rig.leg.canTake).toBe(true);
  expect(failures(slots)).toEqual([undefined, undefined, undefined]);
});

test("a limit of nothing sends those that wait elsewhere", () => {
  const rig = new BackRig().connected();
  const slots = [asked(rig), asked(rig)];
  rig.peer.hello([[SettingId.maxConcurrentStreams, 0]]);
  expect(kinds(rig.turn())).toEqual(["settings 0"]);
  expect(failures(slots)).toEqual(["unprocessed", "unprocessed"]);
  expect(rig.leg.canTake).toBe(false);
});

test("a refused stream was not processed, another reset is a failure", () => {
  const rig = new BackRig().greeted();
  const slots = [asked(rig), asked(rig), asked(rig)];
  rig.settle();
  rig.peer.reset(1, refusedStream).reset(3, cancel).headers(5, OK, true);
  expect(rig.turn()).toEqual([]);
  expect(failures(slots)).toEqual(["unprocessed", "reset", undefined]);
  expect(slots[2]?.response.ended).toBe(true);
});

test("after a complete answer a reset only says that the rest is not wanted", () => {
  const rig = new BackRig().greeted();
  const slot = asked(rig, "POST", "abc");
  rig.settle();
  rig.peer.headers(1, OK, true).reset(1, noError);
  rig.turn();
  expect(slot.response).toMatchObject({ ended: true, failure: undefined });
  rig.leg.pumpRequest(rig.now, slot);
  expect(rig.settle()).toEqual([]);
});

test("GOAWAY: what is above its last stream was not processed, the rest finishes, nothing is new", () => {
  const rig = new BackRig().greeted();
  const slots = [asked(rig), asked(rig)];
  rig.settle();
  rig.peer.goaway(0x7fff_ffff);
  rig.turn();
  const late = asked(rig);
  rig.settle();
  expect(failures([...slots, late])).toEqual([undefined, undefined, "unprocessed"]);
  expect(rig.leg.canTake).toBe(false);
  rig.peer.goaway(1);
  expect(rig.turn()).toEqual([]);
  expect(failures(slots)).toEqual([undefined, "unprocessed"]);
  expect(rig.session.saw("back-gone")).toBe(0);
  rig.peer.headers(1, OK).data(1, "abc", true);
  expect(kinds(rig.turn())).toEqual([`goaway 0 ${noError}`]);
  expect(slots[0]?.response).toMatchObject({ ended: true, received: 3 });
  expect(rig.session.told.at(-1)).toMatchObject({ what: "back-gone", detail: "draining" });
  expect(rig.host.ended.has(BACK)).toBe(true);
});

test("who is detached is reset, and what still comes is nobody's", () => {
  const rig = new BackRig().greeted();
  const [gone, other] = [asked(rig), asked(rig)];
  rig.settle();
  rig.leg.detach(rig.now, gone);
  expect(kinds(rig.settle())).toEqual([`rst-stream 1 ${cancel}`]);
  rig.peer.headers(1, OK).data(1, "late", true).headers(3, OK).data(3, "mine", true);
  expect(rig.turn()).toEqual([]);
  expect(gone.response).toMatchObject({ head: undefined, received: 0 });
  expect(other.response).toMatchObject({ received: 4, ended: true });
});

test("who is detached before it was begun leaves no trace", () => {
  const rig = new BackRig().connected();
  const slot = asked(rig);
  rig.leg.detach(rig.now, slot);
  rig.peer.hello();
  expect(kinds(rig.turn())).toEqual(["settings 0"]);
});

test.each<[string, readonly Row[], string, boolean]>([
  ["exceeds", [...OK, ["content-length", "3"]], "abcd", false],
  ["ends short of", [...OK, ["content-length", "3"]], "ab", true],
])("content that %s its length is a stream error and a failure", (_how, rows, body, endStream) => {
  const rig = new BackRig().greeted();
  const slot = asked(rig);
  rig.settle();
  rig.peer.headers(1, rows).data(1, body, endStream);
  expect(kinds(rig.turn())).toEqual([`rst-stream 1 ${protocolError}`]);
  expect(slot.response.failure).toBe("malformed");
});

test.each<[string, readonly Row[]]>([
  ["without a status", [["x-a", "b"]]],
  ["that switches protocols", [[":status", "101"]]],
])("a head %s is a stream error and a failure", (_what, rows) => {
  const rig = new BackRig().greeted();
  const slot = asked(rig);
  rig.settle();
  rig.peer.headers(1, rows);
  expect(kinds(rig.turn())).toEqual([`rst-stream 1 ${protocolError}`]);
  expect(slot.response.failure).toBe("malformed");
});

test("a back end's misuse of the connection loses it, whatever was under way", () => {
  const rig = new BackRig().greeted();
  asked(rig);
  rig.settle();
  rig.peer.headers(2, OK, true);
  expect(kinds(rig.turn())).toEqual([`goaway 0 ${protocolError}`]);
  expect(rig.session.told.at(-1)).toMatchObject({ what: "back-gone", detail: "malformed" });
  expect(rig.leg.canTake).toBe(false);
});

test("a setting that overflows a window loses the connection", () => {
  const rig = new BackRig().greeted();
  asked(rig, "POST", "x");
  rig.settle();
  rig.peer.update(1, 0x7fff_ffff - 65_534).settings([[SettingId.initialWindowSize, 65_540]]);
  expect(kinds(rig.turn()).at(-1)).toBe(`goaway 0 ${flowControlError}`);
});

test.each(["refused", "unreachable", "no-descriptor"] as const)("a dial that is %s", (outcome) => {
  const rig = new BackRig();
  asked(rig);
  rig.leg.onConnect(rig.now, outcome);
  rig.settle();
  expect(rig.session.told).toContainEqual({ what: "back-gone", slot: -1, detail: "refused" });
  expect([rig.leg.isGone, rig.leg.canTake]).toEqual([true, false]);
});

test("a dial that takes too long", () => {
  const rig = new BackRig();
  asked(rig);
  rig.pass(3 * SECOND - 1);
  expect(rig.session.saw("back-gone")).toBe(0);
  rig.pass(1);
  expect(rig.session.told.at(-1)).toMatchObject({ what: "back-gone", detail: "timeout" });
  expect(rig.host.wasReset.has(BACK)).toBe(true);
});

test.each([
  [
    "end",
    (rig: BackRig) => {
      rig.leg.onEnd(rig.now);
    },
  ],
  [
    "reset",
    (rig: BackRig) => {
      rig.leg.onReset(rig.now);
    },
  ],
] as const)("a connection that is lost by %s is told once", (how, lose) => {
  const rig = new BackRig().greeted();
  asked(rig);
  rig.settle();
  lose(rig);
  rig.settle();
  rig.leg.onReset(rig.now);
  rig.pass(60 * SECOND);
  const told = rig.session.told.filter(({ what }) => what === "back-gone");
  expect(told).toEqual([{ what: "back-gone", slot: -1, detail: how }]);
  expect(rig.leg.isGone).toBe(true);
  expect(rig.gauge("window_bytes")).toBe(0);
});

test("a back end that owes its answer and says nothing is given up, alone", () => {
  const rig = new BackRig().greeted();
  const slow = asked(rig);
  rig.settle();
  rig.pass(20 * SECOND);
  const other = asked(rig);
  rig.settle();
  rig.pass(10 * SECOND);
  expect(slow.response.failure).toBeUndefined();
  expect(kinds(rig.pass(1))).toEqual([`rst-stream 1 ${cancel}`]);
  expect(failures([slow, other])).toEqual(["timeout", undefined]);
  rig.peer.headers(3, OK, true);
  rig.turn();
  expect(other.response.ended).toBe(true);
});

test("while its client owes the request, or we do not take its answer, a back end owes nothing", () => {
  const rig = new BackRig().greeted();
  const upload = asked(rig, "POST", "abc");
  const download = asked(rig);
  rig.settle();
  rig.peer.headers(3, OK).data(3, "abc");
  rig.turn();
  expect(rig.pass(200 * SECOND)).toEqual([]);
  expect(failures([upload, download])).toEqual([undefined, undefined]);
  download.response.dropPayload(3);
  rig.leg.responseRoom(rig.now, download);
  upload.request.ended = true;
  rig.leg.pumpRequest(rig.now, upload);
  rig.settle();
  rig.pass(30 * SECOND);
  expect(failures([upload, download])).toEqual([undefined, undefined]);
  rig.pass(1);
  expect(failures([upload, download])).toEqual(["timeout", "timeout"]);
});

test("while it takes its request at the honest rate, a back end owes nothing", () => {
  const rig = new BackRig().greeted([[SettingId.initialWindowSize, 0]]);
  const slot = asked(rig, "POST", "x".repeat(16_384));
  rig.settle();
  for (let step = 0; step < 5; step += 1) {
    rig.pass(20 * SECOND);
    rig.peer.update(1, 16_384).update(0, 16_384);
    expect(kinds(rig.turn())).toEqual(["data 1"]);
    slot.request.addPayload(new Uint8Array(16_384));
    rig.leg.pumpRequest(rig.now, slot);
    rig.settle();
  }
  expect(slot.response.failure).toBeUndefined();
});

test("a back end that keeps its window shut is given up", () => {
  const rig = new BackRig().greeted([[SettingId.initialWindowSize, 1]]);
  const slot = asked(rig, "POST", "abc");
  rig.settle();
  rig.pass(30 * SECOND + 1);
  expect(slot.response.failure).toBe("timeout");
});

test("a place that does not come in time is a back end that does not answer", () => {
  const rig = new BackRig().greeted([[SettingId.maxConcurrentStreams, 1]]);
  const first = asked(rig, "POST", "a");
  const second = asked(rig);
  rig.settle();
  rig.pass(30 * SECOND + 1);
  expect(failures([first, second])).toEqual([undefined, "timeout"]);
});

test("an answer is credited when it has left its buffer", () => {
  const rig = new BackRig().greeted();
  const slot = asked(rig);
  rig.settle();
  rig.peer.headers(1, OK).data(1, new Uint8Array(16_384));
  expect(rig.turn()).toEqual([]);
  slot.response.dropPayload(10_000);
  rig.leg.responseRoom(rig.now, slot);
  expect(rig.settle()).toEqual([{ kind: "window-update", streamId: 1, increment: 10_000 }]);
});

test("ended at once it says goodbye, and its session is not told", () => {
  const rig = new BackRig().greeted();
  asked(rig);
  rig.settle();
  rig.leg.endNow(rig.now);
  expect(kinds(rig.settle())).toEqual([`goaway 0 ${noError}`]);
  expect([rig.leg.isGone, rig.session.saw("back-gone")]).toEqual([true, 0]);
  const dialling = new BackRig();
  dialling.leg.endNow(dialling.now);
  expect([dialling.leg.isGone, dialling.host.wasReset.has(BACK)]).toEqual([true, true]);
});

test("what was used once may have gone stale", () => {
  const rig = new BackRig().greeted();
  asked(rig);
  rig.settle();
  expect(rig.leg.wasUsed).toBe(false);
  rig.peer.headers(1, OK, true);
  rig.turn();
  expect(rig.leg.wasUsed).toBe(true);
});
