// RETRY-SAFE: every time a request reaches a back end's connection is noted by its label; the second time
// has to be one that the contract allows. What comes of it is told when the run is over, for only then
// is known how the first time ended.
import { listAt } from "../../grouped.ts";
import { errorCodes } from "../../model/http-codes.ts";
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import type { ExchangeBegun, ExchangeEnded } from "../../observe/data-plane.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Checker, Model } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Socket } from "../traffic/socket.ts";
import type { Traffic } from "../traffic/traffic.ts";

/** A request on its way to a back end. */
interface Delivery {
  readonly label: string;
  readonly method: string | undefined;
  readonly index: number;
  readonly at: number;
  readonly socket: Socket;
  /** 0 in HTTP/1. */
  readonly stream: number;
  /** The connection had carried another one before. */
  readonly wasUsed: boolean;
  /** What the origin took of answer bytes before, to tell whether any came of this one. */
  readonly answerFrom: number;
  account: ExchangeEnded | undefined;
  accountIndex: number;
}

/** The last stream of a GOAWAY, and which observation told. */
interface Goodbye {
  readonly last: number;
  readonly index: number;
}

const rule = "RETRY-SAFE";
const idempotent: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "PUT",
  "DELETE",
]);
const { refusedStream } = errorCodes;

export class SafeChecker implements Checker {
  readonly kinds = [
    "traffic-request",
    "http2-frame",
    "exchange-begun",
    "exchange-ended",
    "run-ended",
  ] as const;
  readonly consults: readonly Model[];
  private readonly context: CheckerContext;
  private readonly traffic: Traffic;
  private readonly deliveries = new Map<string, Delivery[]>();
  /** How often clients asked under a label: of two that are alike nothing can be told. */
  private readonly asked = new Map<string, number>();
  /** What clients asked with, for a back end that is gone has nothing to say of it. */
  private readonly methods = new Map<string, string>();
  private readonly carried = new Map<number, number>();
  /** Connections of HTTP/2 and their streams on which an answer had begun. */
  private readonly answered = new Set<string>();
  /** By the back end's connection. */
  private readonly goodbyes = new Map<number, Goodbye[]>();

  constructor(context: CheckerContext) {
    this.context = context;
    this.traffic = context.traffic;
    this.consults = [context.traffic];
  }

  observe(seen: Observation, index: number): void {
    if (seen.kind === "traffic-request") {
      if (seen.side !== "back" || seen.phase !== "head") return;
      const { label, method, at } = seen;
      const request = { label, method, at, index, stream: 0 };
      this.delivered(request, this.traffic.sockets.get(seen.link));
    } else if (seen.kind === "http2-frame") {
      this.framed(seen, index);
    } else if (seen.kind === "exchange-begun") {
      this.begun(seen, index);
    } else if (seen.kind === "exchange-ended") {
      if (seen.role === "origin") this.ended(seen, index);
      else if (seen.method !== undefined) this.methods.set(seen.label, seen.method);
    } else if (seen.kind === "run-ended") {
      for (const [label, deliveries] of this.deliveries) this.judge(label, deliveries);
    }
  }

  private begun({ label, at, role, actor, conn, stream }: ExchangeBegun, index: number): void {
    if (role === "client") this.asked.set(label, (this.asked.get(label) ?? 0) + 1);
    else if (stream > 0) {
      const request = { label, method: undefined, at, index, stream };
      this.delivered(request, this.traffic.socketOf(actor, conn));
    }
  }

  private delivered(
    request: Pick<Delivery, "label" | "method" | "at" | "index" | "stream">,
    socket: Socket | undefined,
  ): void {
    const { label, method, index, at, stream } = request;
    if (label === "" || socket === undefined || (this.asked.get(label) ?? 0) > 1) return;
    const before = this.carried.get(socket.link) ?? 0;
    this.carried.set(socket.link, before + 1);
    const delivery: Delivery = {
      label,
      method,
      index,
      at,
      socket,
      stream,
      wasUsed: before > 0,
      answerFrom: socket.proxyTookBytes,
      account: undefined,
      accountIndex: index,
    };
    listAt(this.deliveries, label).push(delivery);
  }

