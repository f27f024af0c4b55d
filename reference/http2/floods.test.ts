import { expect, test } from "vitest";
import { ErrorCode, FrameFlag, FrameType, writeRawFrame } from "../../wire/index.ts";
import { GET, type Heard, type Peer, POST } from "./testing/peer.ts";
import { FrontRig } from "./testing/rig.ts";

// H2-FLOOD-*: as many as the limit are fine, one more ends the connection.

const { enhanceYourCalm } = ErrorCode;
const nothing = new Uint8Array(0);

interface Flood {
  readonly name: string;
  readonly kind: string;
  readonly limit: number;
  readonly prepare: (peer: Peer) => void;
  readonly one: (peer: Peer, at: number) => void;
}

const floods: readonly Flood[] = [
  {
    name: "rapid reset",
    kind: "rst_stream_pre_response_lifetime",
    limit: 50,
    prepare: () => undefined,
    one: (peer, at) => peer.headers(2 * at + 1, GET, true).reset(2 * at + 1),
  },
  {
    name: "made-you-reset by malformed requests",
    kind: "rst_stream_emitted_lifetime",
    limit: 500,
    prepare: () => undefined,
    one: (peer, at) => peer.headers(2 * at + 1, GET.slice(1), true),
  },
  {
    name: "made-you-reset by increments of 0",
    kind: "rst_stream_emitted_lifetime",
    limit: 500,
    prepare: () => undefined,
    one: (peer, at) => {
      const streamId = 2 * at + 1;
      peer.headers(streamId, GET, true);
      writeRawFrame(peer.out, {
        type: FrameType.windowUpdate,
        flags: 0,
        streamId,
        payload: new Uint8Array(4),
      });
    },
  },
  {
    name: "PING",
    kind: "ping_window",
    limit: 100,
    prepare: () => undefined,
    one: (peer) => peer.ping(),
  },
  {
    name: "SETTINGS",
    kind: "settings_window",
    limit: 49,
    // The first one was the hello.
    prepare: () => undefined,
    one: (peer) => peer.settings([]),
  },
  {
    name: "empty DATA",
    kind: "empty_data_window",
    limit: 100,
    prepare: (peer) => peer.headers(1, POST),
    one: (peer) => peer.data(1, nothing),
  },
  {
    name: "DATA of padding alone",
    kind: "empty_data_window",
    limit: 100,
    prepare: (peer) => peer.headers(1, POST),
    one: (peer) => peer.data(1, nothing, false, 3),
  },
  {
    name: "WINDOW_UPDATE that nothing explains",
    kind: "window_update_stream0_window",
    limit: 100,
    prepare: () => undefined,
    one: (peer) => peer.update(0, 1),
  },
  {
    name: "WINDOW_UPDATE on a closed stream",
    kind: "glitch_window",
    limit: 102,
    prepare: (peer) => peer.headers(1, GET.slice(1), true),
    one: (peer) => peer.update(1, 1),
  },
  {
    name: "acknowledgements of nothing",
    kind: "glitch_window",
    limit: 100,
    prepare: () => undefined,
    one: (peer) => peer.ack(),
  },
];

const ends = (heard: readonly Heard[]): readonly unknown[] =>
  heard.filter(({ kind }) => kind === "goaway").map(({ code }) => code);

test.each(floods)("$name", ({ kind, limit, prepare, one }) => {
  const rig = new FrontRig().greeted();
  prepare(rig.peer);
  rig.turn();
  for (let at = 0; at < limit; at += 1) one(rig.peer, at);
  expect(ends(rig.turn())).toEqual([]);
  one(rig.peer, limit);
  expect(ends(rig.turn())).toEqual([enhanceYourCalm]);
  expect(rig.counter(`h2.flood.violation.${kind}`)).toBe(1);
  expect(rig.counter("h2.goaway.sent.enhance_your_calm")).toBe(1);
  expect(rig.session.saw("front-gone")).toBe(1);
});

test("rapid resets spread over time are forgiven, but for those that nobody had answered", () => {
  const rig = new FrontRig().greeted();
  for (let at = 0; at < 300; at += 1) {
    const id = 2 * at + 1;
    rig.peer.headers(id, GET, true);
    rig.turn();
    const slot = rig.session.slots.at(-1)!;
    rig.session.answer(rig.now, slot, 200, "x".repeat(100));
    slot.response.ended = false;
    rig.settle();
    rig.peer.reset(id);
    expect(ends(rig.turn())).toEqual([]);
    rig.pass(100_000);
  }
});

test("a WINDOW_UPDATE for each frame of content is no flood", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true);
  rig.turn();
  const slot = rig.session.slots[0]!;
  rig.session.answer(rig.now, slot, 200, "");
  slot.response.ended = false;
  slot.response.head = { ...slot.response.head!, content: "open" };
  for (let at = 0; at < 500; at += 1) {
    slot.response.addPayload(Buffer.from("x"));
    rig.leg.pumpResponse(rig.now, slot);
    rig.settle();
    rig.peer.update(0, 1);
    expect(ends(rig.turn())).toEqual([]);
  }
});

test("late frames of many streams that ended just now are excused", () => {
  const rig = new FrontRig().greeted();
  for (let id = 1; id < 400; id += 2) {
    rig.peer.headers(id, GET, true);
    rig.turn();
    rig.session.answer(rig.now, rig.session.slots.at(-1)!);
    rig.settle();
    rig.peer.update(id, 5).reset(id);
    // Resets are counted for themselves.
    rig.pass(50_000);
    expect(ends(rig.turn())).toEqual([]);
  }
});

const block = (streamId: number, flags: number, type: number, bytes: number) => ({
  type,
  flags,
  streamId,
  payload: new Uint8Array(bytes).fill(0x82),
});

test("a block in more CONTINUATIONs than the limit, whatever they hold", () => {
  const rig = new FrontRig().greeted();
  writeRawFrame(rig.peer.out, block(1, FrameFlag.endStream, FrameType.headers, 1));
  for (let at = 0; at < 20; at += 1) {
    writeRawFrame(rig.peer.out, block(1, 0, FrameType.continuation, 0));
  }
  expect(ends(rig.turn())).toEqual([]);
  writeRawFrame(rig.peer.out, block(1, 0, FrameType.continuation, 0));
  expect(ends(rig.turn())).toEqual([enhanceYourCalm]);
  expect(rig.counter("h2.flood.violation.continuation_per_block")).toBe(1);
});

test("a block of more bytes than the limit", () => {
  const rig = new FrontRig().greeted();
  writeRawFrame(rig.peer.out, block(1, FrameFlag.endStream, FrameType.headers, 16_384));
  for (let at = 0; at < 3; at += 1) {
    writeRawFrame(rig.peer.out, block(1, 0, FrameType.continuation, 16_384));
  }
  expect(ends(rig.turn())).toEqual([]);
  writeRawFrame(rig.peer.out, block(1, 0, FrameType.continuation, 1));
  expect(ends(rig.turn())).toEqual([enhanceYourCalm]);
  expect(rig.counter("h2.flood.violation.header_size_per_block")).toBe(1);
});

test("refusals count once the client knows the limit", () => {
  const burst = (rig: FrontRig): readonly unknown[] => {
    rig.peer.headers(1, GET);
    for (let id = 3; id < 1005; id += 2) rig.peer.headers(id, GET, true);
    return ends(rig.turn());
  };
  expect(burst(new FrontRig({ concurrentStreamsMax: 1 }).greeted())).toEqual([enhanceYourCalm]);
  const early = new FrontRig({ concurrentStreamsMax: 1 });
  early.peer.hello();
  expect(burst(early)).toEqual([]);
});
