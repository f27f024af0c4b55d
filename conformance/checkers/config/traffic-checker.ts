// CONFIG-REMOVE, and of CONFIG-UPSERT that no connection is lost: what requests of clients make of orders
// that take something away, or repeat what is there. Who reached which back end is told by the origins.
import { switchingProtocols } from "../../model/http-codes.ts";
import type { ExchangeBegun, ExchangeEnded } from "../../observe/data-plane.ts";
import type { Observation, OrderDone } from "../../observe/observation.ts";
import { tellsLength } from "../body/declared.ts";
import { isMalformedAnswer, isMalformedRequest } from "../h2/malformed.ts";
import type { Checker, Model } from "../checker.ts";
import type { Breaches } from "../traffic/breaches.ts";
import type { Socket } from "../traffic/socket.ts";
import type { Traffic } from "../traffic/traffic.ts";
import type { Verdicts } from "../verdicts.ts";
import { isOpenTo, type Route, type Routes, RouteTable } from "./routes.ts";

/** How an origin gives up a request by itself; one that it proved unprocessed has to go elsewhere. */
const gives: ReadonlySet<ExchangeEnded["end"]> = new Set(["abandoned", "malformed", "unprocessed"]);
/** Whoever is cut later than this behind an order need not be cut because of it. */
const consequenceMicros = 1_000_000;

/** One request of a client, until it ends. */
interface Under {
  /** What was open to it when it began, and what had been taken away by then. */
  readonly routes: Routes;
  readonly gone: Routes;
  /** What was added since: whoever waits in one turn with its orders is given to what stands between them. */
  opened: Routes;
  readonly reached: Reach[];
  /** The last order under which it was on its way to a back end, and the rule about that. */
  order: { readonly at: number; readonly rule: string } | undefined;
}

interface Reach {
  readonly address: string;
  readonly link: number | undefined;
  /** What was open when the origin was asked, or had been added before. */
  readonly routes: Routes;
}

interface Models {
  readonly traffic: Traffic;
  readonly breaches: Breaches;
}

export class TrafficChecker implements Checker {
  readonly kinds = [
    "worker-started",
    "worker-ended",
    "order-done",
    "exchange-begun",
    "exchange-ended",
  ] as const;
  readonly consults: readonly Model[];
  private readonly verdicts: Verdicts;
  private readonly traffic: Traffic;
  private readonly breaches: Breaches;
  /** Where each origin listens. */
  private readonly origins: ReadonlyMap<string, string>;
  private readonly workers = new Map<number, RouteTable>();
  private readonly underWay = new Map<string, Under>();
  /** Those that an origin broke off by itself. */
  private readonly given = new Set<string>();
  /** Those that an origin would speak another protocol to; whom that may be shown, H1-UPGRADE judges. */
  private readonly switched = new Set<string>();
  /** Those that an origin answered in full. */
  private readonly whole = new Set<string>();
  private isBereft = false;

  constructor(
    origins: ReadonlyMap<string, string>,
    { traffic, breaches }: Models,
    verdicts: Verdicts,
  ) {
    this.origins = origins;
    this.traffic = traffic;
    this.breaches = breaches;
    this.consults = [traffic, breaches];
    this.verdicts = verdicts;
  }

  observe(seen: Observation, index: number): void {
    switch (seen.kind) {
      case "worker-started":
        this.workers.set(seen.worker, new RouteTable());
        return;
      case "worker-ended":
        // What was in flight there ended with it.
        this.workers.delete(seen.worker);
        this.isBereft = true;
        return;
      case "order-done":
        if (seen.status === "ok") this.ordered(seen);
        return;
      case "exchange-begun":
        this.began(seen);
        return;
      case "exchange-ended":
        this.ended(seen, index);
        return;
      default:
        return;
    }
  }

  private ordered({ worker, request, at }: OrderDone): void {
    const table = this.workers.get(worker);
    if (table === undefined) return;
    const isRepeated = table.isRepeated(request);
    const isRemoval = table.apply(request);
    if (!isRemoval) this.added(table.routes);
    if (!isRemoval && !isRepeated) return;
    const order = { at, rule: isRemoval ? "CONFIG-REMOVE" : "CONFIG-UPSERT" };
    for (const under of this.underWay.values()) if (under.reached.length > 0) under.order = order;
  }

  private added(routes: Routes): void {
    for (const under of this.underWay.values()) {
      if (under.gone.length > 0) under.opened = [...under.opened, ...routes];
    }
  }

  private began({ role, label, actor, link, ordinal }: ExchangeBegun): void {
    const [routes, gone] = [this.of("routes"), this.of("gone")];
    if (role === "client") {
      this.underWay.set(label, { routes, gone, opened: [], reached: [], order: undefined });
      return;
    }
    // What a back end said before it was asked may be taken for its answer.
    const back = this.socketOf(link);
    const isLine = back !== undefined && !back.isHttp2;
    if (isLine && ordinal === 1 && back.peerWroteBytes > 0) this.given.add(label);
    const address = this.origins.get(actor);
    const under = this.underWay.get(label);
    if (address === undefined || under === undefined) return;
    under.reached.push({ address, link, routes: [...under.opened, ...routes] });
  }

