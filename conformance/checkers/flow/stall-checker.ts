// FLOW-STALL: a stream whose DATA used up the credit of its peer stands still for the peer's sake. It is
// lost once it stood still for D and the time to notice, with less than the honest rate of bytes in between;
// who is faster is not cut off. Between the two nothing is said.
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";
import { Ledger } from "./ledger.ts";
import type { StallBudget } from "./stall-budget.ts";

/** How a proxy gives up a stream that nobody takes from. */
const cancelCode = 8;
const rule = "FLOW-STALL";

interface Stall {
  readonly frame: Http2Frame;
  readonly index: number;
  since: number;
  /** When something was written before that: what used up the credit may have waited for the transport since. */
  notBefore: number;
  bytes: number;
  /** Since when there is credit again. */
  openSince: number | undefined;
}

/** A stall that the proxy ended; what it is worth shows when the connection is over. */
interface Ended {
  readonly stream: number;
  readonly index: number;
  readonly since: number;
}

interface Sent {
  readonly at: number;
  /** The last instant in which something of it was written, and the one before. */
  lastAt: number;
  beforeAt: number;
  bytes: number;
}

interface Account {
  readonly ledger: Ledger;
  readonly stalls: Map<number, Stall>;
  readonly ended: Ended[];
  /** Its peer says no more: no credit will ever come. */
  isLeft: boolean;
  /** By stream whose peer has not sent its own message to the end, when it last sent something of it. */
  readonly owing: Map<number, number>;
  /** By stream, when its message began and how much of it was sent. */
  readonly sent: Map<number, Sent>;
}

export class StallChecker implements Checker {
  readonly kinds = ["http2-frame", "leg-ended", "traffic-ended", "run-ended"] as const;
  private readonly verdicts: Verdicts;
  private readonly budget: StallBudget;
  private readonly accounts = new Map<number, Account>();

  constructor(verdicts: Verdicts, budget: StallBudget) {
    this.verdicts = verdicts;
    this.budget = budget;
  }

  observe(observation: Observation, index: number): void {
    if (observation.kind === "http2-frame") {
      if (observation.phase === "taken" && observation.by === "peer") this.took(observation);
      if (observation.phase === "written" && observation.by === "proxy") {
        this.wrote(observation, index);
      }
    } else if (observation.kind === "leg-ended") {
      this.finish(observation.connection, observation.at);
    } else if (observation.kind === "traffic-ended") {
      const account = this.accounts.get(observation.link);
      if (account !== undefined && observation.by === "peer") account.isLeft = true;
    } else {
      for (const connection of this.accounts.keys()) this.finish(connection, observation.at);
    }
  }

  private took(frame: Http2Frame): void {
    const account = this.accountOf(frame);
    account.ledger.took(frame);
    if (frame.type === frameTypes.data || frame.type === frameTypes.headers) {
      if (frame.endsStream) account.owing.delete(frame.stream);
      else account.owing.set(frame.stream, frame.at);
    }
    if (frame.type === frameTypes.resetStream) this.over(account, frame.stream, frame.at);
    if (frame.type !== frameTypes.windowUpdate && frame.type !== frameTypes.settings) return;
    for (const [stream, stall] of account.stalls) {
      const credit = Math.min(account.ledger.creditOf(stream), account.ledger.connectionCredit);
      stall.openSince = credit > 0 ? (stall.openSince ?? frame.at) : undefined;
    }
  }

  private wrote(frame: Http2Frame, index: number): void {
    const account = this.accountOf(frame);
    const { ledger, stalls } = account;
    const { type, stream, at } = frame;
    const stall = stalls.get(stream);
    if (type === frameTypes.resetStream) {
      if (stall !== undefined) this.reset(account, stall, frame, index);
      return;
    }
    ledger.wrote(frame);
    if (frame.endsStream) this.over(account, stream, at);
    else if (type === frameTypes.data || type === frameTypes.headers) {
      this.sent(account, frame, index);
    }
  }

