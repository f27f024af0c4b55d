// One connection of a worker with a client or a back end, as the observer follows it: both directions,
// each cut into frames where the proxy writes or takes it, and at its client's end for the sake of what
// is on its way.
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
  private readonly isOpener: boolean;
  /** At the proxy's own end. */
  private readonly written: Http2Cutter;
  private readonly taken: Http2Cutter;
  /** At its client's. */
  private readonly farWritten: Http2Cutter | undefined;
  private readonly farTaken: Http2Cutter | undefined;
  private ends = 0;

  /** The proxy opens its connections with back ends. */
  constructor(place: LegPlace) {
    this.place = place;
    const isOpener = place.leg === "origin";
    this.isOpener = isOpener;
    this.written = new Http2Cutter(isOpener);
    this.taken = new Http2Cutter(!isOpener);
    this.farWritten = isOpener ? undefined : new Http2Cutter(true);
    this.farTaken = isOpener ? undefined : new Http2Cutter(false);
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
    if (opener === this.isOpener) this.cut(this.written, bytes, done, { at, phase: "written" });
    else this.cutFar(this.farWritten, bytes, done, { at, phase: "written" });
  }

  /** The bytes came from the other end. */
  took(opener: boolean, bytes: Uint8Array, at: number, taken: Observation[]): void {
    if (opener === this.isOpener) {
      this.cut(this.taken, bytes, taken, { at, phase: "taken" });
      const isPiece = this.isOpener && this.taken.isMidway;
      if (isPiece) taken.push({ kind: "http2-piece", at, ...this.place });
    } else {
      this.cutFar(this.farTaken, bytes, taken, { at, phase: "taken" });
    }
  }

  private cut(
    cutter: Http2Cutter,
    bytes: Uint8Array,
    into: Observation[],
    { at, phase }: { readonly at: number; readonly phase: Http2Frame["phase"] },
  ): void {
    const by = phase === "written" ? "proxy" : "peer";
    cutter.feed(bytes, at);
    while (cutter.next()) into.push(this.frameOf(cutter, at, by, phase));
  }

  /** Of what passes at the other end only content and credit are of interest. */
  private cutFar(
    cutter: Http2Cutter | undefined,
    bytes: Uint8Array,
    into: Observation[],
    { at, phase }: { readonly at: number; readonly phase: Http2Frame["phase"] },
  ): void {
    if (cutter === undefined) return;
    const by = phase === "written" ? "peer" : "proxy";
    const type = phase === "written" ? frameTypes.windowUpdate : frameTypes.data;
    cutter.feed(bytes, at);
    while (cutter.next()) {
      if (cutter.type === type) into.push(this.frameOf(cutter, at, by, phase));
    }
  }

  private frameOf(
    cutter: Http2Cutter,
    at: number,
    by: Http2Frame["by"],
    phase: Http2Frame["phase"],
  ): Http2Frame {
    const { connection, worker, leg } = this.place;
    const { type, flags, stream, lengthBytes, begunAt } = cutter;
    const isData = type === frameTypes.data;
    const isGoaway = type === frameTypes.goaway;
    const hasCode = isGoaway || type === frameTypes.resetStream;
    const hasAck = type === frameTypes.settings || type === frameTypes.ping;
    return {
      kind: "http2-frame",
      at,
      begunAt,
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
      isMidway: this.written.isMidway,
    };
  }
}
