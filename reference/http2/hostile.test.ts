import { expect, test } from "vitest";
import { SettingId, writeRawFrame } from "../../wire/index.ts";
import { defaultFloodLimits } from "./flood-table.ts";
import { Draws } from "./testing/draws.ts";
import { GET, type Heard, Peer, POST, type Row } from "./testing/peer.ts";
import { BackRig, FrontRig } from "./testing/rig.ts";

// Valid exchanges, bent a little: a leg never throws, says the same whatever the segments, writes nothing
// that a strict peer would not take (the peer of the rig reads it), and holds nothing when it is over. The
// seeds are fixed: a failure is found again.

const RUNS = 1200;

const flood = { ...defaultFloodLimits, rst_stream_emitted_lifetime: 20, glitch_window: 10 };

/** A client's side, a write to each entry. */
function clientSide(draws: Draws): Uint8Array[] {
  const peer = new Peer("client");
  const writes = [peer.hello([[SettingId.initialWindowSize, draws.oneOf([0, 10, 65_535])]]).take()];
  const acts: readonly ((id: number) => Peer)[] = [
    (id) => peer.headers(id, [...GET, ["x-a", String(draws.below(3))]], true),
    (id) => peer.headers(id, [...POST, ["content-length", "5"]]).data(id, "hello", true),
    (id) =>
      peer.headers(id, POST).data(id, draws.bytes(draws.below(9000)), false, draws.oneOf([-1, 9])),
    (id) => peer.headers(id, [["x-sum", "1"]], true),
    (id) => peer.data(id, "more", true),
    (id) => peer.reset(id),
    (id) => peer.update(draws.oneOf([0, id]), 1 + draws.below(100_000)),
    () => peer.ping(),
    () => peer.settings([[SettingId.initialWindowSize, draws.below(70_000)]]),
    () => peer.ack(),
    () => peer.goaway(0),
    (id) => {
      const frame = { type: draws.below(14), flags: draws.below(256), streamId: id };
      writeRawFrame(peer.out, { ...frame, payload: draws.bytes(draws.below(20)) });
      return peer;
    },
  ];
  let id = 1;
  for (let count = 4 + draws.below(12); count > 0; count -= 1) {
    id += draws.oneOf([0, 0, 2]);
    writes.push(draws.oneOf(acts)(id).take());
  }
  return writes;
}

function serverSide(draws: Draws): Uint8Array[] {
  const peer = new Peer("server");
  const limit = draws.oneOf([0, 1, 100]);
  const writes = [
    peer
      .hello([[SettingId.maxConcurrentStreams, limit]])
      .ack()
      .take(),
  ];
  const ok: readonly Row[] = [[":status", "200"]];
  const acts: readonly ((id: number) => Peer)[] = [
    (id) => peer.headers(id, ok, true),
    (id) =>
      peer
        .headers(id, [[":status", "103"]])
        .headers(id, ok)
        .data(id, "hello", true),
    (id) => peer.headers(id, [...ok, ["content-length", "9"]]).data(id, "hello"),
    (id) =>
      peer.data(id, draws.bytes(draws.below(9000)), draws.below(2) === 0, draws.oneOf([-1, 9])),
    (id) => peer.headers(id, [["x-sum", "1"]], true),
    (id) => peer.reset(id, draws.below(14)),
    (id) => peer.update(draws.oneOf([0, id]), 1 + draws.below(100_000)),
    () => peer.ping(),
    () => peer.settings([[SettingId.maxConcurrentStreams, draws.below(4)]]),
    (id) => peer.goaway(draws.oneOf([0, id, 0x7fff_ffff])),
  ];
  for (let count = 4 + draws.below(12); count > 0; count -= 1) {
    writes.push(
      draws
        .oneOf(acts)(1 + 2 * draws.below(5))
        .take(),
    );
  }
  return writes;
}

const mutations: readonly ((writes: Uint8Array[], draws: Draws) => void)[] = [
  () => undefined,
  (writes, draws) => {
    const write = writes[draws.below(writes.length)]!;
    write[draws.below(Math.max(1, write.length))]! ^= 1 << draws.below(8);
  },
  (writes, draws) => {
    const write = draws.oneOf(writes);
    writes.splice(draws.below(writes.length), 0, write.slice());
  },
  (writes, draws) => {
    const [moved] = writes.splice(draws.below(writes.length), 1);
    writes.splice(draws.below(writes.length + 1), 0, moved!);
  },
  (writes, draws) => {
    const at = draws.below(writes.length);
    writes[at] = writes[at]!.slice(0, draws.below(writes[at]!.length + 1));
  },
  (writes, draws) => {
    const write = draws.oneOf(writes);
    // The last octet of a length.
    write[2] = draws.below(256);
  },
];

