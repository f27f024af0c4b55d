// Judges what a request says alone, as its client sees it: a badly worded lease verb fails, reaches
// no worker where the master can tell, and a ttl of 0 is warned about.
import type { LeaseConstants } from "../../model/constants.ts";
import type { Observation, ReplyWritten } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Exchange } from "../exchanges.ts";
import type { Verdicts } from "../verdicts.ts";
import { isOddClear, ruleOnWording } from "./admission.ts";
import { judgeNumber } from "./message-judge.ts";

/** The faults that LEASE-TTL-NO-FANOUT wants stopped at the master. */
const stoppedAtMaster: ReadonlySet<string> = new Set([
  "LEASE-ID-REQUIRED",
  "LEASE-ID-BYTES",
  "LEASE-TTL-MAX",
]);

export class WordingChecker implements Checker {
  readonly kinds = ["request", "reply", "log", "master-turn"] as const;
  private readonly constants: LeaseConstants;
  private readonly verdicts: Verdicts;
  /** The warning seen in this turn of the master, and whether one is owed. */
  private warnedAt: number | undefined;
  private owed = false;

  constructor(constants: LeaseConstants, verdicts: Verdicts) {
    this.constants = constants;
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number, exchange: Exchange | undefined): void {
    if (exchange !== undefined && observation.kind === "reply") {
      this.judge(exchange, observation, index);
    }
    if (observation.kind === "request") {
      const { lease } = observation;
      if (lease?.ttlSeconds === 0 && lease.clear !== true) this.owed = true;
    } else if (
      observation.kind === "log" &&
      observation.node === "master" &&
      isTtlWarning(observation.line)
    ) {
      this.warnedAt = index;
    } else if (observation.kind === "master-turn") {
      this.endTurn(observation.at, index);
    }
  }

  private judge(exchange: Exchange, reply: ReplyWritten, index: number): void {
    const ruling = ruleOnWording(exchange.lease, this.constants);
    if (ruling === undefined) {
      if (isOddClear(exchange.lease, this.constants)) this.judgeOddClear(exchange, reply, index);
      return;
    }
    if (reply.status !== "failure") {
      this.verdicts.violated({
        rule: ruling.rule,
        index,
        at: reply.at,
        message: "a badly worded lease verb did not fail",
        expected: "failure",
        actual: reply.status,
      });
      return;
    }
    this.verdicts.evaluated(ruling.rule, index, () => ({ field: "status", value: "ok" }));
    const { message, at } = reply;
    const refusal = { lease: exchange.lease, message, at, index, who: "the refusal" };
    if (ruling.rule === "LEASE-DETAIL-VALID") judgeNumber(refusal, this.constants, this.verdicts);
    if (stoppedAtMaster.has(ruling.rule)) this.judgeFanout(exchange, reply, index);
  }

  /** LEASE-CLEAR-IGNORES: detail and ttl of a clear are no reason to refuse it. */
  private judgeOddClear(exchange: Exchange, reply: ReplyWritten, index: number): void {
    const rule = "LEASE-CLEAR-IGNORES";
    const refused = [...exchange.answers.values()].some((answer) => answer.status === "failure");
    if (refused || exchange.heard.size < exchange.orders.size) return;
    if (reply.status !== "failure") {
      this.verdicts.evaluated(rule, index, () => ({ field: "status", value: "failure" }));
      return;
    }
    this.verdicts.violated({
      rule,
      index,
      at: reply.at,
      message: "a clear was refused though no worker refused it",
      expected: "ok",
      actual: reply.status,
    });
  }

  private judgeFanout(exchange: Exchange, reply: ReplyWritten, index: number): void {
    const rule = "LEASE-TTL-NO-FANOUT";
    if (exchange.orders.size > 0) {
      this.verdicts.violated({
        rule,
        index,
        at: reply.at,
        message: "a request that the master should have refused reached workers",
        expected: "no worker asked",
        actual: `${exchange.orders.size} workers asked`,
      });
      return;
    }
    this.verdicts.evaluated(rule, index, () => ({ field: "ordered", value: 0 }));
  }

  /** LEASE-TTL-ZERO-WARNS: in the turn of a ttl 0 the master writes a line of level warn that names ttl. */
  private endTurn(at: number, index: number): void {
    const rule = "LEASE-TTL-ZERO-WARNS";
    if (this.owed && this.warnedAt === undefined) {
      this.verdicts.violated({
        rule,
        index,
        at,
        message: "a ttl of 0 was taken without a warning",
        expected: "a line of level warn that names ttl",
        actual: "none in that turn",
      });
    } else if (this.owed && this.warnedAt !== undefined) {
      this.verdicts.evaluated(rule, this.warnedAt, () => ({ field: "line", value: "" }));
    }
    this.owed = false;
    this.warnedAt = undefined;
  }
}

function isTtlWarning(line: string): boolean {
  return /\bwarn(ing)?\b/i.test(line) && /\bttl/i.test(line);
}
