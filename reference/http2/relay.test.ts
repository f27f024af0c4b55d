import fc from "fast-check";
import { expect, test } from "vitest";
import { SettingId } from "../../wire/index.ts";
import { Aggregator } from "../metrics/aggregator.ts";
import { Http2Back } from "./back.ts";
import { Http2Front } from "./front.ts";
import { defaultHttp2Options } from "./options.ts";
import { ByteHost } from "./testing/byte-host.ts";
import { Draws } from "./testing/draws.ts";
import { GET, Peer, POST, type Row } from "./testing/peer.ts";
import { BACK, FRONT, ScriptedSession } from "./testing/scripted-session.ts";

// A client, two legs, a back end: whatever their windows, frames, segments and pace, content arrives
// unchanged, nobody sends beyond a credit (the peers keep the books), and at rest every byte is credited.

interface Body {
  readonly bytes: Uint8Array;
  at: number;
  isBegun: boolean;
  isEnded: boolean;
}

const MILLI = 1000;

class World {
  readonly draws: Draws;
  readonly host = new ByteHost();
  readonly session = new ScriptedSession();
  readonly metrics = new Aggregator(0);
  readonly client = new Peer("client");
  readonly origin = new Peer("server");
  readonly front: Http2Front;
  readonly back: Http2Back;
  readonly requests = new Map<number, Body>();
  /** By the stream of the back end. */
  readonly answers = new Map<number, Body>();
  readonly asked: number[] = [];
  readonly failures: string[] = [];
  readonly #kept: Record<number, Uint8Array> = {
    [FRONT]: new Uint8Array(0),
    [BACK]: new Uint8Array(0),
  };
  #resumed = 0;
  now = 1_000_000;

  constructor(seed: number, count: number) {
    this.draws = new Draws(seed);
    const parts = {
      host: this.host,
      session: this.session,
      options: defaultHttp2Options,
      metrics: this.metrics,
    };
    this.front = new Http2Front(this.now, { ...parts, conn: FRONT });
    this.back = new Http2Back(this.now, { ...parts, conn: BACK, connectMicros: 1_000_000 });
    this.session.front = this.front;
    this.session.back = this.back;
    this.back.onConnect(this.now, "connected");
    for (let at = 0; at < count; at += 1) this.requests.set(2 * at + 1, this.#body());
  }

  #body(): Body {
    const bytes = this.draws.bytes(this.draws.oneOf([0, 1, 100, 5000, 16_384, 40_000]));
    return { bytes, at: 0, isBegun: false, isEnded: false };
  }

  /** A few frames of whatever is not yet said. */
  #say(peer: Peer, streamId: number, body: Body, head: readonly Row[]): void {
    const { bytes } = body;
    const withLength: readonly Row[] = [...head, ["content-length", String(bytes.length)]];
    const begin = (): void => {
      const isAll = bytes.length === 0;
      peer.headers(streamId, this.draws.below(2) === 0 ? head : withLength, isAll);
      body.isBegun = true;
      body.isEnded = isAll;
    };
    const go = (): void => {
      const room = Math.max(0, peer.room(streamId) - 256);
      const end = Math.min(bytes.length, body.at + Math.min(room, 1 + this.draws.below(9000)));
      body.isEnded = end === bytes.length;
      const padding = this.draws.oneOf([-1, -1, 0, 200]);
      const isWorthIt = end > body.at || body.isEnded;
      (isWorthIt
        ? () => peer.data(streamId, bytes.subarray(body.at, end), body.isEnded, padding)
        : nothing)();
      body.at = end;
    };
    (body.isBegun ? go : begin)();
  }

  #deliver(conn: number, leg: Http2Back | Http2Front, bytes: Uint8Array): void {
    const all = Uint8Array.from(Buffer.concat([this.#kept[conn]!, bytes]));
    const size = 1 + this.draws.oneOf([30, 400, 5000, 100_000]);
    let at = 0;
    let taken = 1;
    for (; at < all.length && taken > 0; at += taken) {
      taken = leg.onData(this.now, all.subarray(at, at + size));
    }
    this.#kept[conn] = all.slice(at);
  }

  #flush(): void {
    for (let round = 0; round < 4; round += 1) {
      this.front.flush(this.now);
      this.back.flush(this.now);
    }
  }

  #settle(): void {
    this.#flush();
    while (this.host.resumed.length > this.#resumed) {
      this.#resumed = this.host.resumed.length;
      this.#deliver(FRONT, this.front, new Uint8Array(0));
      this.#deliver(BACK, this.back, new Uint8Array(0));
      this.#flush();
    }
    this.client.hear(this.host.take(FRONT));
    for (const heard of this.origin.hear(this.host.take(BACK))) {
      const begins = heard.kind === "headers" && !this.answers.has(heard.streamId);
      (begins ? () => this.answers.set(heard.streamId, this.#body()) : nothing)();
    }
  }

  #grant(peer: Peer, streamIds: Iterable<number>, isGenerous: boolean): void {
    const bytes = isGenerous ? 20_000 : 1 + this.draws.below(3000);
    peer.update(0, bytes);
    for (const id of streamIds)
      (peer.creditOf(id) < 100_000 ? () => peer.update(id, bytes) : nothing)();
  }

  #speak(isGenerous: boolean): void {
    for (const [id, body] of this.requests) {
      // RFC 9113 §5.1.1: streams begin in order.
      const isNext = this.requests.get(id - 2)?.isBegun ?? true;
      const isFree = isNext && !body.isEnded && (isGenerous || this.draws.below(2) === 0);
      (isFree
        ? () => {
            this.#say(this.client, id, body, this.headOf(body));
          }
        : nothing)();
    }
    for (const [id, body] of this.answers) {
      const isFree = !body.isEnded && (isGenerous || this.draws.below(3) === 0);
      (isFree
        ? () => {
            this.#say(this.origin, id, body, [[":status", "200"]]);
          }
        : nothing)();
    }
  }

  turn(isGenerous = false): void {
    this.now += MILLI * 200;
    const tight = isGenerous ? Infinity : this.draws.oneOf([Infinity, Infinity, 50, 2000]);
    this.host.room.set(FRONT, tight);
    this.host.room.set(BACK, tight);
    this.front.onWritable();
    this.back.onWritable();
    this.#speak(isGenerous);
    const begun = [...this.requests].filter(([, body]) => body.isBegun).map(([id]) => id);
    this.#grant(this.client, begun, isGenerous);
    this.#grant(this.origin, this.answers.keys(), isGenerous);
    this.#deliver(FRONT, this.front, this.client.take());
    this.#deliver(BACK, this.back, this.origin.take());
    this.#settle();
  }

  headOf(body: Body): readonly Row[] {
    return body.bytes.length === 0 ? GET : POST;
  }
}

