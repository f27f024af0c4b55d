// DRAIN-QUIESCED: a connection on which nothing is under way is ended with the stop, one on which something
// is with the end of that, and neither waits for anything else. A tunnel is something under way: it is not
// cut before the deadline.
import { setAt } from "../../grouped.ts";
import { switchingProtocols } from "../../model/http-codes.ts";
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Checker, Model } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Socket } from "../traffic/socket.ts";
import type { Stop } from "../traffic/stops.ts";
import type { Traffic } from "../traffic/traffic.ts";
import type { Flight, InFlight } from "./in-flight.ts";

const rule = "DRAIN-QUIESCED";

export class QuiescedChecker implements Checker {
  readonly kinds = ["traffic-ended", "exchange-ended", "http2-frame", "run-ended"] as const;
  readonly consults: readonly Model[];
  private readonly context: CheckerContext;
  private readonly traffic: Traffic;
  private readonly inFlight: InFlight;
  /** Of clients' connections: since when nothing has been under way. */
  private readonly freeSince = new Map<number, number>();
  /** Whose client gave up in the middle of a request of HTTP/1, or behind bytes that nobody has taken: until
   * its end comes, the rest may. */
  private readonly halfAsked = new Set<number>();
  /** Streams that their client gave up, by connection: for the proxy they are under way until it takes the reset. */
  private readonly givenUp = new Map<number, Set<number>>();

  constructor(context: CheckerContext, inFlight: InFlight) {
    this.context = context;
    this.traffic = context.traffic;
    this.inFlight = inFlight;
    this.consults = [context.traffic, inFlight];
  }

  observe(seen: Observation, index: number): void {
    switch (seen.kind) {
      case "traffic-ended":
        if (seen.side === "front") this.ended(seen.link, index);
        return;
      case "exchange-ended":
        this.answered(seen, index);
        return;
      case "http2-frame":
        if (seen.type === frameTypes.resetStream) this.reset(seen);
        return;
      case "run-ended":
        for (const { worker } of this.traffic.stops.softStops()) this.left(worker, seen.at, index);
        return;
      default:
    }
  }

  private ended(link: number, index: number): void {
    const front = this.traffic.sockets.get(link);
    const stop = front && this.traffic.stops.softOf(front.worker);
    if (front?.end?.index !== index || stop === undefined) return;
    if (front.end.by === "peer" || this.traffic.isReleased(front.worker)) return;
    if (!this.inFlight.isFree(link) || this.isHalfAsked(front)) return;
    // The last GOAWAY is part of the end.
    const due = this.dueOf(front, stop, front.wroteBefore(front.end.at));
    if (front.end.at > due) this.blame(front, front.end.at, index);
    else if (front.end.at >= stop.at) {
      this.context.verdicts.evaluated(rule, index, () => ({ field: "at", value: due + 1000 }));
    }
  }

  /** Still there at the end of the run, or of the worker. */
  private left(worker: number, now: number, index: number): void {
    const stop = this.traffic.stops.softOf(worker);
    if (stop === undefined || this.traffic.workerEnds.has(worker)) return;
    for (const front of this.traffic.sockets.values()) {
      if (front.side !== "front" || front.worker !== worker || front.end !== undefined) continue;
      if (this.traffic.isReleased(front.worker) || !this.inFlight.isFree(front.link)) continue;
      if (this.isHalfAsked(front)) continue;
      if (now > this.dueOf(front, stop, front.wroteAt)) this.blame(front, now, index);
    }
  }

  private answered(seen: ExchangeEnded, index: number): void {
    const { ended } = this.inFlight;
    if (ended !== undefined && this.inFlight.isFree(ended.link)) {
      this.freeSince.set(ended.link, seen.at);
    }
    const hasLeft = seen.end === "abandoned" && seen.protocol === "h1";
    if (ended !== undefined && hasLeft && !this.isAllTaken(seen, ended)) {
      this.halfAsked.add(ended.link);
    }
    if (ended !== undefined && seen.end === "abandoned") this.gaveUp(ended);
    if (seen.role === "client" && seen.answer === switchingProtocols) this.tunnelEnded(seen, index);
  }

  private gaveUp({ link, stream }: Flight): void {
    setAt(this.givenUp, link).add(stream);
  }

  private reset({ connection, stream, by, phase, at }: Http2Frame): void {
    if (by !== "peer" || phase !== "taken") return;
    if (this.givenUp.get(connection)?.delete(stream) !== true) return;
    if (this.inFlight.isFree(connection)) this.freeSince.set(connection, at);
  }

  private tunnelEnded(seen: ExchangeEnded, index: number): void {
    const front = this.traffic.socketOf(seen.actor, seen.conn);
    const stop = front && this.traffic.stops.softOf(front.worker);
    if (front === undefined || stop === undefined || this.traffic.isReleased(front.worker)) return;
    const deadline = stop.at + this.context.constants.traffic.drainMicros;
    if (seen.at < stop.at || seen.at >= deadline) return;
    const { end, peerEnd, tookAt, wroteAt } = front;
    if (end?.by !== "proxy" || peerEnd !== undefined || hasBackEnded(front)) return;
    if (end.at - Math.max(tookAt, wroteAt) >= this.traffic.timeouts(front).frontMicros) return;
    this.context.verdicts.violated({
      rule,
      index,
      at: seen.at,
      message: `the tunnel ${seen.label} was open at the stop`,
      expected: "that it lasts until one side ends it, or the deadline",
      actual: `cut ${seen.at - stop.at} microseconds after the stop`,
    });
  }

  /** A proxy that waits for a back end before it reads on cannot know that the client has left. */
  private isAllTaken({ isRequestWhole }: ExchangeEnded, { link }: Flight): boolean {
    return isRequestWhole && this.traffic.sockets.get(link)?.isTaken !== false;
  }

  private isHalfAsked({ link, peerEnd, end }: Socket): boolean {
    if (!this.halfAsked.has(link)) return false;
    return peerEnd === undefined || (end !== undefined && peerEnd.index > end.index);
  }

  private dueOf({ link, openedAt }: Socket, stop: Stop, wroteAt: number): number {
    const since = Math.max(stop.at, openedAt, this.freeSince.get(link) ?? 0, wroteAt);
    return since + this.context.constants.slackMicros;
  }

  private blame({ address }: Socket, at: number, index: number): void {
    this.context.verdicts.violated({
      rule,
      index,
      at,
      message: `a connection with a client of ${address} on which nothing is under way`,
      expected: "its end at the stop, or at the end of what was under way",
      actual: `still open, ${at} microseconds after the start`,
    });
  }
}

function hasBackEnded(front: Socket): boolean {
  return front.backs.some((back) => back.peerEnd !== undefined);
}
