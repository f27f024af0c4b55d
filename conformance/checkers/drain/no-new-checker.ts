// DRAIN-NO-NEW: a worker that was told to stop takes neither a connection nor a request. A connection is
// only known to be refused for that reason while every worker that there is was told so.
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Checker, Model } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Traffic } from "../traffic/traffic.ts";

const rule = "DRAIN-NO-NEW";

export class NoNewChecker implements Checker {
  readonly kinds = [
    "worker-started",
    "worker-ended",
    "peer-joined",
    "peer-settled",
    "traffic-opened",
    "exchange-begun",
    "exchange-ended",
  ] as const;
  readonly consults: readonly Model[];
  private readonly context: CheckerContext;
  private readonly traffic: Traffic;
  private readonly living = new Set<number>();
  /** Dials of clients after everybody was told to stop. */
  private readonly late = new Set<number>();
  /** Requests on connections of workers that had been told. */
  private readonly lateLabels = new Set<string>();

  constructor(context: CheckerContext) {
    this.context = context;
    this.traffic = context.traffic;
    this.consults = [context.traffic];
  }

  observe(seen: Observation, index: number): void {
    switch (seen.kind) {
      case "worker-started":
        this.living.add(seen.worker);
        return;
      case "worker-ended":
        this.living.delete(seen.worker);
        return;
      case "peer-joined":
        if (seen.role === "client" && this.isStopping(seen.at)) this.late.add(seen.link);
        return;
      case "peer-settled":
        if (this.late.delete(seen.link)) this.dialled(seen.outcome, seen.at, index);
        return;
      case "traffic-opened": {
        const since = this.traffic.stops.since(seen.worker);
        if (seen.side === "front" && since !== undefined)
          this.blame("a connection", seen.at, index);
        return;
      }
      case "exchange-begun":
        if (seen.role === "client") this.asked(seen.actor, seen.conn, seen.label, seen.at);
        else if (this.lateLabels.has(seen.label)) this.blame("a request", seen.at, index);
        return;
      case "exchange-ended":
        if (seen.role === "client") this.answered(seen, index);
        return;
      default:
    }
  }

  private isStopping(at: number): boolean {
    if (this.living.size === 0) return false;
    for (const worker of this.living) {
      const since = this.traffic.stops.since(worker);
      if (since === undefined || since >= at) return false;
    }
    return true;
  }

  private dialled(outcome: string, at: number, index: number): void {
    if (outcome === "connected") this.blame("a connection", at, index);
    else {
      this.context.verdicts.evaluated(rule, index, () => ({
        field: "outcome",
        value: "connected",
      }));
    }
  }

  private asked(actor: string, conn: number, label: string, at: number): void {
    const socket = this.traffic.socketOf(actor, conn);
    const since = socket && this.traffic.stops.since(socket.worker);
    if (since !== undefined && since < at && label !== "") this.lateLabels.add(label);
  }

  private answered({ label, answerTo, at }: ExchangeEnded, index: number): void {
    if (!this.lateLabels.has(label)) return;
    if (answerTo !== undefined) this.blame("a request", at, index);
    else this.context.verdicts.evaluated(rule, index, () => ({ field: "answerTo", value: label }));
  }

  private blame(what: string, at: number, index: number): void {
    this.context.verdicts.violated({
      rule,
      index,
      at,
      message: `${what} after a stop`,
      expected: "that a worker that stops takes nothing new",
      actual: `it took ${what}`,
    });
  }
}
