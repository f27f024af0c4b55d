// RETRY-BOUND: the connections that a slot is given for one request are counted here, whatever it says
// of itself; a request that runs out of them has to be answered. Which client's exchange that is follows
// from the connection: of as many as ran out there, as many have to be answered so.
import type { ExchangeEnded, SlotMoved } from "../../observe/data-plane.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Checker, Model } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Socket } from "../traffic/socket.ts";
import type { Traffic } from "../traffic/traffic.ts";

interface Attempts {
  count: number;
  last: Socket | undefined;
}

/** What has to come of the requests of one client. */
interface Due {
  readonly exhausted: Map<number, number>;
  readonly answered: { readonly seen: ExchangeEnded; readonly index: number }[];
  /** Ended without an answer, or not at all. */
  open: number;
}

const rule = "RETRY-BOUND";
const unavailable = 503;
const late = 504;

export class BoundChecker implements Checker {
  readonly kinds = ["slot", "exchange-begun", "exchange-ended", "run-ended"] as const;
  readonly consults: readonly Model[];
  private readonly context: CheckerContext;
  private readonly traffic: Traffic;
  private readonly slots = new Map<string, Attempts>();
  private readonly dues = new Map<number, Due>();

  constructor(context: CheckerContext) {
    this.context = context;
    this.traffic = context.traffic;
    this.consults = [context.traffic];
  }

  observe(seen: Observation, index: number): void {
    switch (seen.kind) {
      case "slot":
        this.moved(seen, index);
        return;
      case "exchange-begun":
        if (seen.role === "client") {
          const due = this.dueOf(this.traffic.linkOf(seen.actor, seen.conn));
          if (due !== undefined) due.open += 1;
        }
        return;
      case "exchange-ended":
        if (seen.role === "client") this.ended(seen, index);
        return;
      case "run-ended":
        for (const due of this.dues.values()) this.judge(due, seen.at, index);
        return;
      default:
    }
  }

  private moved(seen: SlotMoved, index: number): void {
    const key = `${seen.worker} ${seen.session} ${seen.slot}`;
    if (seen.from === "Idle" && seen.to === "Link") {
      this.slots.set(key, { count: 0, last: undefined });
      return;
    }
    const attempts = this.slots.get(key);
    if (attempts === undefined || seen.from !== "Link") return;
    if (seen.to === "Linked" && seen.token !== undefined) {
      attempts.count += 1;
      attempts.last = this.traffic.byToken(seen.worker, seen.token);
      this.judgeCount(seen, attempts.count, index);
    } else if (seen.to === "Unlinked" && attempts.last !== undefined) {
      this.exhausted(seen, attempts.last);
    }
  }

  private judgeCount({ at }: SlotMoved, count: number, index: number): void {
    const { attemptsMax } = this.context.constants.traffic;
    if (count <= attemptsMax) return;
    this.context.verdicts.violated({
      rule,
      index,
      at,
      message: "one request was given another connection",
      expected: `at most ${attemptsMax}`,
      actual: `${count}`,
    });
  }

  private exhausted({ worker, session, at }: SlotMoved, last: Socket): void {
    const due = this.dueOf(this.traffic.byToken(worker, session)?.link);
    if (due === undefined) return;
    const { connectMicros } = this.traffic.timeouts(last);
    const isLate = last.settledAt === undefined && at - last.openedAt >= connectMicros;
    const status = isLate ? late : unavailable;
    due.exhausted.set(status, (due.exhausted.get(status) ?? 0) + 1);
  }

  private ended(seen: ExchangeEnded, index: number): void {
    const due = this.dueOf(this.traffic.linkOf(seen.actor, seen.conn));
    if (due === undefined || seen.answer === undefined) return;
    due.open -= 1;
    if (seen.answerTo === undefined) due.answered.push({ seen, index });
  }

  private judge({ exhausted, answered, open }: Due, at: number, index: number): void {
    let missing = 0;
    for (const [status, count] of exhausted) {
      const alike = answered.filter(({ seen }) => seen.answer === status).slice(0, count);
      missing += count - alike.length;
      // With an exchange that nobody saw the end of, one that is missing could be that.
      for (const one of open > 0 ? [] : alike) {
        const other = status === late ? unavailable : late;
        this.context.verdicts.evaluated(rule, one.index, () => ({ field: "answer", value: other }));
      }
    }
    if (missing <= open) return;
    this.context.verdicts.violated({
      rule,
      index,
      at,
      message: "requests ran out of connections to back ends",
      expected: [...exhausted].map(([status, count]) => `${count} times ${status}`).join(", "),
      actual: answered.map(({ seen }) => String(seen.answer)).join(", "),
    });
  }

  private dueOf(link: number | undefined): Due | undefined {
    if (link === undefined) return undefined;
    const known = this.dues.get(link);
    if (known !== undefined) return known;
    const made: Due = { exhausted: new Map(), answered: [], open: 0 };
    this.dues.set(link, made);
    return made;
  }
}
