// RETRY-SAFE: every time a request reaches a back end's connection is noted by its label; the second time
// has to be one that the contract allows. What comes of it is told when the run is over, for only then
// is known how the first time ended.
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Socket } from "../traffic/socket.ts";
import { Traffic, trafficModelKinds } from "../traffic/traffic.ts";

/** A request on its way to a back end. */
interface Delivery {
  readonly label: string;
  readonly method: string | undefined;
  readonly index: number;
  readonly at: number;
  readonly socket: Socket;
  /** The connection had carried another one before. */
  readonly wasUsed: boolean;
  /** What the origin took of answer bytes before, to tell whether any came of this one. */
  readonly answerFrom: number;
  account: ExchangeEnded | undefined;
  accountIndex: number;
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
const refusedStream = 7;

export class SafeChecker implements Checker {
  readonly kinds: readonly Observation["kind"][] = [
    ...trafficModelKinds,
    "traffic-request",
    "exchange-begun",
    "exchange-ended",
    "run-ended",
  ];
  private readonly context: CheckerContext;
  private readonly traffic: Traffic;
  private readonly deliveries = new Map<string, Delivery[]>();
  /** How often clients asked under a label: of two that are alike nothing can be told. */
  private readonly asked = new Map<string, number>();
  private readonly carried = new Map<number, number>();

  constructor(context: CheckerContext) {
    this.context = context;
    this.traffic = new Traffic(context);
  }

  observe(seen: Observation, index: number): void {
    this.traffic.observe(seen, index);
    if (seen.kind === "traffic-request") {
      if (seen.side !== "back" || seen.phase !== "head") return;
      const { label, method, at } = seen;
      this.delivered({ label, method, at, index }, this.traffic.sockets.get(seen.link));
    } else if (seen.kind === "exchange-begun") {
      const { label, at, role, actor, conn } = seen;
      if (role === "client") this.asked.set(label, (this.asked.get(label) ?? 0) + 1);
      else if (seen.stream > 0) {
        this.delivered({ label, method: undefined, at, index }, this.traffic.socketOf(actor, conn));
      }
    } else if (seen.kind === "exchange-ended" && seen.role === "origin") {
      this.ended(seen, index);
    } else if (seen.kind === "run-ended") {
      for (const [label, deliveries] of this.deliveries) this.judge(label, deliveries);
    }
  }

  private delivered(
    { label, method, at, index }: Pick<Delivery, "label" | "method" | "at" | "index">,
    socket: Socket | undefined,
  ): void {
    if (label === "" || socket === undefined) return;
    const before = this.carried.get(socket.link) ?? 0;
    this.carried.set(socket.link, before + 1);
    const delivery: Delivery = {
      label,
      method,
      index,
      at,
      socket,
      wasUsed: before > 0,
      answerFrom: socket.proxyTookBytes,
      account: undefined,
      accountIndex: index,
    };
    const known = this.deliveries.get(label);
    if (known === undefined) this.deliveries.set(label, [delivery]);
    else known.push(delivery);
  }

  private ended(seen: ExchangeEnded, index: number): void {
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
    for (const [place, next] of deliveries.entries()) {
      const before = deliveries[place - 1];
      if (before === undefined) continue;
      if (isUnprocessed(before)) {
        this.context.verdicts.evaluated(rule, before.accountIndex, () =>
          before.account?.end === "unprocessed"
            ? { field: "end", value: "complete" }
            : { field: "code", value: 2 },
        );
        continue;
      }
      replays += 1;
      this.judgeReplay(before, next, replays);
    }
  }

  private judgeReplay(before: Delivery, next: Delivery, replays: number): void {
    const { verdicts, constants } = this.context;
    const method = before.method ?? before.account?.method ?? "";
    const fault = idempotent.has(method) ? staleFault(before) : `${method} is not idempotent`;
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
}

/** RFC 9113 §8.7 */
function isUnprocessed({ account }: Delivery): boolean {
  return account?.end === "unprocessed" || account?.code === refusedStream;
}

/** Why the first connection was not one that had gone stale. */
function staleFault({ wasUsed, socket, answerFrom }: Delivery): string | undefined {
  if (!wasUsed) return "the first connection was a fresh one";
  if (socket.end?.by !== "peer") return "the first connection was not ended by the back end";
  return socket.proxyTookBytes > answerFrom ? "an answer had begun" : undefined;
}
