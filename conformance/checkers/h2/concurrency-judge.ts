// H2-CONCURRENCY: the limit that the proxy tells a client, once the client has acknowledged it, and the one
// that a back end tells the proxy. A stream that ended within the same instant as another began may have
// been counted or not, so a place is surely taken only when both counts say so. A refusal that a back end
// has said of the same request is passed on with right (RFC 9113 §8.7).
import { errorCodes } from "../../model/http-codes.ts";
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import type { Http2Constants } from "../../model/http2-constants.ts";
import type { Verdicts } from "../verdicts.ts";
import { type Connection, opens } from "./connections.ts";
import { type Run, wasUnprocessed } from "./survival-judge.ts";

const rule = "H2-CONCURRENCY";
const maxConcurrentStreams = 3;
const { noError, protocolError, internalError, refusedStream } = errorCodes;

interface Limit {
  /** Undefined: none. */
  streams: number | undefined;
  /** A peer may act as if it had not been told until it says so. */
  isBinding: boolean;
  /** Where the limit was said. */
  index: number;
  said: Http2Frame["settings"];
  /** Streams that should not have been opened, and not been answered yet. */
  readonly above: Map<number, { readonly index: number; readonly at: number }>;
  /** Streams that there was a place for. */
  readonly below: Set<number>;
}

export interface Circumstances {
  readonly run: Run;
  readonly isReal: boolean;
}

interface Suspect {
  readonly connection: Connection;
  readonly index: number;
  readonly at: number;
  readonly stream: number;
  readonly worker: number;
}

export class ConcurrencyJudge {
  private readonly verdicts: Verdicts;
  private readonly constants: Http2Constants;
  private readonly limits = new Map<number, Limit>();
  /** The buffers in use, by worker. */
  private readonly buffers = new Map<number, number>();
  /** Refused below the limit; whether buffers were short shows at the end of the turn. */
  private suspects: Suspect[] = [];
  /** Whether a back end had said the same shows when the run is over. */
  private readonly refusals: Suspect[] = [];
  private readonly run: Run;
  /** On a real network nobody knows that a limit was read before it is acknowledged. */
  private readonly awaitsAck: boolean;

  constructor(verdicts: Verdicts, constants: Http2Constants, { run, isReal }: Circumstances) {
    this.verdicts = verdicts;
    this.constants = constants;
    this.run = run;
    this.awaitsAck = isReal;
  }

  held(worker: number, inUse: number): void {
    this.buffers.set(worker, inUse);
    if (!this.areShort(worker)) return;
    this.suspects = this.suspects.filter((suspect) => suspect.worker !== worker);
  }

  /** Time went on, or the run is over. */
  pass(at: number, isLast: boolean): void {
    const [first] = this.suspects;
    if (first === undefined || (at === first.at && !isLast)) return;
    this.refusals.push(...this.suspects);
    this.suspects = [];
  }

  /** Asked before the connection itself is told of the frame. */
  see(connection: Connection, frame: Http2Frame, index: number): void {
    const limit = this.limitOf(connection.connection);
    if (frame.type === frameTypes.settings) settle(connection, limit, frame, index);
    else if (connection.leg === "origin") this.dialled(connection, limit, frame, index);
    else if (frame.by === "peer") this.asked(connection, limit, frame, index);
    else this.answered(connection, limit, frame, index);
  }

  /** What nobody refused until the end was let in. */
  end(): void {
    for (const refusal of this.refusals) {
      if (this.isPassedOn(refusal)) continue;
      this.fail(refusal.index, refusal.at, [refusal.stream, "refused below the limit"]);
    }
    for (const { above } of this.limits.values()) {
      for (const [stream, { index, at }] of above) this.fail(index, at, [stream, "nothing"]);
    }
  }

  /** Every origin that was asked had refused it. */
  private isPassedOn({ connection, stream }: Suspect): boolean {
    const { accounts, connections } = this.run;
    const asked = accounts.clients.find(
      ({ seen }) => seen.stream === stream && connections.of(seen) === connection,
    );
    const origins = asked === undefined ? [] : accounts.originsOf(asked.seen.label);
    return origins.length > 0 && origins.every(({ seen }) => wasUnprocessed(this.run, seen));
  }

