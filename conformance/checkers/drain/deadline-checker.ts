// DRAIN-DEADLINE: what has not come to its end by the deadline of a drain is ended then, and the worker
// is done as soon as its peers have had the time to end their side.
import type { Observation } from "../../observe/observation.ts";
import type { Checker, Model } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Socket } from "../traffic/socket.ts";
import type { Stop } from "../traffic/stops.ts";
import type { Traffic } from "../traffic/traffic.ts";

const rule = "DRAIN-DEADLINE";

export class DeadlineChecker implements Checker {
  readonly kinds = ["traffic-ended", "run-ended"] as const;
  readonly consults: readonly Model[];
  private readonly context: CheckerContext;
  private readonly traffic: Traffic;

  constructor(context: CheckerContext) {
    this.context = context;
    this.traffic = context.traffic;
    this.consults = [context.traffic];
  }

  observe(seen: Observation, index: number): void {
    if (seen.kind === "traffic-ended") this.ended(seen.link, index);
    else if (seen.kind === "run-ended") {
      for (const stop of this.traffic.stops.softStops()) this.finish(stop, seen.at, index);
    }
  }

  private ended(link: number, index: number): void {
    const socket = this.traffic.sockets.get(link);
    const stop = socket && this.traffic.stops.softOf(socket.worker);
    if (socket?.side !== "front" || stop === undefined || this.traffic.isReleased(stop.worker))
      return;
    if (socket.end?.index !== index) return;
    const { at, by } = socket.end;
    const deadline = this.deadlineOf(stop);
    if (at > deadline + this.toleranceMicros) this.blame(socket, at, index);
    else if (at >= deadline && by === "proxy") {
      const value = deadline + this.toleranceMicros + 1;
      this.context.verdicts.evaluated(rule, index, () => ({ field: "at", value }));
    }
  }

  private finish(stop: Stop, now: number, index: number): void {
    const latest = this.deadlineOf(stop) + this.toleranceMicros;
    if (this.traffic.isReleased(stop.worker)) return;
    for (const socket of this.traffic.sockets.values()) {
      const isLeft = socket.worker === stop.worker && socket.end === undefined;
      if (!isLeft || this.traffic.workerEnds.has(stop.worker) || now <= latest) continue;
      this.blame(socket, now, index);
    }
    const doneAt = stop.doneAt ?? this.traffic.workerEnds.get(stop.worker) ?? now;
    if (doneAt <= latest + this.context.constants.traffic.lingerMicros) return;
    this.context.verdicts.violated({
      rule,
      index,
      at: doneAt,
      message: `worker ${stop.worker} drains`,
      expected: `that it is done by ${latest}`,
      actual: `at ${doneAt} it is not`,
    });
  }

  private deadlineOf({ at }: Stop): number {
    return at + this.context.constants.traffic.drainMicros;
  }

  private get toleranceMicros(): number {
    const { traffic, slackMicros } = this.context.constants;
    return traffic.timerMicrosMax + slackMicros;
  }

  private blame({ address }: Socket, at: number, index: number): void {
    this.context.verdicts.violated({
      rule,
      index,
      at,
      message: `a connection of ${address} is still open behind the deadline of the drain`,
      expected: "its end at the deadline",
      actual: `open at ${at}`,
    });
  }
}
