// One id, one owner, across the whole fleet: what a stranger's apply may do when workers differ, and
// when the master may refuse by itself. Its model is who holds what on each worker, by their own
// accepted answers; whether a worker was right to accept is judged elsewhere.
import type { LeaseConstants } from "../../model/constants.ts";
import { microsPerSecond } from "../../model/constants.ts";
import type {
  Observation,
  OrderSent,
  ReplyWritten,
  RequestTaken,
} from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Exchange } from "../exchanges.ts";
import { isStop } from "../fanout/verbs.ts";
import { ruleOnWording } from "../leases/admission.ts";
import type { Verdicts } from "../verdicts.ts";

interface Holding {
  readonly session: number;
  readonly pid: number | undefined;
  readonly until: number;
}

/** The last owner of an id, and when its claim ends by the terminal reply it got. */
interface Claim {
  readonly session: number;
  readonly until: number;
}

/** Whose request is not answered: the id that it wants to have; and whether a worker was asked. */
interface Open {
  readonly clientId: string;
  isOrdered: boolean;
}

export class OwnershipChecker implements Checker {
  readonly kinds = [
    "worker-started",
    "worker-ended",
    "request",
    "order-sent",
    "session-closed",
    "reply",
  ] as const;
  private readonly constants: LeaseConstants;
  private readonly verdicts: Verdicts;
  private readonly workers = new Map<number, Map<string, Holding>>();
  private readonly claims = new Map<string, Claim>();
  /** A master that was told to stop refuses everybody, whoever holds what. */
  private isStopping = false;
  /** By session and ordinal, the lease verbs that are not answered. */
  private readonly open = new Map<number, Map<number, Open>>();

  constructor(constants: LeaseConstants, verdicts: Verdicts) {
    this.constants = constants;
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number, exchange: Exchange | undefined): void {
    this.note(observation);
    if (exchange === undefined || observation.kind !== "reply") return;
    if (!this.verdicts.broken && exchange.lease.clear !== true)
      this.judge(exchange, observation, index);
    this.settle(exchange, observation);
    this.open.get(exchange.request.session)?.delete(exchange.request.ordinal);
  }

  private note(observation: Observation): void {
    if (observation.kind === "worker-started" && observation.judged) {
      this.workers.set(observation.worker, new Map());
    } else if (observation.kind === "worker-ended") {
      this.workers.delete(observation.worker);
    } else if (observation.kind === "request") {
      this.isStopping ||= isStop(observation.verb);
      this.asked(observation);
    } else if (observation.kind === "order-sent") {
      this.sent(observation);
    } else if (observation.kind === "session-closed") {
      this.open.delete(observation.session);
    }
  }

  private judge(exchange: Exchange, reply: ReplyWritten, index: number): void {
    if (ruleOnWording(exchange.lease, this.constants) !== undefined) return;
    const { holder, lacking } = this.holders(exchange, reply);
    if (holder === undefined) this.judgeFreedom(exchange, reply, index);
    else if (holder.session === exchange.request.session) return;
    else if (lacking > 0) this.judgeSplit(exchange, reply, index);
    else if (exchange.orders.size === 0) this.judgeRefusal(exchange, holder, reply, index);
  }

  private sent({ session, ordinal }: OrderSent): void {
    if (session === undefined || ordinal === undefined) return;
    const one = this.open.get(session)?.get(ordinal);
    if (one !== undefined) one.isOrdered = true;
  }

  private asked({ session, ordinal, lease }: RequestTaken): void {
    if (lease === undefined) return;
    const own = this.open.get(session) ?? new Map<number, Open>();
    this.open.set(session, own);
    own.set(ordinal, { clientId: lease.clear === true ? "" : lease.clientId, isOrdered: false });
  }

  /** A worker was asked; it may take its order late, or never. */
  private isOrdered({ request: { session, ordinal } }: Exchange): boolean {
    return this.open.get(session)?.get(ordinal)?.isOrdered === true;
  }

  /** BIND-ONE-OWNER: workers may yet give the id to another one who asked for it. */
  private isAwaited({ request: { session }, lease: { clientId } }: Exchange): boolean {
    for (const [other, requests] of this.open) {
      if (other === session) continue;
      for (const one of requests.values()) {
        if (one.isOrdered && one.clientId === clientId) return true;
      }
    }
    return false;
  }

