// What a peer sends that ends its whole connection, by the frame alone and by what of the connection is known:
// RFC 9113 §4 to §6. A proxy that ends a connection for it keeps the contract, and the streams go with it.
// What concerns one stream only, and what a late frame may be, is none.
import { errorCodes } from "../../model/http-codes.ts";
import { frameFlags, frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Model } from "../checker.ts";

/** RFC 9113 §7 */
const { enhanceYourCalm } = errorCodes;
const frameBytesMax = 16_384;
const priorityType = 2;
const pushType = 5;
const windowMax = 0x7fff_ffff;
const initialWindowBytes = 65_535;
const settingIds = { push: 2, window: 4, frame: 5 } as const;

/** Where a frame may stand: on the connection, on a stream, or on both. */
const onConnection: ReadonlySet<number> = new Set([
  frameTypes.settings,
  frameTypes.ping,
  frameTypes.goaway,
]);
const onStream: ReadonlySet<number> = new Set([
  frameTypes.data,
  frameTypes.headers,
  priorityType,
  frameTypes.resetStream,
  pushType,
  frameTypes.continuation,
]);
/** RFC 9113 §5.1: on a stream that nobody opened they are errors. */
const afterOpening: ReadonlySet<number> = new Set([
  frameTypes.data,
  frameTypes.resetStream,
  frameTypes.windowUpdate,
]);
const exactBytes: ReadonlyMap<number, number> = new Map([
  [frameTypes.resetStream, 4],
  [frameTypes.ping, 8],
  [frameTypes.windowUpdate, 4],
]);

/** The streams that were ever opened on a connection, and who of the two said its last on them. */
interface Opened {
  readonly ids: Set<number>;
  readonly ended: Record<Http2Frame["by"], Set<number>>;
  last: number;
}

/** Where in the run, and when. */
interface Breach {
  readonly index: number;
  readonly at: number;
}

export class Breaches implements Model {
  readonly kinds: readonly Observation["kind"][] = ["http2-frame"];
  /** The stream whose header block goes on, by connection. */
  private readonly blocks = new Map<number, number>();
  private readonly opened = new Map<number, Opened>();
  private readonly since = new Map<number, Breach>();
  private readonly calmed = new Map<number, number>();

  /** When the peer of a connection, by its ordinal in the run, first broke the rules that hold for all of it. */
  at(link: number): number {
    return this.since.get(link)?.at ?? Infinity;
  }

  /** When it did so, if that was before this place in the run. */
  before(link: number, index: number): number {
    const first = this.since.get(link);
    return first !== undefined && first.index < index ? first.at : -Infinity;
  }

  /** When the proxy ended a connection with ENHANCE_YOUR_CALM; whether that is right, H2-FLOOD judges. */
  calmedAt(link: number): number {
    return this.calmed.get(link) ?? Infinity;
  }

  /** From when on the proxy may end a connection, and all that is on it. */
  endsAt(link: number): number {
    return Math.min(this.at(link), this.calmedAt(link));
  }

  observe(seen: Observation, index: number): void {
    if (seen.kind !== "http2-frame") return;
    // As the proxy sees it.
    if (seen.phase !== (seen.by === "proxy" ? "written" : "taken")) return;
    const opened = this.openedOn(seen.connection);
    if (seen.by === "peer") this.said(seen, opened, index);
    else if (seen.type === frameTypes.goaway && seen.code === enhanceYourCalm) {
      this.calmed.set(seen.connection, seen.at);
    }
    if (seen.endsStream) opened.ended[seen.by].add(seen.stream);
    if (seen.type !== frameTypes.headers || seen.by !== openerOf(seen.leg)) return;
    opened.ids.add(seen.stream);
    opened.last = Math.max(opened.last, seen.stream);
  }

  private said(frame: Http2Frame, opened: Opened, index: number): void {
    const { connection: link, type, flags, stream } = frame;
    const block = this.blocks.get(link);
    const isBlock = type === frameTypes.headers || type === frameTypes.continuation;
    const isAside =
      block === undefined
        ? type === frameTypes.continuation
        : type !== frameTypes.continuation || stream !== block;
    if ((isAside || isMalformed(frame, opened)) && !this.since.has(link)) {
      this.since.set(link, { index, at: frame.at });
    }
    if (!isBlock) return;
    if ((flags & frameFlags.endHeaders) === 0) this.blocks.set(link, stream);
    else this.blocks.delete(link);
  }

  private openedOn(link: number): Opened {
    const known = this.opened.get(link);
    if (known !== undefined) return known;
    const ended = { peer: new Set<number>(), proxy: new Set<number>() };
    const made = { ids: new Set<number>(), ended, last: 0 };
    this.opened.set(link, made);
    return made;
  }
}

/** Clients open streams, and the proxy does towards back ends. */
function openerOf(leg: Http2Frame["leg"]): Http2Frame["by"] {
  return leg === "client" ? "peer" : "proxy";
}

function isMalformed(frame: Http2Frame, opened: Opened): boolean {
  const { type, stream, lengthBytes } = frame;
  const isMisplaced = stream === 0 ? onStream.has(type) : onConnection.has(type);
  const exact = exactBytes.get(type);
  const hasWrongLength = lengthBytes > frameBytesMax || (exact ?? lengthBytes) !== lengthBytes;
  const isPush = type === pushType && frame.leg === "client";
  const isOfStreams = isIdle(frame, opened) || isAfterBoth(frame, opened);
  return isMisplaced || hasWrongLength || isPush || isOfStreams || isWrong(frame);
}

/** RFC 9113 §5.1: both had said their last, so HEADERS are no trailers that crossed anything. */
function isAfterBoth({ type, stream }: Http2Frame, { ended }: Opened): boolean {
  const isHead = type === frameTypes.headers;
  return isHead && ended.peer.has(stream) && ended.proxy.has(stream);
}

/** Nobody opened it yet: a client's streams are odd and grow. */
function isIdle({ leg, type, stream }: Http2Frame, { ids, last }: Opened): boolean {
  if (stream === 0 || ids.has(stream)) return false;
  if (afterOpening.has(type)) return leg === "origin" || stream > last;
  const opens = type === frameTypes.headers;
  return opens && (leg === "origin" || stream % 2 === 0 || stream < last);
}

function isWrong(frame: Http2Frame): boolean {
  const { type, stream, isAck, lengthBytes, increment, settings = [] } = frame;
  // RFC 9113 §6.9.1: so much more than the window began with may be too much.
  if (type === frameTypes.windowUpdate) {
    return stream === 0 && (increment === 0 || increment > windowMax - initialWindowBytes);
  }
  if (type !== frameTypes.settings) return false;
  if (isAck ? lengthBytes > 0 : lengthBytes % 6 !== 0) return true;
  return settings.some(
    ([id, value]) =>
      (id === settingIds.push && value > 1) ||
      (id === settingIds.window && value > windowMax) ||
      (id === settingIds.frame && (value < frameBytesMax || value >= 1 << 24)),
  );
}