  private dialled(connection: Connection, limit: Limit, frame: Http2Frame, index: number): void {
    if (!opens(connection, frame) || limit.streams === undefined) return;
    if (this.awaitsAck && !limit.isBinding) return;
    const { openCount } = connection;
    if (openCount >= limit.streams) {
      this.verdicts.violated({
        rule,
        index,
        at: frame.at,
        message: `streams on a connection with ${connection.peer}`,
        expected: `at most ${limit.streams} at a time`,
        actual: `${openCount + 1}`,
      });
    } else if (this.verdicts.counted(rule)) {
      const others = (limit.said ?? []).filter(([id]) => id !== maxConcurrentStreams);
      const settings = [...others, [maxConcurrentStreams, openCount] as const];
      this.verdicts.sample(rule, limit.index, { field: "frame", value: { settings } });
    }
  }

  private asked(connection: Connection, limit: Limit, frame: Http2Frame, index: number): void {
    if (!opens(connection, frame) || limit.streams === undefined) return;
    const { openCount, goaways, endings } = connection;
    const endedNow = endings.at === frame.at ? endings.count : 0;
    const isOver = goaways.proxy.length > 0 || connection.end !== undefined;
    if (isOver) return;
    if (openCount >= limit.streams && limit.isBinding) {
      limit.above.set(frame.stream, { index, at: frame.at });
    } else if (openCount + endedNow < limit.streams) {
      limit.below.add(frame.stream);
    }
  }

  private answered(connection: Connection, limit: Limit, frame: Http2Frame, index: number): void {
    const { type, stream, code, at } = frame;
    if (type === frameTypes.goaway && code !== noError) this.ended(limit, frame, index);
    const above = limit.above.get(stream);
    if (type === frameTypes.resetStream) {
      if (above !== undefined) this.refused(limit, frame, index);
      else if (
        code === refusedStream &&
        limit.below.has(stream) &&
        !isLeaving(connection, stream) &&
        !this.areShort(connection.worker)
      ) {
        this.suspects.push({ connection, index, at, stream, worker: connection.worker });
      }
    } else if (type === frameTypes.headers && above !== undefined) {
      limit.above.delete(stream);
      this.fail(index, at, [stream, "answered above the limit"]);
    }
  }

  private refused(limit: Limit, { stream, code, at }: Http2Frame, index: number): void {
    limit.above.delete(stream);
    if (code !== protocolError && code !== refusedStream) this.fail(index, at, [stream, `${code}`]);
    else if (this.verdicts.counted(rule)) {
      this.verdicts.sample(rule, index, { field: "frame", value: { code: internalError } });
    }
  }

  /** A stream too many is no fault of the connection. */
  private ended(limit: Limit, { at }: Http2Frame, index: number): void {
    for (const stream of limit.above.keys()) this.fail(index, at, [stream, "GOAWAY"]);
    limit.above.clear();
  }

  private areShort(worker: number): boolean {
    return (this.buffers.get(worker) ?? 0) + 2 > this.constants.buffersMax - 2;
  }

  private fail(
    index: number,
    at: number,
    [stream, actual]: [stream: number, actual: string],
  ): void {
    const message = `stream ${stream} of a client`;
    const expected = "RST_STREAM with REFUSED_STREAM above the limit, and only there";
    this.verdicts.violated({ rule, index, at, message, expected, actual });
  }

  private limitOf(connection: number): Limit {
    let limit = this.limits.get(connection);
    if (limit === undefined) {
      const [above, below] = [new Map<number, never>(), new Set<number>()];
      const said = undefined;
      limit = { streams: undefined, isBinding: false, index: 0, said, above, below };
      this.limits.set(connection, limit);
    }
    return limit;
  }
}

/** The proxy's own SETTINGS bind clients, those of a back end bind the proxy. */
function settle({ leg }: Connection, limit: Limit, frame: Http2Frame, index: number): void {
  const isLimiting = frame.by === (leg === "client" ? "proxy" : "peer");
  if (frame.isAck) {
    // Whoever is limited says that it has read so.
    if (!isLimiting) limit.isBinding = true;
    return;
  }
  if (!isLimiting) return;
  limit.index = index;
  limit.said = frame.settings;
  const said = frame.settings?.findLast(([id]) => id === maxConcurrentStreams)?.[1];
  if (said !== undefined) limit.streams = said;
}

/**
 * RFC 9113 §6.8: it says goodbye in the turn in which it reads the request, which it need not take then. A request
 * is read when all of its header block is.
 */
function isLeaving({ goaways, streams }: Connection, stream: number): boolean {
  const headAt = streams.get(stream)?.headAt ?? Infinity;
  return goaways.proxy.some(({ at, code }) => code === noError && at <= headAt);
}
