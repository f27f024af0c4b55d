// TIMEOUT-REQUEST: a client has so long for a complete head. It starts with the accept, for a later head
// with its first byte; what keeps coming in between does not put it off. On HTTP/1 408 and the end of the
// connection are waited for, on HTTP/2 GOAWAY and the end.
import { errorCodes, requestTimeout } from "../../model/http-codes.ts";
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import { frameFlags, frameTypes } from "../../observe/http2-cutter.ts";
import type { Observation } from "../../observe/observation.ts";
import type { TrafficEnded, TrafficPassed, TrafficRequest } from "../../observe/traffic.ts";
import type { Checker, Model } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Socket } from "../traffic/socket.ts";
import type { Traffic } from "../traffic/traffic.ts";

/** A head that a client owes. */
interface Wait {
  readonly socket: Socket;
  readonly since: number;
  /** What the proxy wrote before does not count: it may have been busy. */
  readonly isFirst: boolean;
  /** Requests before it were open. */
  readonly isBehind: boolean;
  /** The proxy told that it waits no longer. */
  told: { readonly at: number; readonly index: number } | undefined;
}

interface Word {
  readonly at: number;
  readonly index: number;
  readonly bytes: number;
}

const rule = "TIMEOUT-REQUEST";
const { noError } = errorCodes;

export class RequestChecker implements Checker {
  readonly kinds = [
    "traffic-opened",
    "traffic-passed",
    "traffic-request",
    "traffic-ended",
    "http2-frame",
    "exchange-ended",
    "run-ended",
  ] as const;
  readonly consults: readonly Model[];
  private readonly context: CheckerContext;
  private readonly traffic: Traffic;
  /** By connection. */
  private readonly waits = new Map<number, Wait>();
  /** HTTP/1: to how many requests on it the client has not got the whole answer. */
  private readonly openRequests = new Map<number, number>();

  constructor(context: CheckerContext) {
    this.context = context;
    this.traffic = context.traffic;
    this.consults = [context.traffic];
  }

  observe(seen: Observation, index: number): void {
    if (seen.kind === "traffic-passed") this.passed(seen, index);
    else if (seen.kind === "http2-frame") this.framed(seen, index);
    else if (seen.kind === "exchange-ended") this.got(seen);
    switch (seen.kind) {
      case "traffic-opened":
        if (seen.side === "front") this.begin(seen.link, seen.at, true);
        return;
      case "traffic-request":
        this.requested(seen, index);
        return;
      case "traffic-ended":
        this.ended(seen, index);
        return;
      case "run-ended":
        for (const wait of this.waits.values()) this.unanswered(wait, seen.at, index);
        return;
      default:
    }
  }

  private begin(link: number, since: number, isFirst: boolean): void {
    const socket = this.traffic.sockets.get(link);
    if (socket === undefined || this.waits.has(link)) return;
    const isBehind = this.openOn(link) > 0;
    this.waits.set(link, { socket, since, isFirst, isBehind, told: undefined });
  }

  private requested({ side, phase, link, at }: TrafficRequest, index: number): void {
    if (side !== "front") return;
    if (phase === "begun") this.begin(link, at, false);
    else if (phase === "head") {
      this.complete(link, at, index);
      this.openRequests.set(link, this.openOn(link) + 1);
    }
  }

  private framed(frame: Http2Frame, index: number): void {
    const { leg, by, phase, type, flags, connection, at, begunAt, code } = frame;
    if (leg !== "client") return;
    if (by === "proxy") {
      const isWord = type === frameTypes.goaway && phase === "written" && code === noError;
      if (isWord) this.tell(connection, { at, index, bytes: 0 });
    } else if (phase === "taken") {
      const isHead = type === frameTypes.headers || type === frameTypes.continuation;
      // Who says goodbye owes nothing.
      if (type === frameTypes.goaway) this.waits.delete(connection);
      else if (isHead && (flags & frameFlags.endHeaders) !== 0)
        this.complete(connection, at, index);
      // Its first byte counts, however slowly the rest of the frame comes.
      else if (isHead) this.begin(connection, begunAt, false);
    }
  }

  private passed({ side, by, act, link, at, bytes, status }: TrafficPassed, index: number): void {
    const isWord = side === "front" && by === "proxy" && act === "wrote";
    if (isWord && status === requestTimeout) this.tell(link, { at, index, bytes });
  }

  /** How the answers were cut into writes does not matter: they come whole, one after the other. */
  private got({ role, actor, conn, isAnswerWhole }: ExchangeEnded): void {
    const link = role === "client" && isAnswerWhole ? this.traffic.linkOf(actor, conn) : undefined;
    const open = link === undefined ? 0 : this.openOn(link);
    // What is refused before it was a whole request was never open.
    if (link !== undefined && open > 0) this.openRequests.set(link, open - 1);
  }