  private ended(seen: ExchangeEnded, index: number): void {
    if (seen.role === "origin") {
      if (gives.has(seen.end)) this.given.add(seen.label);
      if (seen.answer === switchingProtocols) this.switched.add(seen.label);
      const isLying = tellsLength(seen, "answer") === "lying";
      // What a back end says in octets of its own, beside its account, may be what breaks its answer off.
      if (seen.isRaw || isLying || isMalformedAnswer(seen)) this.given.add(seen.label);
      else if (seen.isAnswerWhole) this.whole.add(seen.label);
      return;
    }
    const under = this.underWay.get(seen.label);
    if (under === undefined) return;
    this.underWay.delete(seen.label);
    this.judgeUse(seen, under, index);
    this.judgeEnd(seen, under, index);
  }

  /** CONFIG-REMOVE: whoever began behind the order is not given to what it took away. */
  private judgeUse(seen: ExchangeEnded, under: Under, index: number): void {
    const rule = "CONFIG-REMOVE";
    const { routes, gone, reached, opened } = under;
    const { authority, path, at, label } = seen;
    if (gone.length === 0 || authority === undefined || path === undefined) return;
    const isOpen = (some: Routes, address: string): boolean =>
      some.some((route) => route.address === address && isOpenTo(route, { authority, path }));
    const wrong = reached.find(
      (one) =>
        !isOpen(routes, one.address) &&
        !isOpen(one.routes, one.address) &&
        isOpen(gone, one.address),
    );
    if (wrong !== undefined) {
      const message = `the request ${label} was given to what had been removed`;
      const [expected, actual] = ["never asked again", `${wrong.address} was asked`];
      this.verdicts.violated({ rule, index, at, message, expected, actual });
      return;
    }
    const closed = gone.find(
      ({ address }) =>
        isOpen(gone, address) && !isOpen(routes, address) && !isOpen(opened, address),
    );
    const actor = closed && this.originAt(closed);
    if (actor === undefined) return;
    this.verdicts.evaluated(rule, index, () => {
      const place = {
        connection: "another",
        conn: 1,
        link: undefined,
        stream: 0,
        ordinal: 1,
        label,
      };
      const value = { kind: "exchange-begun", at, actor, role: "origin", ...place } as const;
      return { field: "preceded", value };
    });
  }

  /** What was on its way to a back end when the order came ends as if it had not come. */
  private judgeEnd(seen: ExchangeEnded, under: Under, index: number): void {
    const { order } = under;
    // What a client says beside its account may be what its request is refused for.
    if (order === undefined || seen.end === "abandoned" || seen.isRaw || this.isBereft) return;
    const { rule } = order;
    const { end, answer, answerTo, label, at } = seen;
    if (end === "complete" && answerTo === label) {
      this.verdicts.evaluated(rule, index, () => ({ field: "end", value: "closed" }));
      return;
    }
    const isConsequence = this.whole.has(label) || at - order.at < consequenceMicros;
    if (isConsequence && !this.isOrigins(seen, under) && !this.hasOwnReason(seen)) {
      const message = `the request ${label} was in flight`;
      const actual = `${end}, ${answer ?? "without an answer"}`;
      this.verdicts.violated({ rule, index, at, message, expected: "it finishes", actual });
    }
  }

  /** Its back end broke it off, or is gone: it ended the connection before it had answered in full. */
  private isOrigins({ label, protocol, answer, at }: ExchangeEnded, { reached }: Under): boolean {
    if (this.given.has(label)) return true;
    const isTunnel = protocol === "h1" && answer === switchingProtocols;
    if (this.switched.has(label) && !isTunnel) return true;
    const end = this.socketOf(reached.at(-1)?.link)?.end;
    if (end?.by !== "peer" || end.at > at) return false;
    // A tunnel that its back end breaks is broken, however whole the 101 was.
    return !this.whole.has(label) || (isTunnel && end.how === "reset");
  }

  /**
   * Its client does not hear, said its end without credit for the rest or broke its connection, its request
   * was malformed, it was answered in the middle of a request that never came to its end, that was broken off
   * by the end of its client's connection, or it had been waiting for as long as a timer lasts.
   */
  private hasOwnReason(seen: ExchangeEnded): boolean {
    const { actor, conn, at, startedAt, answer, isRequestWhole } = seen;
    if (answer !== undefined && !isRequestWhole) return true;
    // What belies its own head is refused when that shows, which may be long after it reached a back end.
    if (isMalformedRequest(seen)) return true;
    const front = this.traffic.socketOf(actor, conn);
    if (front === undefined) return false;
    const hasLeft = front.peerEnd !== undefined && front.peerEnd.at <= at;
    if (hasLeft && (!isRequestWhole || isOutOfCredit(seen))) return true;
    // What ends a whole connection takes its streams along.
    if (this.breaches.endsAt(front.link) <= at) return true;
    const { frontMicros, backMicros } = this.traffic.timeouts(front);
    return front.isUnread || at - startedAt >= Math.min(frontMicros, backMicros);
  }

  private socketOf(link: number | undefined): Socket | undefined {
    return link === undefined ? undefined : this.traffic.sockets.get(link);
  }

  private originAt({ address }: Route): string | undefined {
    return [...this.origins].find(([, where]) => where === address)?.[0];
  }

  /** Over all workers: nobody says which of them a client is with. */
  private of(what: "routes" | "gone"): Routes {
    const [only, ...others] = this.workers.values();
    if (only === undefined) return [];
    const all = others.length === 0 ? only[what] : [only, ...others].flatMap((one) => one[what]);
    return all;
  }
}

/** HTTP/2: the whole window of its stream is used up. */
function isOutOfCredit({ windowBytes, answerBytes, answerPaddingBytes }: ExchangeEnded): boolean {
  return windowBytes !== undefined && answerBytes + answerPaddingBytes >= windowBytes;
}
