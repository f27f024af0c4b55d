// When a terminal reply leaves. FANOUT-TIMEOUT: with a silent worker in [scatter + worker_timeout,
// + slack], or when its predecessor on the connection has left. FANOUT-DEATH: with a dead one by the
// same instant at the latest. FANOUT-COUNTED: an answer that was given before the timeout is heard,
// though it arrive in the very instant in which time runs out.
import type { ReplyWritten } from "../../observe/observation.ts";
import type { Verdicts } from "../verdicts.ts";
import type { Errand } from "./fleet.ts";
import { type Gathering, standingOf } from "./gathering.ts";
import { isLeisurely } from "./verbs.ts";

export interface Timing {
  readonly workerTimeoutMicros: number;
  /** How much later than promised is in time: nothing where the clock is virtual. */
  readonly slackMicros: number;
}

interface Circumstances {
  readonly index: number;
  readonly reachable: ReadonlySet<number>;
  /** When the reply before it left, on the same connection. */
  readonly predecessorAt: number;
  /** Nothing else is open on the connection, so that an early reply could be nobody else's. */
  readonly alone: boolean;
  /** A stop was asked for: it ends whatever is under way. */
  readonly stopping: boolean;
}

export class InstantJudge {
  private readonly verdicts: Verdicts;
  private readonly timing: Timing;

  constructor(verdicts: Verdicts, timing: Timing) {
    this.verdicts = verdicts;
    this.timing = timing;
  }

  judge(gathering: Gathering, reply: ReplyWritten, circumstances: Circumstances): void {
    const { scatteredAt, request, draining } = gathering;
    if (scatteredAt === undefined || isLeisurely(request.verb) || draining) return;
    const { index, reachable, predecessorAt, stopping } = circumstances;
    const { waiting, unasked, lost } = standingOf(gathering, reachable);
    const due = scatteredAt + this.timing.workerTimeoutMicros;
    const latest = Math.max(due, predecessorAt) + this.timing.slackMicros;
    if (waiting > 0 && !stopping) {
      this.within("FANOUT-TIMEOUT", reply, { from: due, to: latest, index });
      if (circumstances.alone && reply.at === due) {
        this.verdicts.evaluated("FANOUT-TIMEOUT", index, () => ({ field: "at", value: due - 1 }));
      }
    } else if (lost > 0 && waiting + unasked === 0) {
      this.within("FANOUT-DEATH", reply, { from: request.at, to: latest, index });
    }
  }

  /** An answer that the master takes after the reply. */
  judgeLate({ gathering, answer }: Errand, at: number, index: number): void {
    const { scatteredAt, repliedAt } = gathering;
    if (scatteredAt === undefined || repliedAt !== at || answer === undefined) return;
    if (answer.at >= scatteredAt + this.timing.workerTimeoutMicros) return;
    this.verdicts.violated({
      rule: "FANOUT-COUNTED",
      index,
      at,
      message: `worker ${answer.worker} answered in time and was not waited for to the end of the instant`,
      expected: "an answer that counts",
      actual: "a reply before it in the same instant",
    });
  }

  private within(
    rule: string,
    reply: ReplyWritten,
    { from, to, index }: { readonly from: number; readonly to: number; readonly index: number },
  ): void {
    if (reply.at < from || reply.at > to) {
      this.verdicts.violated({
        rule,
        index,
        at: reply.at,
        message: "the reply does not leave when the contract says",
        expected: `a reply in ${from}..${to}`,
        actual: `at ${reply.at}`,
      });
      return;
    }
    this.verdicts.evaluated(rule, index, () => ({ field: "at", value: to + 1 }));
  }
}
