// LIVE-ENDS and LIVE-NO-CRASH for the data plane: every request comes to an end, no client's connection
// outlives what was said on it by more than the timers that it is under, and no worker falls over. What
// is left is looked for when every fault has been taken away and all timers have run.
import type { ExchangeBegun, ExchangeEnded } from "../../observe/data-plane.ts";
import type { Observation, WorkerEnded } from "../../observe/observation.ts";
import type { TrafficPassed } from "../../observe/traffic.ts";
import type { SocketMoved } from "../../observe/worker-sockets.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";

export interface LifeLimits {
  /** All timers of a session, one behind the other, and the longest of them. */
  readonly sessionMicros: number;
  readonly longestMicros: number;
}

interface Front {
  readonly worker: number;
  /** When the last request on it ended. */
  answeredAt: number;
  /** When the worker last took something from it, or wrote something to it. */
  movedAt: number;
}

const ends = "LIVE-ENDS";
const noCrash = "LIVE-NO-CRASH";

export class EndsChecker implements Checker {
  readonly kinds = [
    "worker-started",
    "worker-ended",
    "socket",
    "traffic-passed",
    "exchange-begun",
    "exchange-ended",
    "at-rest",
  ] as const;
  private readonly limits: LifeLimits;
  private readonly verdicts: Verdicts;
  /** Clients' connections, by their ordinal in the run. */
  private readonly fronts = new Map<number, Front>();
  /** Requests that are under way on them; the first is often there before the worker takes the connection. */
  private readonly asked = new Map<number, number>();
  /** The same of requests that their client gave up: the proxy may have them in line, each with its timers. */
  private readonly waiting = new Map<number, number>();
  /** Those that no actor stands in for. */
  private readonly judged = new Set<number>();
  /** That anybody came to. */
  private readonly workers = new Set<number>();

  constructor(limits: LifeLimits, verdicts: Verdicts) {
    this.limits = limits;
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number): void {
    switch (observation.kind) {
      case "worker-started":
        this.workers.delete(observation.worker);
        if (observation.judged) this.judged.add(observation.worker);
        else this.judged.delete(observation.worker);
        return;
      case "worker-ended":
        this.died(observation, index);
        return;
      case "socket":
        if (observation.side === "front") this.socket(observation, index);
        return;
      case "traffic-passed":
        this.passed(observation);
        return;
      case "exchange-begun":
        if (observation.role === "client") this.begun(observation);
        return;
      case "exchange-ended":
        if (observation.role === "client") this.answered(observation);
        return;
      case "at-rest":
        this.atRest(observation.at, index);
        return;
      default:
        return;
    }
  }

  private died({ worker, code, at }: WorkerEnded, index: number): void {
    const isFallen = code !== undefined && code !== 0 && this.judged.has(worker);
    if (isFallen) {
      const message = `worker ${worker} ended by itself`;
      const expected = "an output";
      this.verdicts.violated({ rule: noCrash, index, at, message, expected, actual: `${code}` });
    }
    this.workers.delete(worker);
    for (const [link, front] of this.fronts) if (front.worker === worker) this.fronts.delete(link);
  }

  private socket(socket: SocketMoved, index: number): void {
    const { link, worker, phase, at } = socket;
    if (phase === "begun") {
      this.workers.add(worker);
      this.fronts.set(link, { worker, answeredAt: at, movedAt: at });
    } else if (phase === "over") {
      const front = this.fronts.get(link);
      this.fronts.delete(link);
      if (front !== undefined) this.over(socket, front, index);
    }
  }

  /** "No session outlives its last byte … nor, with no exchange open, its client's FIN." */
  private over(socket: SocketMoved, front: Front, index: number): void {
    const { at, link, lastByteAt, peerEndedAt } = socket;
    const { sessionMicros, longestMicros } = this.limits;
    const isIdle = this.askedOn(link) === 0 && peerEndedAt !== undefined;
    const byFin = isIdle ? Math.max(peerEndedAt, front.answeredAt) + longestMicros : Infinity;
    const inLine = this.waitingOn(link) * longestMicros;
    const due = Math.min(lastByteAt + sessionMicros, byFin) + inLine;
    if (at > due) {
      const message = "a client's connection outlives what was said on it";
      const [expected, actual] = [`its end by ${due}`, `${at}`];
      this.verdicts.violated({ rule: ends, index, at, message, expected, actual });
      return;
    }
    const value = at - sessionMicros - inLine - 1;
    this.verdicts.evaluated(ends, index, () => ({ field: "lastByteAt", value }));
  }

  private begun({ link }: ExchangeBegun): void {
    if (link !== undefined) this.asked.set(link, this.askedOn(link) + 1);
  }

  private askedOn(link: number): number {
    return this.asked.get(link) ?? 0;
  }

  private waitingOn(link: number): number {
    return this.waiting.get(link) ?? 0;
  }

  private passed({ link, side, by, at }: TrafficPassed): void {
    if (side !== "front" || by !== "proxy") return;
    const front = this.fronts.get(link);
    if (front !== undefined) front.movedAt = at;
  }

  private answered({ link, at, end, protocol }: ExchangeEnded): void {
    if (link === undefined) return;
    this.asked.set(link, this.askedOn(link) - 1);
    if (end === "abandoned" && protocol === "h1") {
      this.waiting.set(link, this.waitingOn(link) + 1);
    }
    const front = this.fronts.get(link);
    if (front !== undefined) front.answeredAt = at;
  }

  private atRest(at: number, index: number): void {
    // A request that was not answered on a connection that is over ended with its close.
    const { sessionMicros, longestMicros } = this.limits;
    for (const [link, { worker, answeredAt, movedAt }] of this.fronts) {
      // Requests that wait in line each have their own timers: what moved of late is not stuck.
      const lastAt = Math.max(answeredAt, movedAt);
      if (at <= lastAt + sessionMicros + this.waitingOn(link) * longestMicros) continue;
      const message = `connection ${link} of a client with worker ${worker}`;
      const actual = `there, with ${this.askedOn(link)} requests that nobody answered`;
      this.verdicts.violated({ rule: ends, index, at, message, expected: "its end", actual });
    }
    for (const worker of this.workers) {
      this.verdicts.evaluated(noCrash, index, () => {
        return { field: "preceded", value: { kind: "worker-ended", at, worker, code: 1 } };
      });
    }
  }
}
