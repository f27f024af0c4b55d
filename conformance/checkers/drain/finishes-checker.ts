// DRAIN-FINISHES: what a worker had taken when it was told to stop comes to its end as if nothing had
// been said, as long as the deadline is not reached. What a peer broke off, or whose time was up, is not
// the drain's doing.
import { setAt } from "../../grouped.ts";
import {
  errorCodes,
  faultsOfPeers,
  requestTimeout,
  switchingProtocols,
} from "../../model/http-codes.ts";
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Checker, Model } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import { isMalformedRequest } from "../h2/malformed.ts";
import type { Socket } from "../traffic/socket.ts";
import type { Stop } from "../traffic/stops.ts";
import type { Traffic } from "../traffic/traffic.ts";
import type { Flight, InFlight } from "./in-flight.ts";

const rule = "DRAIN-FINISHES";
const { enhanceYourCalm, settingsTimeout } = errorCodes;
/** Of a connection that is ended for its peer's doing, with whatever was on it. */
const blaming: ReadonlySet<number> = new Set([...faultsOfPeers, enhanceYourCalm]);
const cuts: ReadonlySet<string> = new Set(["closed", "reset", "stream-reset", "unprocessed"]);

export class FinishesChecker implements Checker {
  readonly kinds = ["exchange-ended", "http2-frame"] as const;
  readonly consults: readonly Model[];
  private readonly context: CheckerContext;
  private readonly traffic: Traffic;
  private readonly inFlight: InFlight;
  /** Requests whose back end itself broke its answer off. */
  private readonly brokenOff = new Set<string>();
  /** Connections whose clients, or back ends, were told of a fault of their own. */
  private readonly blamed = new Set<number>();
  /** Streams of clients that were reset before any drain, by connection: their clients may hear it later. */
  private readonly resetBefore = new Map<number, Set<number>>();

  constructor(context: CheckerContext, inFlight: InFlight) {
    this.context = context;
    this.traffic = context.traffic;
    this.inFlight = inFlight;
    this.consults = [context.traffic, inFlight];
  }

  observe(seen: Observation, index: number): void {
    const { ended } = this.inFlight;
    if (seen.kind === "http2-frame") this.told(seen);
    if (seen.kind !== "exchange-ended") return;
    if (seen.role === "origin" && seen.end === "abandoned") this.brokenOff.add(seen.label);
    if (ended !== undefined) this.judge(seen, ended, index);
  }

  private told({ leg, by, phase, type, code, connection, stream, worker }: Http2Frame): void {
    if (phase !== "written" || by !== "proxy") return;
    const isDraining = this.traffic.stops.softOf(worker) !== undefined;
    if (type === frameTypes.resetStream && leg === "client" && !isDraining) {
      setAt(this.resetBefore, connection).add(stream);
    }
    if (type !== frameTypes.goaway) return;
    const isLate = leg === "origin" && code === settingsTimeout;
    if (isLate || blaming.has(code)) this.blamed.add(connection);
  }

  private judge(seen: ExchangeEnded, flight: Flight, index: number): void {
    const front = this.traffic.sockets.get(flight.link);
    const stop = front && this.traffic.stops.softOf(front.worker);
    if (front === undefined || stop === undefined || seen.answer === switchingProtocols) return;
    // Behind another request of HTTP/1 it was not begun: DRAIN-NO-NEW, and the answer before it says close.
    if (!beganBefore(flight, stop)) return;
    if (seen.at >= stop.at + this.context.constants.traffic.drainMicros) return;
    if (seen.end === "complete" && seen.answerTo === seen.label) {
      this.context.verdicts.evaluated(rule, index, () => ({ field: "end", value: "closed" }));
    } else if (wasCut(seen) && !readsNothing(front, stop.at) && !this.isExcused(front, seen)) {
      this.context.verdicts.violated({
        rule,
        index,
        at: seen.at,
        message: `the exchange ${seen.label} was under way at the stop`,
        expected: "that it comes to its end",
        actual: seen.end,
      });
    }
  }

  private isExcused(front: Socket, seen: ExchangeEnded): boolean {
    const { at, end, startedAt } = seen;
    if (this.isPeersFault(front, seen)) return true;
    // FLOW-STALL: a stream that nobody takes from may be given up, drain or not.
    const { budgetMicrosMin } = this.context.constants.http2.stall;
    // TIMEOUT-BACKEND: on a connection of many streams nobody else's bytes are its own back end's.
    const { backMicros } = this.traffic.timeouts(front);
    const ownMicros = Math.min(budgetMicrosMin, backMicros);
    if (end === "stream-reset" && at - startedAt >= ownMicros) return true;
    const { workerEnds } = this.traffic;
    const { worker, tookAt, peerEnd } = front;
    if (this.traffic.isReleased(worker)) return true;
    const workerEnd = workerEnds.get(worker);
    if (workerEnd !== undefined && front.proxyEnd === undefined) return true;
    if (peerEnd !== undefined && peerEnd.index === front.end?.index) return true;
    // What it writes as it gives up does not count: who is silent for so long is not waited for.
    const lastAt = Math.max(tookAt, front.wroteBefore(at));
    if (at - lastAt >= this.traffic.timeouts(front).frontMicros) return true;
    return front.backs.some((back) => this.hasFailed(back, at));
  }

  /** Its back end broke it off, or the proxy had before it drained; its client sent no request, not all of one in
   * time, or broke its connection. */
  private isPeersFault({ link }: Socket, seen: ExchangeEnded): boolean {
    if (this.brokenOff.has(seen.label) || this.blamed.has(link)) return true;
    if (this.resetBefore.get(link)?.has(seen.stream) === true) return true;
    if (seen.end === "stream-reset" && isMalformedRequest(seen)) return true;
    return seen.answer === requestTimeout && seen.answerTo === undefined;
  }

  /** By its own end, by its silence, or by what it said. */
  private hasFailed(back: Socket, at: number): boolean {
    if (this.blamed.has(back.link)) return true;
    const isOver = back.end?.by === "peer" || (back.settledAt !== undefined && !back.isConnected);
    // What the proxy writes as it gives up does not count.
    const lastAt = Math.max(back.tookAt, back.wroteBefore(at), back.settledAt ?? 0);
    return isOver || (back.end?.at ?? at) - lastAt >= this.traffic.timeouts(back).backMicros;
  }
}

/** Something waits for it to read, and it has read nothing since the stop: nobody owes it more. */
function readsNothing(front: Socket, stoppedAt: number): boolean {
  return front.isUnread && front.peerTookAt <= stoppedAt;
}

/** A connection of HTTP/1 ends with an answer that was whole before its request was, drain or not. */
function wasCut({ end, isAnswerWhole, isRequestWhole, answerTo, label }: ExchangeEnded): boolean {
  return cuts.has(end) && !(isAnswerWhole && !isRequestWhole && answerTo === label);
}

/** The worker had its head, and nobody was before it. What came in the very turn of the order, nobody can say of. */
function beganBefore(
  { takenAt, takenIndex = Infinity, firstIndex = Infinity }: Flight,
  stop: Stop,
): boolean {
  return Math.max(takenIndex, firstIndex) <= stop.index && takenAt !== stop.at;
}