  private openOn(link: number): number {
    return this.openRequests.get(link) ?? 0;
  }

  /** It came, though perhaps too late. */
  private complete(link: number, at: number, index: number): void {
    const wait = this.waits.get(link);
    if (wait === undefined) return;
    this.waits.delete(link);
    if (wait.told === undefined) this.unanswered(wait, at, index);
  }

  private tell(link: number, { at, index, bytes }: Word): void {
    const wait = this.waits.get(link);
    if (wait === undefined || wait.told !== undefined || this.isExcused(wait, bytes)) return;
    wait.told = { at, index };
    const due = this.earliest(wait);
    // The word itself may be what was written last.
    if (at >= due && at <= this.latest(wait, wait.socket.wroteBefore(at))) return;
    this.blame(wait, at, index, `after ${at - wait.since} microseconds`);
  }

  private ended({ link, at, by, side }: TrafficEnded, index: number): void {
    const wait = this.waits.get(link);
    if (wait === undefined || side !== "front") return;
    this.waits.delete(link);
    if (by === "peer") {
      this.unanswered(wait, at, index);
      return;
    }
    if (this.isNobodys(wait, at)) return;
    const { told, since } = wait;
    const { verdicts, constants } = this.context;
    const { requestTimeoutTold, timerMicrosMax } = constants.traffic;
    const due = this.earliest(wait);
    if (told === undefined) {
      // What is no head at all is refused by other rules.
      if (at < due) return;
      if (requestTimeoutTold || at > this.latest(wait, wait.socket.wroteAt)) {
        this.blame(wait, at, index, `an end after ${at - since} microseconds without a word`);
      } else {
        const value = this.latest(wait, wait.socket.wroteAt) + 1;
        verdicts.evaluated(rule, index, () => ({ field: "at", value }));
      }
      return;
    }
    if (at > told.at + timerMicrosMax + constants.slackMicros) {
      this.blame(wait, at, index, `an end ${at - told.at} microseconds after the word`);
    } else if (told.at >= due) {
      verdicts.evaluated(rule, told.index, () => ({ field: "at", value: due - 1 }));
    }
  }

  /** The head is still owed at this instant, and nobody said anything. */
  private unanswered(wait: Wait, at: number, index: number): void {
    if (wait.told !== undefined || this.isExcused(wait) || this.isInLine(wait)) return;
    if (at <= this.latest(wait, wait.socket.wroteAt)) return;
    this.blame(wait, at, index, `nothing after ${at - wait.since} microseconds`);
  }

  private micros({ socket }: Wait): number {
    return this.traffic.timeouts(socket).requestMicros;
  }

  /** Whoever sees it from outside may have seen the beginning too late, and the end too early. */
  private earliest(wait: Wait): number {
    return wait.since + this.micros(wait) - this.context.constants.slackMicros;
  }

  private latest(wait: Wait, wroteAt: number): number {
    const { constants } = this.context;
    const { since, isFirst } = wait;
    const start = isFirst ? since : Math.max(since, wroteAt);
    return start + this.micros(wait) + constants.traffic.timerMicrosMax + constants.slackMicros;
  }

  /** `wordBytes`: of the word that was written just now, which nobody can have read yet. */
  private isExcused(wait: Wait, wordBytes = 0): boolean {
    // The answer before it is still under way to a client that does not read it.
    return (wait.isBehind && wait.socket.isUnreadBut(wordBytes)) || this.isDisturbed(wait);
  }

  /** HTTP/1: whoever is not done with a request need not have read what stands behind it. */
  private isInLine({ isBehind, socket }: Wait): boolean {
    return isBehind && this.openOn(socket.link) > 0;
  }

  /** An end of the connection that was not for this head. */
  private isNobodys(wait: Wait, at: number): boolean {
    if (wait.told !== undefined) return this.isDisturbed(wait);
    // A request before it that comes to nothing, or to a part of an answer, takes its connection with it.
    return this.isExcused(wait) || this.isInLine(wait) || isAside(wait, at);
  }

  private isDisturbed({ socket: { worker } }: Wait): boolean {
    const { hampered, stops, workerEnds } = this.traffic;
    return hampered.has(worker) || stops.since(worker) !== undefined || workerEnds.has(worker);
  }

  private blame(wait: Wait, at: number, index: number, actual: string): void {
    this.context.verdicts.violated({
      rule,
      index,
      at,
      message: `a client of ${wait.socket.address} owes the head of a request`,
      expected: `the end of its connection after ${this.micros(wait)} microseconds`,
      actual,
    });
  }
}

/** The connection ended with the answer to a request before this one: nobody had turned to this one yet. */
function isAside({ isBehind, socket }: Wait, at: number): boolean {
  return isBehind && socket.wroteAt === at;
}
