// TIMEOUT-CONNECT: a dial that nobody answers is given up after its time, neither before nor later, and
// its request goes on: to another back end, or to an answer.
import { setAt } from "../../grouped.ts";
import type { SlotMoved } from "../../observe/data-plane.ts";
import type { Observation } from "../../observe/observation.ts";
import type { TrafficEnded } from "../../observe/traffic.ts";
import type { Checker, Model } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Socket } from "../traffic/socket.ts";
import type { Traffic } from "../traffic/traffic.ts";

const rule = "TIMEOUT-CONNECT";

export class ConnectChecker implements Checker {
  readonly kinds = ["slot", "traffic-ended", "traffic-settled", "run-ended"] as const;
  readonly consults: readonly Model[];
  private readonly context: CheckerContext;
  private readonly traffic: Traffic;
  /** Slots by the dial that they wait for. */
  private readonly waiting = new Map<Socket, Set<string>>();

  constructor(context: CheckerContext) {
    this.context = context;
    this.traffic = context.traffic;
    this.consults = [context.traffic];
  }

  observe(seen: Observation, index: number): void {
    if (seen.kind === "slot") this.moved(seen, index);
    else if (seen.kind === "traffic-ended") this.ended(seen, index);
    else if (seen.kind === "traffic-settled") this.settled(seen.link, seen.at, index);
    else if (seen.kind === "run-ended") this.finish(seen.at, index);
  }

  private moved(seen: SlotMoved, index: number): void {
    const { worker, session, slot, from, to, token } = seen;
    if (from === "Linked" && this.waiting.size > 0) this.left(seen, index);
    if (to !== "Linked" || token === undefined) return;
    const socket = this.traffic.byToken(worker, token);
    if (socket === undefined || socket.settledAt !== undefined) return;
    const key = `${worker} ${session} ${slot}`;
    setAt(this.waiting, socket).add(key);
  }

  private left({ worker, session, slot, to, at }: SlotMoved, index: number): void {
    const key = `${worker} ${session} ${slot}`;
    for (const [socket, slots] of this.waiting) {
      if (slots.delete(key) && to === "Link") this.movedOn(socket, at, index);
    }
  }

  /** To another attempt, though nothing was wrong with this one yet. */
  private movedOn(socket: Socket, at: number, index: number): void {
    const waitedMicros = at - socket.openedAt;
    if (waitedMicros >= this.micros(socket) || this.isExcused(socket, at)) return;
    this.blame(socket, at, index, `given up after ${waitedMicros} microseconds`);
  }

  private settled(link: number, at: number, index: number): void {
    const socket = this.traffic.sockets.get(link);
    if (socket?.side !== "back" || socket.end !== undefined) return;
    this.waiting.delete(socket);
    // A worker that was kept from its work hears late of what came to its end in time.
    if (this.traffic.hampered.has(socket.worker)) return;
    if (at > this.latest(socket)) this.blame(socket, at, index, "it goes on");
  }

  private ended({ link, at }: TrafficEnded, index: number): void {
    const socket = this.traffic.sockets.get(link);
    if (socket?.side !== "back" || socket.settledAt !== undefined) return;
    if (socket.end?.index !== index || this.isExcused(socket, at)) return;
    const latest = this.latest(socket);
    if (at > latest) {
      this.blame(socket, at, index, `given up after ${at - socket.openedAt} microseconds`);
    } else if (at >= socket.openedAt + this.micros(socket)) {
      this.context.verdicts.evaluated(rule, index, () => ({ field: "at", value: latest + 1 }));
    }
  }

  private finish(at: number, index: number): void {
    for (const [socket, slots] of this.waiting) {
      const isOver = socket.end !== undefined && slots.size > 0;
      const isForgotten = socket.end === undefined && at > this.latest(socket);
      if (this.isExcused(socket, at)) continue;
      if (isForgotten) this.blame(socket, at, index, "nobody gave it up");
      else if (isOver) this.blame(socket, at, index, "its request still waits for it");
    }
  }

  private micros(socket: Socket): number {
    return this.traffic.timeouts(socket).connectMicros;
  }

  private latest(socket: Socket): number {
    const { traffic, slackMicros } = this.context.constants;
    return socket.openedAt + this.micros(socket) + traffic.timerMicrosMax + slackMicros;
  }

  /** Nobody waits any more, or everything ends. */
  private isExcused({ worker, front }: Socket, at: number): boolean {
    const { hampered, stops, workerEnds } = this.traffic;
    if (front === undefined || front.end !== undefined || hampered.has(worker)) return true;
    const drainedAt =
      (stops.softOf(worker)?.at ?? Infinity) + this.context.constants.traffic.drainMicros;
    const isLast = stops.hardOf(worker) !== undefined || at >= drainedAt;
    return isLast || workerEnds.has(worker);
  }

  private blame(socket: Socket, at: number, index: number, actual: string): void {
    this.context.verdicts.violated({
      rule,
      index,
      at,
      message: `a dial of ${socket.address} has no answer`,
      expected: `that it is given up after ${this.micros(socket)} microseconds`,
      actual,
    });
  }
}
