// What one connection does that counts as a flood when it is done too often, frame by frame (RFC 9113
// §10.5). It says which rule's limit a frame passed; what has to follow is judged elsewhere.
import { frameFlags, frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import { type FloodKind, type Http2Constants, ruleOfKind } from "../../model/http2-constants.ts";
import { type Connection, isOpener, type Stream } from "./connections.ts";
import { FloodCount } from "./flood-count.ts";

const forLife: ReadonlySet<FloodKind> = new Set(["resetBeforeAnswer", "madeReset"]);
/** What a proxy resets a stream with for something that the peer did: no error, refusals and its own faults are none. */
const misuses: ReadonlySet<number> = new Set([1, 3, 5, 6, 11]);
/** Priority and padding of HEADERS are no part of the block. */
const blockSlackBytes = 261;

export class FloodGauge {
  private readonly constants: Http2Constants;
  private readonly counts = new Map<FloodKind, FloodCount>();
  /** DATA of the proxy that no credit for the connection has followed. */
  private unanswered = 0;
  /** The same of DATA of nothing, which calls for no credit, and is not held against who gives it. */
  private unansweredEmpty = 0;
  /** WINDOW_UPDATE of the connection that DATA had called for. */
  private explained = 0;
  private hasSettled = false;
  private readonly late = new Map<number, number>();
  private continuations = 0;
  private blockBytes = 0;
  private mostBlockBytes = 0;
  private mostContinuations = 0;

  constructor(constants: Http2Constants) {
    this.constants = constants;
  }

  /** The one that came nearest to what is no longer honest, and how near. */
  get nearest(): readonly [rule: string, load: number] {
    const { floods, blockBytesMax } = this.constants;
    let nearest: readonly [string, number] = [
      "H2-FLOOD-CONTINUATION",
      this.mostContinuations / floods.continuation.honest,
    ];
    const block = this.mostBlockBytes / blockBytesMax;
    if (block > nearest[1]) nearest = ["H2-FLOOD-HEADERS", block];
    for (const [kind, count] of this.counts) {
      if (count.load > nearest[1]) nearest = [ruleOfKind[kind], count.load];
    }
    // Credit that DATA explains is honest, however much of it there is.
    const isCreditor = this.explained / floods.windowUpdate.honest > nearest[1];
    return isCreditor ? [ruleOfKind.windowUpdate, nearest[1]] : nearest;
  }

  /** The rule whose limit this frame passes; asked before the connection itself is told of the frame. */
  see(connection: Connection, frame: Http2Frame): string | undefined {
    return frame.by === "proxy" ? this.wrote(frame) : this.took(connection, frame);
  }

  private wrote({ type, code, at, lengthBytes }: Http2Frame): string | undefined {
    if (type === frameTypes.data && lengthBytes > 0) this.unanswered += 1;
    else if (type === frameTypes.data) this.unansweredEmpty += 1;
    const isMisuse = type === frameTypes.resetStream && misuses.has(code);
    return isMisuse ? this.count("madeReset", at) : undefined;
  }

  private took(connection: Connection, frame: Http2Frame): string | undefined {
    const { at, isAck } = frame;
    const stream = connection.streams.get(frame.stream);
    switch (frame.type) {
      case frameTypes.resetStream:
        // A back end has its reasons.
        return connection.leg === "client" ? this.reset(stream, frame) : undefined;
      case frameTypes.ping:
        return isAck ? undefined : this.count("ping", at);
      case frameTypes.settings:
        return isAck ? undefined : this.settings(at);
      case frameTypes.data:
        return this.data(connection, stream, frame);
      case frameTypes.windowUpdate:
        return this.windowUpdate(stream, frame);
      case frameTypes.headers:
      case frameTypes.continuation:
        return this.block(frame);
      default:
        return undefined;
    }
  }

  private reset(stream: Stream | undefined, { at }: Http2Frame): string | undefined {
    const isForNothing =
      stream !== undefined && stream.closedAt === undefined && !stream.isAnswered;
    const early = isForNothing ? this.count("resetBeforeAnswer", at) : undefined;
    return this.count("reset", at) ?? early;
  }

  /** The first belongs to the preface: whether it counts is the target's business. */
  private settings(at: number): string | undefined {
    if (this.hasSettled) return this.count("settings", at);
    this.hasSettled = true;
    this.countOf("settings").doubt(at);
    return undefined;
  }

  private data(
    connection: Connection,
    stream: Stream | undefined,
    { at, by, contentBytes, endsStream }: Http2Frame,
  ): string | undefined {
    const isOpen = stream !== undefined && stream.closedAt === undefined;
    const hasEnded = isOpener(connection, by) ? stream?.openerEnded : stream?.otherEnded;
    const isEmpty = contentBytes === 0 && !endsStream;
    if (!isOpen || hasEnded === true) {
      this.countOf("lateFrame").doubt(at);
      if (isEmpty) this.countOf("emptyData").doubt(at);
      return undefined;
    }
    return isEmpty ? this.count("emptyData", at) : undefined;
  }

  private windowUpdate(
    stream: Stream | undefined,
    { at, stream: id, increment }: Http2Frame,
  ): string | undefined {
    if (increment === 0) return undefined;
    if (id === 0) {
      return this.credit(at);
    }
    if (stream?.closedAt === undefined || stream.closedAt === at) return undefined;
    const seen = (this.late.get(id) ?? 0) + 1;
    this.late.set(id, seen);
    return seen > this.constants.lateFramesPerStream ? this.count("lateFrame", at) : undefined;
  }

  private credit(at: number): string | undefined {
    if (this.unanswered > 0) {
      this.unanswered -= 1;
      this.explained += 1;
      return undefined;
    }
    if (this.unansweredEmpty === 0) return this.count("windowUpdate", at);
    this.unansweredEmpty -= 1;
    this.countOf("windowUpdate").doubt(at);
    return undefined;
  }

  private block({ type, flags, lengthBytes }: Http2Frame): string | undefined {
    const { floods, blockBytesMax } = this.constants;
    if (type === frameTypes.headers) {
      this.continuations = 0;
      this.blockBytes = 0;
    } else {
      this.continuations += 1;
    }
    this.blockBytes += lengthBytes;
    this.mostContinuations = Math.max(this.mostContinuations, this.continuations);
    this.mostBlockBytes = Math.max(this.mostBlockBytes, this.blockBytes);
    if (this.continuations > floods.continuation.limit) return "H2-FLOOD-CONTINUATION";
    const isLarge = this.blockBytes > blockBytesMax + blockSlackBytes;
    return isLarge && (flags & frameFlags.endHeaders) === 0 ? "H2-FLOOD-HEADERS" : undefined;
  }

  private count(kind: FloodKind, at: number): string | undefined {
    return this.countOf(kind).add(at) ? ruleOfKind[kind] : undefined;
  }

  private countOf(kind: FloodKind): FloodCount {
    let count = this.counts.get(kind);
    if (count === undefined) {
      count = new FloodCount(this.constants.floods[kind], forLife.has(kind));
      this.counts.set(kind, count);
    }
    return count;
  }
}
