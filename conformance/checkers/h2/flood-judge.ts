// The H2-FLOOD rules on the wire: a peer that passes a limit is told to calm down in the same turn, and
// nobody is told so who stayed at an honest rate. A WINDOW_UPDATE of nothing is an error of its stream, or
// of the connection.
import { errorCodes, faultsOfPeers } from "../../model/http-codes.ts";
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import type { Http2Constants } from "../../model/http2-constants.ts";
import type { Breaches } from "../traffic/breaches.ts";
import type { Traffic } from "../traffic/traffic.ts";
import type { Verdicts } from "../verdicts.ts";
import type { Connection } from "./connections.ts";
import { FloodGauge } from "./flood-gauge.ts";

const { noError, protocolError, internalError, flowControlError, refusedStream } = errorCodes;
const { enhanceYourCalm: calm } = errorCodes;
const windowRule = "H2-FLOOD-WINDOW";

/** What has to be written now. */
interface Due {
  readonly rule: string;
  readonly index: number;
  readonly at: number;
  /** The stream that has to be reset; 0: the connection has to end. */
  readonly stream: number;
  readonly codes: readonly number[];
}

export interface FloodFacts {
  readonly constants: Http2Constants;
  readonly slackMicros: number;
  readonly traffic: Traffic;
  readonly breaches: Breaches;
}

export class FloodJudge {
  private readonly verdicts: Verdicts;
  private readonly constants: Http2Constants;
  private readonly slackMicros: number;
  private readonly traffic: Traffic;
  private readonly breaches: Breaches;
  private readonly gauges = new Map<Connection, FloodGauge>();
  private readonly due = new Map<Connection, Due>();

  constructor(verdicts: Verdicts, { constants, slackMicros, traffic, breaches }: FloodFacts) {
    this.verdicts = verdicts;
    this.constants = constants;
    this.slackMicros = slackMicros;
    this.traffic = traffic;
    this.breaches = breaches;
  }

  /** Asked before the connection itself is told of the frame. */
  see(connection: Connection, frame: Http2Frame, index: number): void {
    const gauge = this.gaugeOf(connection);
    const rule = gauge.see(connection, frame);
    if (isOver(connection)) return;
    if (frame.by === "proxy") this.wrote(connection, frame, index);
    if (rule !== undefined) this.demand(connection, this.dueFor(rule, frame, index));
    else if (isZeroIncrement(connection, frame)) {
      const { at, stream } = frame;
      const isOpen = stream !== 0 && connection.streams.get(stream)?.closedAt === undefined;
      const own = { rule: windowRule, index, at, codes: [protocolError] };
      this.demand(connection, { ...own, stream: isOpen ? stream : 0 });
    }
  }

  /** Time went on, or the run is over. */
  pass(at: number, isLast: boolean): void {
    if (this.due.size === 0) return;
    for (const [connection, due] of this.due) {
      // Who looked away before there was time to answer has seen nothing.
      const isAwaited = isLast ? at < due.at + this.slackMicros : at <= due.at + this.slackMicros;
      if (isAwaited) continue;
      this.due.delete(connection);
      if (this.isOverAnyway(connection, due.at)) continue;
      this.fail(due, connection.end === undefined ? "nothing" : "a close without a word");
    }
  }

  /**
   * A hard stop, which ends everything in its turn, or the end of its time came in that very instant; or its
   * peer's reset did, behind which nobody is there to be told anything.
   */
  private isOverAnyway(connection: Connection, at: number): boolean {
    const { end } = connection;
    if (end?.at !== at) return false;
    if (end.by === "peer") return end.how === "reset";
    return this.traffic.stops.hardOf(connection.worker)?.at === at || this.isTimeUp(connection, at);
  }

  /** Its time is over in that very instant: whoever ends a connection for that has read nothing more. */
  private isTimeUp({ connection }: Connection, at: number): boolean {
    const socket = this.traffic.sockets.get(connection);
    if (socket === undefined) return false;
    const overMicros = at - socket.wroteBefore(at) - this.traffic.timeouts(socket).frontMicros;
    return overMicros >= 0 && overMicros <= this.slackMicros;
  }

  private demand(connection: Connection, due: Due): void {
    if (!this.due.has(connection)) this.due.set(connection, due);
  }