  private sent({ ledger, stalls, sent }: Account, frame: Http2Frame, index: number): void {
    const { stream, at, lengthBytes, type } = frame;
    const known = sent.get(stream);
    if (known === undefined) sent.set(stream, { at, lastAt: at, beforeAt: at, bytes: 0 });
    else {
      if (known.lastAt < at) known.beforeAt = known.lastAt;
      known.lastAt = at;
      if (type === frameTypes.data) known.bytes += lengthBytes;
    }
    const notBefore = known?.beforeAt ?? at;
    const isShut = Math.min(ledger.creditOf(stream), ledger.connectionCredit) <= 0;
    const stall = stalls.get(stream);
    if (!isShut) stalls.delete(stream);
    else if (stall === undefined || (stall.openSince ?? at) < at) {
      // Whoever had credit and was not sent anything did not stand still for its own sake.
      stalls.set(stream, { frame, index, since: at, notBefore, bytes: 0, openSince: undefined });
    } else {
      stall.openSince = undefined;
      stall.bytes += type === frameTypes.data ? lengthBytes : 0;
      if (stall.bytes < this.budget.honestBytes) return;
      stall.since = at;
      stall.notBefore = notBefore;
      stall.bytes = 0;
    }
  }

  /** The proxy gave the stream up. */
  private reset(account: Account, stall: Stall, frame: Http2Frame, at: number): void {
    const { stalls, ended, ledger, isLeft } = account;
    stalls.delete(frame.stream);
    ledger.wrote(frame);
    const stood = frame.at - stall.since;
    if (stood >= this.budget.budgetMicros) {
      this.judge(stall, frame.at);
      ended.push({ stream: frame.stream, index: at, since: stall.since });
      return;
    }
    // Nobody is promised anything who says no more, never took what is honest in so long, or was silent in
    // the middle of its own message for as long.
    if (frame.at - stall.notBefore >= this.budget.budgetMicros) return;
    if (isLeft || this.isSlow(account, frame) || this.isSilent(account, frame)) return;
    if (frame.code === cancelCode && frame.leg === "client") {
      this.verdicts.violated({
        rule,
        index: at,
        at: frame.at,
        message: `stream ${frame.stream} of a client that takes bytes at the honest rate`,
        expected: `not given up before ${this.budget.budgetMicros} µs`,
        actual: `given up after ${stood} µs`,
      });
    }
  }

  /** Since its message began a budget has passed, with less than the honest bytes of one. */
  private isSlow({ sent }: Account, { stream, at }: Http2Frame): boolean {
    const message = sent.get(stream);
    if (message === undefined) return false;
    const { budgetMicros, honestBytes } = this.budget;
    return at - message.at >= budgetMicros && message.bytes < honestBytes;
  }

  private isSilent({ owing }: Account, { stream, at }: Http2Frame): boolean {
    return at - (owing.get(stream) ?? Infinity) >= this.budget.budgetMicros;
  }

  /** It came to its end, whoever ended it. */
  private over({ stalls }: Account, stream: number, at: number): void {
    const stall = stalls.get(stream);
    if (stall === undefined) return;
    stalls.delete(stream);
    this.judge(stall, at);
  }

  private judge({ frame, index, since, openSince }: Stall, until: number): void {
    const { budgetMicros, noticeMicros } = this.budget;
    if (openSince !== undefined || until - since <= budgetMicros + noticeMicros) return;
    this.verdicts.violated({
      rule,
      index,
      at: until,
      message: `stream ${frame.stream} of a ${frame.leg} that gives no credit`,
      expected: `given up within ${budgetMicros + noticeMicros} µs`,
      actual: `still there after ${until - since} µs`,
    });
  }

  /** The connection is over, or the run: without the reset a stream would have stood still until now. */
  private finish(connection: number, at: number): void {
    const account = this.accounts.get(connection);
    if (account === undefined) return;
    const { budgetMicros, noticeMicros } = this.budget;
    for (const stream of [...account.stalls.keys()]) this.over(account, stream, at);
    const { ledger } = account;
    for (const { stream, index, since } of account.ended.splice(0)) {
      const isShut = Math.min(ledger.creditOf(stream), ledger.connectionCredit) <= 0;
      if (!isShut || at - since <= budgetMicros + noticeMicros) continue;
      if (this.verdicts.counted(rule))
        this.verdicts.sample(rule, index, { field: "times", value: 0 });
    }
  }

  private accountOf({ connection, leg }: Http2Frame): Account {
    let account = this.accounts.get(connection);
    if (account === undefined) {
      account = blankAccount(leg);
      this.accounts.set(connection, account);
    }
    return account;
  }
}

function blankAccount(leg: Http2Frame["leg"]): Account {
  const ledger = new Ledger(leg === "origin");
  const ended: Ended[] = [];
  return { ledger, stalls: new Map(), ended, isLeft: false, owing: new Map(), sent: new Map() };
}
