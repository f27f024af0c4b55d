// FLOW-STREAM, FLOW-SETTINGS and FLOW-CREDIT by a ledger for each connection of the proxy. An overrun is
// FLOW-SETTINGS where some peer of that worker moved what streams begin with, and the window of the
// stream is the narrower one; any other is FLOW-STREAM. A connection that broke a rule is judged no more.
import { errorCodes } from "../../model/http-codes.ts";
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";
import { Ledger } from "./ledger.ts";

interface LastData {
  readonly frame: Http2Frame;
  readonly index: number;
  /** What the window of the peer was by then; it may not have been told yet. */
  readonly peerWindow: number;
}

interface Account {
  readonly ledger: Ledger;
  /** The last DATA that the proxy took, and not judged since. */
  lastData: LastData | undefined;
  /** Since when nothing is under way. */
  restSince: number | undefined;
  isBroken: boolean;
}

export class FlowChecker implements Checker {
  readonly kinds = ["http2-frame", "leg-ended", "run-ended"] as const;
  private readonly verdicts: Verdicts;
  private readonly slackMicros: number;
  private readonly accounts = new Map<number, Account>();
  private readonly resting = new Set<Account>();
  /** None of them is judged before. */
  private nextRestAt = Infinity;
  /** Workers of which some peer said what streams begin with. */
  private readonly settled = new Set<number>();

  constructor(verdicts: Verdicts, slackMicros: number) {
    this.verdicts = verdicts;
    this.slackMicros = slackMicros;
  }

  observe(observation: Observation, index: number): void {
    this.judgeRest(observation);
    if (observation.kind === "leg-ended") this.forget(observation.connection);
    if (observation.kind !== "http2-frame") return;
    const account = this.accountOf(observation);
    if (account.isBroken) return;
    if (observation.phase === "taken" && observation.by === "peer") {
      this.took(account, observation, index);
    } else if (observation.phase === "written" && observation.by === "proxy") {
      this.wrote(account, observation, index);
    }
  }

  private took(account: Account, frame: Http2Frame, index: number): void {
    const { ledger } = account;
    ledger.took(frame);
    if (ledger.hasSettled) this.settled.add(frame.worker);
    if (frame.type === frameTypes.data && frame.lengthBytes > 0) {
      account.lastData = { frame, index, peerWindow: ledger.peerWindow };
    }
    this.rest(account, frame.at);
  }

  private wrote(account: Account, frame: Http2Frame, index: number): void {
    if (frame.type === frameTypes.data && frame.lengthBytes > 0) {
      this.judgeSent(account, frame, index);
    }
    // RFC 9113 §6.8: whoever ends the connection has nothing to credit any more.
    if (frame.type === frameTypes.goaway && frame.code !== errorCodes.noError)
      account.isBroken = true;
    account.ledger.wrote(frame);
    this.rest(account, frame.at);
  }

  private rest(account: Account, at: number): void {
    const { ledger, lastData, isBroken } = account;
    if (!ledger.isAtRest || lastData === undefined || isBroken) {
      this.resting.delete(account);
      account.restSince = undefined;
    } else {
      this.resting.add(account);
      account.restSince = at;
      this.nextRestAt = Math.min(this.nextRestAt, at + this.slackMicros);
    }
  }

  private judgeSent(account: Account, frame: Http2Frame, index: number): void {
    const { ledger } = account;
    const { lengthBytes, stream, at } = frame;
    const [own, shared] = [ledger.creditOf(stream), ledger.connectionCredit];
    const isSettled = this.settled.has(frame.worker);
    const rule = isSettled && own < shared ? "FLOW-SETTINGS" : "FLOW-STREAM";
    const allowed = Math.min(own, shared);
    if (lengthBytes > allowed) {
      account.isBroken = true;
      const expected = `at most ${Math.max(0, allowed)} bytes on stream ${stream}`;
      const message = `DATA towards the ${frame.leg}`;
      const actual = `${lengthBytes} bytes`;
      this.verdicts.violated({ rule, index, at, message, expected, actual });
    } else if (!isSettled || own !== shared) {
      const value = { lengthBytes: allowed + 1 };
      if (this.verdicts.counted(rule)) this.verdicts.sample(rule, index, { field: "frame", value });
    }
  }

  /** FLOW-CREDIT: judged once the turn in which the last stream ended is over. */
  private judgeRest({ at, kind }: Observation): void {
    if (this.resting.size === 0) return;
    const isLast = kind === "run-ended";
    if (!isLast && at <= this.nextRestAt) return;
    this.nextRestAt = Infinity;
    for (const account of this.resting) {
      const dueAt = (account.restSince ?? at) + this.slackMicros;
      if (!isLast && at <= dueAt) {
        this.nextRestAt = Math.min(this.nextRestAt, dueAt);
        continue;
      }
      this.resting.delete(account);
      this.judgeCredit(account);
    }
  }

  private judgeCredit(account: Account): void {
    const { ledger, lastData } = account;
    if (lastData === undefined) return;
    account.lastData = undefined;
    const { frame, index, peerWindow } = lastData;
    const half = Math.floor(ledger.peerWindow / 2);
    const missing = ledger.peerWindow - ledger.peerCredit;
    const rule = "FLOW-CREDIT";
    if (missing > half || ledger.peerCredit <= 0) {
      const expected = `at most ${half} bytes of DATA that are not credited`;
      const message = `the window of a ${frame.leg} that is owed nothing`;
      const { at } = frame;
      this.verdicts.violated({ rule, index, at, message, expected, actual: `${missing} bytes` });
      account.isBroken = true;
    } else if (peerWindow === ledger.peerWindow && this.verdicts.counted(rule)) {
      const value = { lengthBytes: frame.lengthBytes + half - missing + 1 };
      this.verdicts.sample(rule, index, { field: "frame", value });
    }
  }

  private forget(connection: number): void {
    const account = this.accounts.get(connection);
    if (account === undefined) return;
    account.isBroken = true;
    this.resting.delete(account);
  }

  private accountOf({ connection, leg }: Http2Frame): Account {
    let account = this.accounts.get(connection);
    if (account === undefined) {
      const ledger = new Ledger(leg === "origin");
      account = { ledger, lastData: undefined, restSince: undefined, isBroken: false };
      this.accounts.set(connection, account);
    }
    return account;
  }
}
