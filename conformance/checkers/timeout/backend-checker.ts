// TIMEOUT-BACKEND: a back end that owes bytes has so long for the next one, from the last that it sent or
// was sent. It owes once the whole request is there, and only while the proxy has room for what it sends.
// Too late is judged where the client reads all that it gets; too early always.
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import type { Observation } from "../../observe/observation.ts";
import { isMalformedRequest } from "../h2/malformed.ts";
import type { Checker, Model } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Falsification } from "../verdicts.ts";
import type { Socket } from "../traffic/socket.ts";
import type { Traffic } from "../traffic/traffic.ts";
import { type Debt, debtKinds, type DebtOwner, Debts, type Moment } from "./debts.ts";

const rule = "TIMEOUT-BACKEND";
const lateStatus = 504;

export class BackendChecker implements Checker, DebtOwner {
  readonly kinds: readonly Observation["kind"][] = [...debtKinds, "run-ended"];
  readonly consults: readonly Model[];
  private readonly context: CheckerContext;
  private readonly traffic: Traffic;
  private readonly debts: Debts;
  /** By the client's connection: when a back end's time was up for one of its exchanges. */
  private readonly timedOut = new Map<number, Debt>();

  constructor(context: CheckerContext) {
    this.context = context;
    this.traffic = context.traffic;
    this.consults = [context.traffic];
    this.debts = new Debts(this.traffic, this);
  }

  observe(seen: Observation, index: number): void {
    this.debts.observe(seen, index);
    if (seen.kind === "exchange-ended" && seen.role === "client") this.answered(seen, index);
    else if (seen.kind === "run-ended") {
      for (const debt of this.debts.all()) this.moves(debt, seen.at, index, 0);
    }
  }

  /** Nothing moved until now: whoever still owes should have been given up. */
  moves(debt: Debt, at: number, index: number, takenBytes: number): void {
    if (!debt.isAsked || debt.isSettled || debt.givenUp !== undefined) return;
    if (this.debts.isLeftUntold(debt)) return;
    if (this.isExcused(debt.socket, at) || at <= this.latest(debt, takenBytes)) return;
    this.blame(debt, at, index, `nothing ${at - debt.lastAt} microseconds later`);
  }

  givenUp(debt: Debt, decided: Moment): void {
    const { socket, lastAt } = debt;
    const { at, index } = decided;
    if (!debt.isAsked || this.isExcused(socket, at)) return;
    const silence = at - lastAt;
    // Of a client that opens no window nobody knows for whom it was given up.
    if (silence < this.micros(debt) || this.debts.isUnwanted(debt)) return;
    if (this.isWaiting(socket, at)) {
      if (this.isClientSlow(socket, at)) return;
      this.blame(debt, at, index, "given up with bytes of it not taken");
      return;
    }
    const latest = this.latest(debt, 0);
    if (at > latest) {
      this.blame(debt, at, index, `given up after ${silence} microseconds`);
      return;
    }
    if (socket.front !== undefined) this.timedOut.set(socket.front.link, debt);
    if (latest < Infinity) this.evaluated(index, { field: "at", value: latest + 1 });
  }

  /** How the client's exchange came to its end, against how its back end did. */
  private answered(seen: ExchangeEnded, index: number): void {
    const debt = this.debts.of(seen.label);
    const front = this.traffic.socketOf(seen.actor, seen.conn);
    const isOwn504 = seen.answer === lateStatus && seen.answerTo === undefined;
    const isTimeout = front !== undefined && debt === this.timedOut.get(front.link);
    if (debt?.givenUp !== undefined && isTimeout) this.outcome(seen, debt, index);
    else if (debt?.givenUp !== undefined && isOwn504) this.early(seen, debt, index);
    else if (front !== undefined) this.bystander(seen, front, index);
  }

  private outcome(seen: ExchangeEnded, debt: Debt, index: number): void {
    const { answer, answerTo, end } = seen;
    const isCut = answerTo !== undefined;
    // What is shown as whole and is not breaks BODY-TRUNCATED, whoever broke it off.
    if (end === "abandoned" || (isCut && end === "complete")) return;
    // Whoever stopped reading is told, and does not hear it.
    if (debt.socket.front?.isUnread === true) return;
    const isTold = answer === lateStatus && !isCut;
    if (!isTold && !isCut) {
      this.blame(debt, seen.at, index, `${answer ?? "nothing"}, ${end}`);
    } else if (isTold) {
      this.evaluated(index, { field: "answer", value: 502 });
    } else {
      this.cut(seen, debt, index);
    }
  }

