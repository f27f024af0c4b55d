import { expect, test } from "vitest";
import { writeRawFrame } from "../../wire/index.ts";
import { GET, type Heard, type Peer, POST } from "./testing/peer.ts";
import { FrontRig } from "./testing/rig.ts";

// Every frame type in every state that a client can bring a stream into, on the wire: what comes back is a
// reset (`S` and its code), a GOAWAY (`C` and its code), or nothing.

const STREAM = 3;

const raw = (peer: Peer, type: number, flags: number, payload: readonly number[]): Peer => {
  writeRawFrame(peer.out, { type, flags, streamId: STREAM, payload: Uint8Array.from(payload) });
  return peer;
};

const states: Readonly<Record<string, (rig: FrontRig) => void>> = {
  idle: () => undefined,
  open: ({ peer }) => peer.headers(STREAM, POST),
  "half-closed-remote": ({ peer }) => peer.headers(STREAM, GET, true),
  ended: (rig) => {
    rig.peer.headers(STREAM, GET, true);
    rig.turn();
    rig.session.answer(rig.now, rig.session.slots[0]!);
  },
  "reset-local": ({ peer }) => peer.headers(STREAM, GET.slice(1), true),
  "reset-remote": ({ peer }) => peer.headers(STREAM, GET).reset(STREAM),
  "passed-over": ({ peer }) => peer.headers(STREAM + 2, GET),
};

const frames: Readonly<Record<string, (peer: Peer) => Peer>> = {
  data: (peer) => peer.data(STREAM, "x"),
  "data-end": (peer) => peer.data(STREAM, "x", true),
  headers: (peer) => peer.headers(STREAM, GET),
  "headers-end": (peer) => peer.headers(STREAM, GET, true),
  trailers: (peer) => peer.headers(STREAM, [["x-a", "1"]], true),
  priority: (peer) => raw(peer, 2, 0, [0, 0, 0, 0, 7]),
  "priority-self": (peer) => raw(peer, 2, 0, [0, 0, 0, STREAM, 7]),
  "rst-stream": (peer) => peer.reset(STREAM),
  "push-promise": (peer) => raw(peer, 5, 4, [0, 0, 0, 2]),
  "window-update": (peer) => peer.update(STREAM, 1),
  "window-update-0": (peer) => raw(peer, 8, 0, [0, 0, 0, 0]),
  continuation: (peer) => raw(peer, 9, 4, []),
  unknown: (peer) => raw(peer, 0xbe, 0, [1, 2, 3]),
};

const expected = `
                 idle open half-closed-remote ended reset-local reset-remote passed-over
data             C1   -    S5                 S5    -           S5           S5
data-end         C1   -    S5                 S5    -           S5           S5
headers          -    S1   S5                 C5    -           S5           C1
headers-end      -    S1   S5                 C5    -           S5           C1
trailers         S1   -    S5                 C5    -           S5           C1
priority         -    -    -                  -     -           -            -
priority-self    C1   S1   S1                 -     -           -            -
rst-stream       C1   -    -                  -     -           -            -
push-promise     C1   C1   C1                 C1    C1          C1           C1
window-update    C1   -    -                  -     -           -            -
window-update-0  C1   S1   S1                 -     -           -            -
continuation     C1   C1   C1                 C1    C1          C1           C1
unknown          -    -    -                  -     -           -            -
`;

const [heads, ...rows] = expected
  .trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/));

const marks: Readonly<Record<string, string>> = { "rst-stream": "S", goaway: "C" };

const reaction = (heard: readonly Heard[]): string =>
  heard.map(({ kind, code }) => `${marks[kind] ?? kind}${code ?? ""}`).join(",") || "-";

test("each frame in each state is answered as RFC 9113 wants, and the rest goes on", () => {
  expect(heads).toEqual(Object.keys(states));
  const seen = Object.entries(frames).map(([name, write]) => [
    name,
    ...Object.values(states).map((reach) => {
      const rig = new FrontRig().greeted();
      reach(rig);
      rig.turn();
      write(rig.peer);
      return reaction(rig.turn());
    }),
  ]);
  expect(seen).toEqual(rows);
});

test("after any stream error the connection still answers", () => {
  for (const [at, row] of rows.entries()) {
    const [name, ...cells] = row;
    expect(name).toBe(Object.keys(frames)[at]);
    for (const [place, reach] of Object.values(states).entries()) {
      const rig = new FrontRig().greeted();
      reach(rig);
      rig.turn();
      Object.values(frames)[at]!(rig.peer);
      rig.turn();
      rig.peer.ping();
      const isOver = cells[place]!.startsWith("C");
      expect([name, place, rig.turn().length]).toEqual([name, place, isOver ? 0 : 1]);
    }
  }
});

test("on the connection PING is answered, its answer and unknown frames are not", () => {
  const rig = new FrontRig().greeted();
  rig.peer.ping(true);
  raw(rig.peer, 0xbe, 0, [1]);
  rig.peer.ping();
  expect(rig.turn()).toEqual([{ kind: "ping", streamId: 0, isAck: true }]);
});

const sent = (rig: FrontRig): Readonly<Record<string, number>> => {
  const names = ["settings", "ping_ack", "window_update", "rst_stream", "goaway"];
  const all = [...names, "headers", "continuation", "data"];
  const counts = all.map((name) => [name, rig.counter(`h2.frames.tx.${name}`)] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
};

test("every frame is counted once, however it comes", () => {
  const rig = new FrontRig();
  rig.peer.hello().ack().headers(1, POST).data(1, "abc").update(1, 5).ping().reset(1);
  raw(rig.peer, 0xbe, 0, [1, 2]);
  for (const octet of rig.peer.take()) rig.give(Uint8Array.of(octet));
  const counts = ["settings", "headers", "data", "window_update", "ping", "rst_stream", "unknown"];
  expect(counts.map((name) => rig.counter(`h2.frames.rx.${name}`))).toEqual([2, 1, 1, 1, 1, 1, 1]);
  rig.peer.headers(3, GET, true).headers(5, GET.slice(1), true).headers(2, GET);
  rig.turn();
  expect(sent(rig)).toEqual({
    settings: 2,
    ping_ack: 1,
    window_update: 1,
    rst_stream: 1,
    goaway: 1,
  });
});

test("and every frame of ours", () => {
  const rig = new FrontRig().greeted();
  rig.peer.headers(1, GET, true);
  rig.turn();
  const slot = rig.session.slots[0]!;
  rig.session.answer(rig.now, slot);
  slot.response.head = {
    ...slot.response.head!,
    fields: [{ name: "x-a", value: "\u0080".repeat(20_000) }],
  };
  rig.settle();
  expect(sent(rig)).toEqual({
    settings: 2,
    window_update: 1,
    headers: 1,
    continuation: 1,
    data: 1,
  });
});

test("octets that are no preface end the connection", () => {
  const rig = new FrontRig();
  rig.settle();
  expect(reaction(rig.give(Buffer.from("GET / HTTP/1.1\r\n\r\n")))).toBe("C1");
});
