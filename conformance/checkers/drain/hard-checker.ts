// DRAIN-HARD: in the turn in which a worker handles a hard stop every connection of it is ended; the
// master's own end is judged by when it replies.
import type { Observation, ReplyWritten, RequestTaken } from "../../observe/observation.ts";
import type { Checker, Model } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Traffic } from "../traffic/traffic.ts";

const rule = "DRAIN-HARD";

export class HardChecker implements Checker {
  readonly kinds = ["traffic-ended", "request", "reply", "run-ended"] as const;
  readonly consults: readonly Model[];
  private readonly context: CheckerContext;
  private readonly traffic: Traffic;
  private readonly requests = new Map<string, number>();

  constructor(context: CheckerContext) {
    this.context = context;
    this.traffic = context.traffic;
    this.consults = [context.traffic];
  }

  observe(seen: Observation, index: number): void {
    switch (seen.kind) {
      case "traffic-ended":
        this.ended(seen.link, index);
        return;
      case "request":
        if (seen.verb === "hardStop") this.requests.set(keyOf(seen), seen.at);
        return;
      case "reply":
        this.replied(seen, index);
        return;
      case "run-ended":
        this.finish(seen.at, index);
        return;
      default:
    }
  }

  private ended(link: number, index: number): void {
    const socket = this.traffic.sockets.get(link);
    const stop = socket && this.traffic.stops.hardOf(socket.worker);
    if (stop === undefined || socket?.end?.index !== index) return;
    const { at, by } = socket.end;
    const latest = stop.at + this.context.constants.slackMicros;
    if (at > latest) {
      this.blame(at, index, `a connection of ${socket.address} that is open at ${at}`);
    } else if (by === "proxy") {
      this.context.verdicts.evaluated(rule, index, () => ({ field: "at", value: latest + 1 }));
    }
  }

  private replied(reply: ReplyWritten, index: number): void {
    const askedAt = this.requests.get(keyOf(reply));
    if (askedAt === undefined || reply.status === "processing") return;
    const { world, constants } = this.context;
    const latest = askedAt + world.workerTimeoutMicros + constants.slackMicros;
    if (reply.at > latest) this.blame(reply.at, index, `a reply at ${reply.at}`);
  }

  private finish(now: number, index: number): void {
    const { sockets, stops, workerEnds, hampered } = this.traffic;
    for (const { worker, address, end } of sockets.values()) {
      const stop = stops.hardOf(worker);
      if (stop === undefined || end !== undefined || hampered.has(worker)) continue;
      const goneAt = workerEnds.get(worker) ?? now;
      if (goneAt <= stop.at + this.context.constants.slackMicros) continue;
      this.blame(goneAt, index, `a connection of ${address} that is open at ${goneAt}`);
    }
  }

  private blame(at: number, index: number, actual: string): void {
    this.context.verdicts.violated({
      rule,
      index,
      at,
      message: "a hard stop",
      expected: "that everything ends in its turn",
      actual,
    });
  }
}

function keyOf({
  session,
  ordinal,
}: Pick<RequestTaken | ReplyWritten, "session" | "ordinal">): string {
  return `${session} ${ordinal}`;
}