  /** "Mid-body H1 closes at once, H2 resets the stream." */
  private cut(seen: ExchangeEnded, debt: Debt, index: number): void {
    const front = this.traffic.socketOf(seen.actor, seen.conn);
    const at = debt.givenUp?.at ?? 0;
    if (front === undefined || this.isClientSlow(front, seen.at) || !front.isReadingAll) return;
    const isStream = seen.protocol === "h2";
    const endAt = isStream ? at : (front.proxyEnd?.at ?? Infinity);
    const isWrong = isStream && seen.end !== "stream-reset";
    if (endAt <= at + this.toleranceMicros && !isWrong) return;
    this.blame(debt, seen.at, index, `${seen.end}, ${endAt - at} microseconds after its time`);
  }

  /** A 504 that nobody's time was up for: a back end that takes nothing has as long as one that owes. */
  private early(seen: ExchangeEnded, debt: Debt, index: number): void {
    const { givenUp, lastAt, isAsked, socket } = debt;
    if (givenUp === undefined || this.isExcused(socket, givenUp.at)) return;
    const isStuck = socket.peerTookBytes < socket.proxyWroteBytes || this.debts.isShut(debt);
    const silence = givenUp.at - lastAt;
    if (isAsked && silence >= this.micros(debt)) return;
    // How long a back end may take nothing has a measure, and no instant at which it begins.
    if (isStuck && silence >= this.micros(debt) - this.toleranceMicros) return;
    this.blame(debt, seen.at, index, `${lateStatus} after ${silence} microseconds`);
  }

  /** "Other streams live." */
  private bystander(seen: ExchangeEnded, front: Socket, index: number): void {
    const upAt = this.timedOut.get(front.link)?.givenUp?.at;
    const own = this.debts.of(seen.label);
    if (upAt === undefined || own === undefined || !isCut(seen)) return;
    const hasOwnReason = own.isSettled || upAt - own.lastAt >= this.micros(own);
    // What is wrong with its own message resets it, whatever else happens just then.
    if (hasOwnReason || own.givenUp?.at !== upAt || isMalformedRequest(seen)) return;
    this.blame(own, seen.at, index, `${seen.end} when the time of another one was up`);
  }

  private get toleranceMicros(): number {
    const { traffic, slackMicros } = this.context.constants;
    return traffic.timerMicrosMax + slackMicros;
  }

  private micros({ socket }: Debt): number {
    return this.traffic.timeouts(socket).backMicros;
  }

  /** Before it took its last bytes. Infinity: nobody knows whether the proxy has room. */
  private latest(debt: Debt, takenBytes: number): number {
    const { socket } = debt;
    const { front } = socket;
    if (front?.isReadingAll !== true || this.debts.isUnwanted(debt)) return Infinity;
    const isTaken = socket.proxyTookBytes - takenBytes >= socket.peerWroteBytes;
    if (!isTaken && !socket.isObstructed) return Infinity;
    const ready = Math.max(debt.lastAt, debt.midwayAt, front.wroteAt, front.peerTookAt);
    return ready + this.traffic.timeouts(socket).backMicros + this.toleranceMicros;
  }

  /** Something of it has been there for so long that the network cannot have it any more. */
  private isWaiting({ untakenSince, isObstructed }: Socket, at: number): boolean {
    return !isObstructed && at - untakenSince > this.toleranceMicros;
  }

  /** It has not taken what it was given for as long as it may. */
  private isClientSlow({ front }: Socket, at: number): boolean {
    if (front === undefined) return true;
    return at - Math.max(front.wroteAt, front.tookAt) >= this.traffic.timeouts(front).frontMicros;
  }

  /** The client left, or a stop, or a scenario that keeps the worker from its work. */
  private isExcused({ worker, front }: Socket, at: number): boolean {
    const { hampered, stops, workerEnds } = this.traffic;
    if (front === undefined || hampered.has(worker) || workerEnds.has(worker)) return true;
    if (front.end !== undefined && front.end.at < at) return true;
    return stops.hardOf(worker) !== undefined;
  }

  private evaluated(index: number, falsification: Falsification): void {
    this.context.verdicts.evaluated(rule, index, () => falsification);
  }

  private blame(debt: Debt, at: number, index: number, actual: string): void {
    this.context.verdicts.violated({
      rule,
      index,
      at,
      message: `the back end at ${debt.socket.address} owes an answer to ${debt.label || "a request"}`,
      expected: `504 or a broken answer ${this.micros(debt)} microseconds after its last byte`,
      actual,
    });
  }
}

function isCut({ end, protocol }: ExchangeEnded): boolean {
  return protocol === "h2" && (end === "closed" || end === "reset" || end === "stream-reset");
}
