// TIMEOUT-IDLE-BACKEND: when a connection to a back end has been without an exchange for as long as the
// back end may be silent, its client's connection stays. What else ends a client's connection at that
// very instant (its own timer, an answer, a stop) is no fault.
import type { Observation } from "../../observe/observation.ts";
import type { TrafficEnded } from "../../observe/traffic.ts";
import type { Checker, Model } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Socket } from "../traffic/socket.ts";
import type { Traffic } from "../traffic/traffic.ts";

/** Slots that are linked to a connection, and since when there is none. */
interface Use {
  linked: number;
  idleSince: number | undefined;
}

const rule = "TIMEOUT-IDLE-BACKEND";

export class IdleBackendChecker implements Checker {
  readonly kinds = ["slot", "traffic-ended"] as const;
  readonly consults: readonly Model[];
  private readonly context: CheckerContext;
  private readonly traffic: Traffic;
  private readonly uses = new Map<Socket, Use>();
  /** What each slot is linked to. */
  private readonly links = new Map<string, Socket>();

  constructor(context: CheckerContext) {
    this.context = context;
    this.traffic = context.traffic;
    this.consults = [context.traffic];
  }

  observe(seen: Observation, index: number): void {
    if (seen.kind === "slot") {
      const key = `${seen.worker} ${seen.session} ${seen.slot}`;
      if (seen.from === "Linked") this.release(key, seen.at);
      const { token } = seen;
      const socket =
        seen.to === "Linked" && token !== undefined
          ? this.traffic.byToken(seen.worker, token)
          : undefined;
      if (socket !== undefined) this.use(key, socket);
    } else if (seen.kind === "traffic-ended" && seen.side === "front") {
      this.ended(seen, index);
    }
  }

  private use(key: string, socket: Socket): void {
    this.links.set(key, socket);
    const use = this.uses.get(socket);
    if (use === undefined) this.uses.set(socket, { linked: 1, idleSince: undefined });
    else {
      use.linked += 1;
      use.idleSince = undefined;
    }
  }

  private release(key: string, at: number): void {
    const socket = this.links.get(key);
    const use = socket === undefined ? undefined : this.uses.get(socket);
    this.links.delete(key);
    if (use === undefined) return;
    use.linked -= 1;
    if (use.linked === 0) use.idleSince = at;
  }

  private ended({ link, at, by }: TrafficEnded, index: number): void {
    const front = this.traffic.sockets.get(link);
    if (front === undefined || front.end?.index !== index) return;
    if (this.traffic.stops.since(front.worker) !== undefined) return;
    for (const socket of front.backs) {
      const idleSince = this.uses.get(socket)?.idleSince;
      // A dial that came to nothing is no connection that could be idle.
      if (idleSince === undefined || !socket.isConnected) continue;
      const due = idleSince + this.traffic.timeouts(socket).backMicros;
      // With an end of its own before that it was no timer.
      if (due > at || (socket.end !== undefined && socket.end.at < due)) continue;
      this.judge({ front, due, at, by }, index);
    }
  }

  private judge(
    { front, due, at, by }: { front: Socket; due: number; at: number; by: "proxy" | "peer" },
    index: number,
  ): void {
    const { constants, verdicts } = this.context;
    const toleranceMicros = constants.traffic.timerMicrosMax + constants.slackMicros;
    const { frontMicros } = this.traffic.timeouts(front);
    if (by === "peer" || at > due + toleranceMicros) {
      const ended = { at: due, by: "proxy" } as const;
      const couldFail = by === "peer" && due > front.wroteAt && due < front.tookAt + frontMicros;
      if (couldFail) verdicts.evaluated(rule, index, () => ({ field: "ended", value: ended }));
      return;
    }
    if (at - front.tookAt >= frontMicros || front.wroteAt === at) return;
    if (this.isLateElsewhere(front, at)) return;
    verdicts.violated({
      rule,
      index,
      at,
      message: `the connection of a client of ${front.address} is ended`,
      expected: "that it stays when an idle connection to a back end has timed out",
      actual: "an end by the proxy at that instant",
    });
  }

  /** A back end that owes this client something has been silent for as long as it may: TIMEOUT-BACKEND. */
  private isLateElsewhere(front: Socket, at: number): boolean {
    return front.backs.some((back) => {
      const use = this.uses.get(back);
      if (use === undefined || (use.linked === 0 && use.idleSince !== at)) return false;
      const lastAt = Math.max(back.tookAt, back.wroteBefore(at));
      return at - lastAt >= this.traffic.timeouts(back).backMicros;
    });
  }
}