  private framed(frame: Http2Frame, index: number): void {
    const { leg, by, phase, type, connection, lastStream, stream } = frame;
    if (leg !== "origin" || by !== "peer" || phase !== "taken") return;
    if (type === frameTypes.headers) this.answered.add(`${connection} ${stream}`);
    if (type !== frameTypes.goaway) return;
    listAt(this.goodbyes, connection).push({ last: lastStream, index });
  }

  private ended(seen: ExchangeEnded, index: number): void {
    if ((this.asked.get(seen.label) ?? 0) > 1) return;
    const socket = this.traffic.socketOf(seen.actor, seen.conn);
    const delivery = this.deliveries
      .get(seen.label)
      ?.findLast((one) => one.socket === socket && one.account === undefined);
    if (delivery === undefined) return;
    delivery.account = seen;
    delivery.accountIndex = index;
  }

  private judge(label: string, deliveries: readonly Delivery[]): void {
    if (this.asked.get(label) !== 1) return;
    let replays = 0;
    const acted = deliveries.filter((delivery) => !this.isBehindGoodbye(delivery));
    for (const [place, next] of acted.entries()) {
      const before = acted[place - 1];
      if (before === undefined) continue;
      if (this.isProven(before, next)) continue;
      replays += 1;
      this.judgeReplay(before, next, replays);
    }
  }

  /** It came where the back end had said, and the proxy read, that nothing comes of it any more. */
  private isBehindGoodbye(delivery: Delivery): boolean {
    return this.goodbyeTo(delivery, delivery.index) !== undefined;
  }

  /**
   * RFC 9113 §6.8: what is above it was not acted upon. A later GOAWAY must not name a higher stream, and
   * one that does takes nothing back, for the request may be on its way to another connection by then.
   */
  private goodbyeTo({ socket, stream }: Delivery, before: number): Goodbye | undefined {
    const goodbyes = this.goodbyes.get(socket.link);
    return goodbyes?.find(({ last, index }) => stream > last && index < before);
  }

  /** That the first one did nothing. Of two proofs none could fail alone, so they are not counted. */
  private isProven(before: Delivery, next: Delivery): boolean {
    const { verdicts } = this.context;
    const goodbye = this.goodbyeTo(before, next.index);
    const isTold = isUnprocessed(before);
    if (goodbye !== undefined && !isTold) {
      const value = { lastStream: before.stream };
      verdicts.evaluated(rule, goodbye.index, () => ({ field: "frame", value }));
    } else if (isTold && goodbye === undefined) {
      verdicts.evaluated(rule, before.accountIndex, () =>
        before.account?.end === "unprocessed"
          ? { field: "end", value: "complete" }
          : { field: "code", value: 2 },
      );
    }
    return goodbye !== undefined || isTold;
  }

  private judgeReplay(before: Delivery, next: Delivery, replays: number): void {
    const { verdicts, constants } = this.context;
    const method = before.method ?? before.account?.method ?? this.methods.get(before.label);
    if (method === undefined) return;
    const fault = idempotent.has(method) ? this.staleFault(before) : `${method} is not idempotent`;
    const isElected = constants.traffic.retryIdempotent && replays === 1;
    if (fault === undefined && isElected) {
      const { index } = before;
      if (before.method === undefined) return;
      verdicts.evaluated(rule, index, () => ({ field: "method", value: "POST" }));
      return;
    }
    verdicts.violated({
      rule,
      index: next.index,
      at: next.at,
      message: `the request ${next.label} reached a back end once more`,
      expected: "once, unless the first one proved that it did nothing",
      actual: fault ?? `sent once more ${replays} times`,
    });
  }

  /** Why the first connection was not one that had gone stale. */
  private staleFault(before: Delivery): string | undefined {
    const { wasUsed, socket } = before;
    if (!wasUsed) return "the first connection was a fresh one";
    if (socket.end?.by !== "peer") return "the first connection was not ended by the back end";
    return this.isAnswered(before) ? "an answer had begun" : undefined;
  }

  /** What another stream of the same connection was answered is not this one's. */
  private isAnswered({ stream, socket, answerFrom }: Delivery): boolean {
    if (stream === 0) return socket.proxyTookBytes > answerFrom;
    return this.answered.has(`${socket.link} ${stream}`);
  }
}

/** RFC 9113 §8.7 */
function isUnprocessed({ account }: Delivery): boolean {
  return account?.end === "unprocessed" || account?.code === refusedStream;
}