  /** Somebody whose lease outlives the exchange, and how many workers know nothing of it. */
  private holders(
    exchange: Exchange,
    reply: ReplyWritten,
  ): { holder: Holding | undefined; lacking: number } {
    let holder: Holding | undefined;
    let lacking = 0;
    for (const held of this.workers.values()) {
      const holding = held.get(exchange.lease.clientId);
      if (holding === undefined || holding.until <= exchange.request.at) lacking++;
      else if (holding.until > reply.at && holding.pid !== undefined) holder ??= holding;
    }
    return { holder, lacking };
  }

  /** BIND-ONE-OWNER: a worker without the lease must not take the stranger's while another has the owner's. */
  private judgeSplit(exchange: Exchange, reply: ReplyWritten, index: number): void {
    const rule = "BIND-ONE-OWNER";
    const accepting = [...exchange.answers.values()].filter((answer) => answer.status === "ok");
    if (accepting.length > 0 || reply.status === "ok") {
      const workers = accepting.map((answer) => answer.worker).join(", ");
      this.verdicts.violated({
        rule,
        index,
        at: reply.at,
        message: "an id got a second owner while the first one's lease lives on another worker",
        expected: "failure, and no worker that accepts",
        actual: `${reply.status}${workers === "" ? "" : `, accepted by worker ${workers}`}`,
      });
      return;
    }
    this.verdicts.evaluated(rule, index, () => ({ field: "status", value: "ok" }));
  }

  private judgeRefusal(
    exchange: Exchange,
    holder: Holding,
    reply: ReplyWritten,
    index: number,
  ): void {
    const samePid = exchange.credentials?.pid === holder.pid;
    const rule = samePid ? "BIND-SECOND-CONNECTION" : "BIND-RENEW-MATCH";
    if (reply.status === "ok") {
      this.verdicts.violated({
        rule,
        index,
        at: reply.at,
        message: "a stranger's renewal was answered OK",
        expected: "failure",
        actual: "ok",
      });
      return;
    }
    this.verdicts.evaluated(rule, index, () => ({ field: "status", value: "ok" }));
  }

  /** BIND-FREE-AFTER-EXPIRY: the master has nothing left to refuse for. */
  private judgeFreedom(exchange: Exchange, reply: ReplyWritten, index: number): void {
    const claim = this.claims.get(exchange.lease.clientId);
    if (claim === undefined || claim.session === exchange.request.session) return;
    if (claim.until > exchange.request.at || this.workers.size === 0) return;
    if (this.isOrdered(exchange) || this.isAwaited(exchange)) return;
    if (reply.status !== "failure" || this.isStopping) return;
    this.verdicts.violated({
      rule: "BIND-FREE-AFTER-EXPIRY",
      index,
      at: reply.at,
      message: "the master refused an id that nobody holds any more",
      expected: "the workers to be asked",
      actual: JSON.stringify(reply.message),
    });
  }

  private settle(exchange: Exchange, reply: ReplyWritten): void {
    const { clientId, clear, ttlSeconds } = exchange.lease;
    const ttl =
      ttlSeconds === undefined || ttlSeconds === 0 ? this.constants.ttlDefaultSeconds : ttlSeconds;
    let accepted = false;
    for (const [worker, answer] of exchange.answers) {
      const order = exchange.orders.get(worker);
      if (answer.status !== "ok" || order === undefined) continue;
      accepted = true;
      const held = this.workers.get(worker);
      if (clear === true) held?.delete(clientId);
      else this.hold(held, exchange, order.at + ttl * microsPerSecond);
    }
    if (!accepted || clear === true) return;
    const until = reply.at + ttl * microsPerSecond;
    this.claims.set(clientId, { session: exchange.request.session, until });
  }

  private hold(held: Map<string, Holding> | undefined, exchange: Exchange, until: number): void {
    held?.set(exchange.lease.clientId, {
      session: exchange.request.session,
      pid: exchange.credentials?.pid,
      until,
    });
  }
}
