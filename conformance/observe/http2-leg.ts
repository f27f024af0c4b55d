// One connection of a worker with a client or a back end, as the observer follows it: both directions,
// each cut into frames where it is written and where it is taken.
import type { Channel } from "./channel.ts";
import type { Http2Frame, LegEnded, LegOpened } from "./http2.ts";
import { frameFlags, frameTypes, Http2Cutter } from "./http2-cutter.ts";
import type { Observation } from "./observation.ts";

export interface LegPlace {
  readonly connection: number;
  readonly worker: number;
  readonly leg: "client" | "origin";
}

const streamIds = 0x7fff_ffff;

export class Http2Leg implements Channel {
  readonly place: LegPlace;
  private readonly written = [new Http2Cutter(true), new Http2Cutter(false)] as const;
  private readonly taken = [new Http2Cutter(true), new Http2Cutter(false)] as const;
  private ends = 0;

  constructor(place: LegPlace) {
    this.place = place;
  }

  /** Nothing more comes in either direction. */
  get isOver(): boolean {
    return this.ends > 1;
  }

  opened(at: number, peer: string, conn: number): LegOpened {
    return { kind: "leg-opened", at, ...this.place, peer, conn };
  }

  /** Who dies resets its connections without a word: only the other side, that was reset, tells. */
  ended(at: number, isProxy: boolean, event: "end" | "reset" | "was-reset"): LegEnded {
    const how = event === "end" ? "end" : "reset";
    this.ends += how === "reset" ? 2 : 1;
    const by = isProxy === (event !== "was-reset") ? "proxy" : "peer";
    return { kind: "leg-ended", at, ...this.place, by, how };
  }

  wrote(opener: boolean, bytes: Uint8Array, at: number, done: Observation[]): void {
    this.cut(this.written[opener ? 0 : 1], bytes, done, { at, opener, phase: "written" });
  }

  /** The bytes came from the other end. */
  took(opener: boolean, bytes: Uint8Array, at: number, taken: Observation[]): void {
    this.cut(this.taken[opener ? 1 : 0], bytes, taken, { at, opener: !opener, phase: "taken" });
  }

  private cut(
    cutter: Http2Cutter,
    bytes: Uint8Array,
    into: Observation[],
    { at, opener, phase }: { at: number; opener: boolean; phase: Http2Frame["phase"] },
  ): void {
    // The proxy opens its connections with back ends.
    const by = opener === (this.place.leg === "origin") ? "proxy" : "peer";
    cutter.feed(bytes);
    while (cutter.next()) into.push(this.frameOf(cutter, at, by, phase));
  }

  private frameOf(
    cutter: Http2Cutter,
    at: number,
    by: Http2Frame["by"],
    phase: Http2Frame["phase"],
  ): Http2Frame {
    const { connection, worker, leg } = this.place;
    const { type, flags, stream, lengthBytes } = cutter;
    const isData = type === frameTypes.data;
    const isGoaway = type === frameTypes.goaway;
    const hasCode = isGoaway || type === frameTypes.resetStream;
    const hasAck = type === frameTypes.settings || type === frameTypes.ping;
    return {
      kind: "http2-frame",
      at,
      connection,
      worker,
      leg,
      by,
      phase,
      type,
      flags,
      stream,
      lengthBytes,
      contentBytes: isData ? Math.max(0, lengthBytes - cutter.paddingBytes) : 0,
      endsStream: (isData || type === frameTypes.headers) && (flags & frameFlags.endStream) !== 0,
      isAck: hasAck && (flags & frameFlags.ack) !== 0,
      increment: type === frameTypes.windowUpdate ? cutter.word(0) & streamIds : 0,
      code: hasCode ? cutter.word(isGoaway ? 4 : 0) : 0,
      lastStream: isGoaway ? cutter.word(0) & streamIds : 0,
      settings: type === frameTypes.settings ? cutter.settings : undefined,
    };
  }
}