  private dueFor(rule: string, { at }: Http2Frame, index: number): Due {
    const codes = rule === windowRule ? [calm, protocolError] : [calm];
    return { rule, index, at, stream: 0, codes };
  }

  private wrote(connection: Connection, frame: Http2Frame, index: number): void {
    const { type, code, stream, at } = frame;
    const due = this.due.get(connection);
    const isEnd = type === frameTypes.goaway && code !== noError;
    if (due === undefined) {
      if (isEnd && code === calm) this.unprovoked(connection, index, at);
      return;
    }
    const isReset = type === frameTypes.resetStream && due.stream === stream;
    if (isReset || isEnd) this.answered(connection, due, frame, index);
  }

  private answered(connection: Connection, due: Due, frame: Http2Frame, index: number): void {
    this.due.delete(connection);
    if (isRefusal(connection, frame)) return;
    const { code, at } = frame;
    const { floodEnd } = this.constants;
    const isOther = floodEnd === "calm" && !due.codes.includes(code);
    if (isOther && this.isOfFirstFault(connection, due, frame)) return;
    if (isOther) this.fail(due, `the code ${code}`);
    else if (!this.isTimeUp(connection, at)) this.evaluate(due, frame, index);
  }

  /** In that turn it had read another fault of the whole connection before: the first is the one that it names. */
  private isOfFirstFault(
    { connection }: Connection,
    due: Due,
    { type, code }: Http2Frame,
  ): boolean {
    if (type !== frameTypes.goaway || !faultsOfPeers.has(code)) return false;
    return due.at - this.breaches.before(connection, due.index) <= this.slackMicros;
  }

  private evaluate({ rule }: Due, { type }: Http2Frame, index: number): void {
    if (!this.verdicts.counted(rule)) return;
    const value = { code: type === frameTypes.resetStream ? flowControlError : otherEnd(rule) };
    this.verdicts.sample(rule, index, { field: "frame", value });
  }

  private unprovoked(connection: Connection, index: number, at: number): void {
    // Where a flood may end with any code, this one tells of no flood either.
    if (this.constants.floodEnd === "anyError") return;
    const [rule, load] = this.gaugeOf(connection).nearest;
    if (load > 1) return;
    const message = `a ${connection.leg} at an honest rate`;
    const [expected, actual] = ["no ENHANCE_YOUR_CALM", `at ${Math.round(load * 100)} %`];
    this.verdicts.violated({ rule, index, at, message, expected, actual });
  }

  private fail({ rule, index, at, stream, codes }: Due, actual: string): void {
    const where = stream === 0 ? "GOAWAY" : `RST_STREAM of stream ${stream}`;
    const expected = `${where} with the code ${codes.join(" or ")}`;
    this.verdicts.violated({ rule, index, at, message: "a flood", expected, actual });
  }

  private gaugeOf(connection: Connection): FloodGauge {
    let gauge = this.gauges.get(connection);
    if (gauge === undefined) {
      gauge = new FloodGauge(this.constants);
      this.gauges.set(connection, gauge);
    }
    return gauge;
  }
}

/** Whoever was told that it is over, or has ended it, is told nothing more. */
function isOver({ goaways, end }: Connection): boolean {
  return end !== undefined || goaways.proxy.some(({ code }) => code !== noError);
}

/**
 * RFC 9113 §8.7: of a stream that was refused nothing was processed, so whatever came behind its HEADERS is owed
 * no word of its own. Whether there was room for it is the question of H2-CONCURRENCY.
 */
function isRefusal({ streams }: Connection, { type, stream, code }: Http2Frame): boolean {
  const isReset = type === frameTypes.resetStream && code === refusedStream;
  return isReset && streams.get(stream)?.isAnswered === false;
}

function isZeroIncrement({ streams }: Connection, frame: Http2Frame): boolean {
  const { type, by, increment, lengthBytes, stream } = frame;
  if (type !== frameTypes.windowUpdate || by === "proxy") return false;
  if (increment !== 0 || lengthBytes !== 4) return false;
  return stream === 0 || streams.get(stream)?.closedAt === undefined;
}

/**
 * A code that breaks nothing else: an error takes streams along that H2-RESET-ISOLATED asks after, and
 * who says no error to a head that is not whole has not waited for it (TIMEOUT-REQUEST).
 */
function otherEnd(rule: string): number {
  return rule === "H2-FLOOD-CONTINUATION" ? internalError : noError;
}