function bent(writes: Uint8Array[], draws: Draws): Uint8Array {
  for (let count = draws.below(4); count > 0; count -= 1) draws.oneOf(mutations)(writes, draws);
  return Uint8Array.from(Buffer.concat(writes));
}

/** All of it within one turn, cut as the draws say. */
function feed(rig: BackRig | FrontRig, bytes: Uint8Array, cut: (left: number) => number): Heard[] {
  const heard: Heard[] = [];
  let kept = 0;
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(bytes.length, at + cut(bytes.length - at));
    const taken = rig.leg.onData(rig.now, bytes.subarray(kept, end));
    kept += taken;
    at = end;
  }
  rig.kept = bytes.subarray(kept);
  heard.push(...rig.settle());
  return heard;
}

function front(bytes: Uint8Array, cut: (left: number) => number): readonly [Heard[], FrontRig] {
  const rig = new FrontRig({ flood });
  const heard = [...rig.settle(), ...feed(rig, bytes, cut)];
  for (const slot of rig.session.slots) {
    const isUnanswered = rig.session.saw("front-gone") === 0 && slot.response.head === undefined;
    (isUnanswered
      ? () => {
          rig.session.answer(rig.now, slot);
        }
      : () => undefined)();
  }
  return [[...heard, ...rig.settle()], rig];
}

const whole = (left: number): number => left;

test("a client may say anything", () => {
  let past = 0;
  for (let run = 1; run <= RUNS; run += 1) {
    const draws = new Draws(run * 7919);
    const bytes = bent(clientSide(draws), draws);
    const [heard, rig] = front(bytes, whole);
    const [pieces] = front(bytes, () => 1 + draws.below(40));
    expect([run, pieces]).toEqual([run, heard]);
    past += rig.session.saw("admit") > 0 ? 1 : 0;
    rig.pass(200_000_000);
    rig.leg.onReset(rig.now);
    expect([run, rig.leg.isGone, rig.gauge("active_streams"), rig.gauge("window_bytes")]).toEqual([
      run,
      true,
      0,
      0,
    ]);
    expect(rig.leg.nextDeadline()).toBeUndefined();
  }
  // At least that many got somewhere.
  expect(past).toBeGreaterThan(0.3 * RUNS);
}, 30_000);

function back(bytes: Uint8Array, cut: (left: number) => number): readonly [Heard[], BackRig] {
  const rig = new BackRig({ flood }).connected();
  for (let count = 0; count < 4; count += 1) {
    const slot = rig.session.add();
    slot.request.head = {
      kind: "request",
      method: count === 3 ? "HEAD" : "POST",
      scheme: "http",
      authority: undefined,
      authorityText: "a.test",
      path: "/",
      protocol: undefined,
      isContinueExpected: false,
      fields: [],
      content: "open",
      upgrade: undefined,
      version: "2",
    };
    slot.request.addPayload(Buffer.from("hello"));
    slot.request.ended = count !== 1;
    rig.leg.attach(rig.now, slot);
  }
  // Its hello first: then there are streams that the rest may be about.
  const head = feed(rig, bytes.subarray(0, 24), cut);
  return [[...head, ...feed(rig, bytes.subarray(24), cut)], rig];
}

test("a back end may say anything", () => {
  let past = 0;
  for (let run = 1; run <= RUNS; run += 1) {
    const draws = new Draws(run * 104_729);
    const bytes = bent(serverSide(draws), draws);
    const [heard, rig] = back(bytes, whole);
    const [pieces] = back(bytes, () => 1 + draws.below(40));
    expect([run, pieces]).toEqual([run, heard]);
    past += rig.session.saw("response") > 0 ? 1 : 0;
    rig.pass(200_000_000);
    rig.leg.onReset(rig.now);
    expect([run, rig.leg.isGone, rig.gauge("active_streams"), rig.gauge("window_bytes")]).toEqual([
      run,
      true,
      0,
      0,
    ]);
    expect(rig.session.saw("back-gone")).toBe(1);
    expect(rig.leg.nextDeadline()).toBeUndefined();
  }
  expect(past).toBeGreaterThan(0.3 * RUNS);
}, 30_000);
