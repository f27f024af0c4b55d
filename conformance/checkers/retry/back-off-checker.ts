// RETRY-BACKOFF: each dial is held against what failed at the back ends of its cluster before. Who has
// been in order since its last failure, or never failed, is another candidate; one that is left alone for
// longer than the contract asks is none. A worker knows of a failure when it has told the request of it.
import type { Observation } from "../../observe/observation.ts";
import type { SlotMoved } from "../../observe/data-plane.ts";
import type { TrafficOpened } from "../../observe/traffic.ts";
import type { Checker, Model } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Socket } from "../traffic/socket.ts";
import type { Traffic } from "../traffic/traffic.ts";

interface Health {
  readonly failedAt: number;
  /** The connections that failed in that instant. */
  readonly links: readonly number[];
  /** The failure before that instant. */
  readonly failedBeforeAt: number;
  /** When it last did what need not count as a failure, and does not speak for it. */
  readonly doubtedAt: number;
  isInOrder: boolean;
}

const unknown: Health = {
  failedAt: -Infinity,
  links: [],
  failedBeforeAt: -Infinity,
  doubtedAt: -Infinity,
  isInOrder: true,
};

const rule = "RETRY-BACKOFF";

export class BackOffChecker implements Checker {
  readonly kinds = ["traffic-opened", "traffic-settled", "traffic-ended", "slot"] as const;
  readonly consults: readonly Model[];
  private readonly context: CheckerContext;
  private readonly traffic: Traffic;
  /** By worker and address. */
  private readonly health = new Map<string, Health>();
  /** By worker, session and slot: the back end's connection that its request waits for. */
  private readonly waiting = new Map<string, number>();

  constructor(context: CheckerContext) {
    this.context = context;
    this.traffic = context.traffic;
    this.consults = [context.traffic];
  }

  observe(seen: Observation, index: number): void {
    if (seen.kind === "traffic-opened" && seen.side === "back") this.dialled(seen, index);
    if (seen.kind === "traffic-settled") {
      this.note(
        seen.worker,
        this.traffic.sockets.get(seen.link),
        seen.outcome === "connected",
        seen.at,
      );
    } else if (seen.kind === "traffic-ended") {
      this.ended(this.traffic.sockets.get(seen.link), seen.at);
    } else if (seen.kind === "slot") {
      this.moved(seen);
    }
  }

  private moved({ worker, session, slot, backLink }: SlotMoved): void {
    const key = `${worker} ${session} ${slot}`;
    if (backLink === undefined) this.waiting.delete(key);
    else this.waiting.set(key, backLink);
  }

  private dialled({ worker, address, at }: TrafficOpened, index: number): void {
    const failed = this.recent(worker, address, at);
    for (const addresses of this.traffic.configured.neighbours(worker, address)) {
      const others = addresses.filter((other) => other !== address);
      const candidate = others.find((other) => this.isInOrder(worker, other));
      const tired = others.find((other) => this.recent(worker, other, at));
      const { verdicts } = this.context;
      if (failed && candidate !== undefined) {
        verdicts.violated({
          rule,
          index,
          at,
          message: `a dial of ${address}, which failed within the last second`,
          expected: `another one, such as ${candidate}`,
          actual: address,
        });
      } else if (this.isInOrder(worker, address) && tired !== undefined) {
        verdicts.evaluated(rule, index, () => ({ field: "address", value: tired }));
      }
    }
  }

  /** A dial that was given up, or a connection that ended before it carried anything. */
  private ended(socket: Socket | undefined, at: number): void {
    if (socket?.side !== "back" || socket.front === undefined || socket.end?.at !== at) return;
    const { end, isConnected } = socket;
    const hasFailed = isConnected
      ? end.by === "peer" && isFruitless(socket)
      : end.by === "proxy" && this.isDialLate(socket, at);
    if (hasFailed) this.note(socket.worker, socket, false, at);
    else if (isConnected && this.isDoubtful(socket, end.by)) this.doubt(socket, at);
  }

  /**
   * A back end that spoke out of turn need not count as failed, and is no better than one that has. Nor is
   * one that ended under a request: what it had said before may have been settings or an interim answer.
   */
  private isDoubtful(socket: Socket, endedBy: "proxy" | "peer"): boolean {
    return endedBy === "proxy" ? spokeOutOfTurn(socket) : this.isAwaited(socket.link);
  }

  private doubt(socket: Socket, at: number): void {
    const key = `${socket.worker} ${socket.address}`;
    const known = this.health.get(key) ?? unknown;
    this.health.set(key, { ...known, doubtedAt: at, isInOrder: false });
  }

  /** Its back end was taken away since; whoever is at that address now is a new one. */
  private isFormer({ worker, address, openedAt }: Socket): boolean {
    return openedAt <= this.traffic.configured.removedAt(worker, address);
  }

  private isDialLate(socket: Socket, at: number): boolean {
    return at - socket.openedAt >= this.traffic.timeouts(socket).connectMicros;
  }

  private note(worker: number, socket: Socket | undefined, isWell: boolean, at: number): void {
    if (socket?.side !== "back") return;
    if (!isWell && this.isFormer(socket)) {
      this.doubt(socket, at);
      return;
    }
    const key = `${worker} ${socket.address}`;
    const known = this.health.get(key);
    if (!isWell) {
      this.health.set(key, failedOnceMore(known ?? unknown, socket.link, at));
    } else if (known !== undefined) {
      const { failedAt, doubtedAt } = known;
      if (!this.isRecent(Math.max(failedAt, doubtedAt), at)) known.isInOrder = true;
    }
  }

  private isInOrder(worker: number, address: string): boolean {
    return this.health.get(`${worker} ${address}`)?.isInOrder ?? true;
  }

  private recent(worker: number, address: string, at: number): boolean {
    const known = this.health.get(`${worker} ${address}`);
    if (known === undefined) return false;
    const failedAt = this.isUnheard(known, at) ? known.failedBeforeAt : known.failedAt;
    const isSame = failedAt > this.traffic.configured.removedAt(worker, address);
    return isSame && this.isRecent(failedAt, at);
  }

  /**
   * It failed in this very instant, and the worker has not come to it: of each connection on which it did
   * a request still waits.
   */
  private isUnheard({ failedAt, links }: Health, at: number): boolean {
    return failedAt === at && links.every((link) => this.isAwaited(link));
  }

  private isAwaited(link: number): boolean {
    for (const awaited of this.waiting.values()) if (awaited === link) return true;
    return false;
  }

  private isRecent(failedAt: number, at: number): boolean {
    return at - failedAt < this.context.constants.traffic.backOffMicros;
  }
}

/** Failures of one instant are kept together, for the worker may know of none of them yet. */
function failedOnceMore(known: Health, link: number, at: number): Health {
  const { failedAt, links, failedBeforeAt, doubtedAt } = known;
  const isSameInstant = failedAt === at;
  return {
    failedAt: at,
    links: isSameInstant ? [...links, link] : [link],
    failedBeforeAt: isSameInstant ? failedBeforeAt : failedAt,
    doubtedAt,
    isInOrder: false,
  };
}

/** It said something before it was asked anything, and was not asked then. */
function spokeOutOfTurn({ proxyTookBytes, proxyWroteBytes }: Socket): boolean {
  return proxyTookBytes > 0 && proxyWroteBytes === 0;
}

/** It was given a request, and nothing came. */
function isFruitless({ proxyTookBytes, proxyWroteBytes }: Socket): boolean {
  return proxyTookBytes === 0 && proxyWroteBytes > 0;
}