const nothing = (): void => undefined;

function play(seed: number, count: number): World {
  const world = new World(seed, count);
  const { draws } = world;
  const window = (): number => draws.oneOf([0, 1, 1000, 65_535, 200_000]);
  world.client.hello([[SettingId.initialWindowSize, window()]]).ack();
  world.origin
    .hello([
      [SettingId.initialWindowSize, window()],
      [SettingId.maxConcurrentStreams, 1 + draws.below(4)],
      [SettingId.headerTableSize, draws.oneOf([0, 100, 4096])],
    ])
    .ack();
  for (let turn = 0; turn < 40; turn += 1) world.turn();
  for (let turn = 0; turn < 400 && world.session.openSlots > 0; turn += 1) world.turn(true);
  // What is written may still be on its way to the socket.
  world.turn(true);
  return world;
}

test("content crosses both legs unchanged, within every window, and is credited at rest", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1 << 30 }),
      fc.integer({ min: 1, max: 6 }),
      (seed, count) => {
        const world = play(seed, count);
        const { session, client, origin } = world;
        expect(session.told.filter(({ what }) => what === "reset" || what === "back-gone")).toEqual(
          [],
        );
        expect(session.saw("written")).toBe(count);
        for (const slot of session.slots) {
          const sent = world.requests.get(slot.frontStream)!.bytes;
          const answered = world.answers.get(slot.backStream)!.bytes;
          const heard = origin.body(slot.backStream);
          expect(Buffer.compare(client.body(slot.frontStream), answered)).toBe(0);
          // All of the request, or as much of it as the answer waited for.
          const wanted = slot.request.finished ? sent.length : heard.length;
          expect(Buffer.compare(heard, sent.subarray(0, wanted))).toBe(0);
        }
        // FLOW-CREDIT
        expect(client.connectionAllowance).toBeGreaterThan(1_048_576 / 2);
        expect(origin.connectionAllowance).toBeGreaterThan(1_048_576 / 2);
      },
    ),
    { numRuns: 40 },
  );
});
