// What a terminal reply says of the workers, held against what the master had heard from them:
// FANOUT-ERRORS-SHOW, -ALL-REFUSED, -OLD-WORKER, -DEATH, -COUNTED and -NOBODY. Which of them it is
// follows from how the shares stand, so that one fault is one rule's. When the reply leaves is not
// judged here.
import { saysNobodyWasAsked, showsErrors } from "../../model/error-wording.ts";
import type { ReplyWritten } from "../../observe/observation.ts";
import type { Falsification, Verdicts } from "../verdicts.ts";
import { type Gathering, type Standing, standingOf } from "./gathering.ts";
import { isLeisurely, isReading, isScattered } from "./verbs.ts";

const plainSuccess: Falsification = { field: "reply", value: { status: "ok", message: "done" } };
const falseAlarm: Falsification = {
  field: "reply",
  value: { status: "ok", message: "done with errors: a worker gave no answer" },
};

interface Fault {
  readonly message: string;
  readonly expected: string;
}

export class OutcomeJudge {
  private readonly verdicts: Verdicts;

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  judge(
    gathering: Gathering,
    reply: ReplyWritten,
    { index, reachable }: { readonly index: number; readonly reachable: ReadonlySet<number> },
  ): void {
    const standing = standingOf(gathering, reachable);
    if (gathering.shares.length === 0) {
      this.judgeUnasked(gathering, reply, { index, reachable });
      return;
    }
    const { accepted, refused, lost, waiting, unasked, old } = standing;
    if (refused + lost + waiting + unasked === 0) {
      this.judgeCounted(gathering, reply, index);
    } else if (refused > 0 && accepted + lost + waiting + unasked === 0) {
      this.demand("FANOUT-ALL-REFUSED", reply.status === "failure", reply, {
        index,
        falsification: plainSuccess,
        fault: { message: `${text(standing)}, and the reply is no FAILURE`, expected: "failure" },
      });
    } else {
      this.judgeErrors(standing, reply, index);
      if (old > 0 && accepted > 0) this.judgeOld(standing, reply, index);
    }
  }

  /** Plain success in spite of faults; a dead worker's is a rule of its own. */
  private judgeErrors(standing: Standing, reply: ReplyWritten, index: number): void {
    const { refused, waiting, unasked } = standing;
    const rule = refused + waiting + unasked === 0 ? "FANOUT-DEATH" : "FANOUT-ERRORS-SHOW";
    this.demand(rule, showsErrors(reply.status, reply.message), reply, {
      index,
      falsification: plainSuccess,
      fault: { message: `${text(standing)}, and the reply is plain`, expected: "errors" },
    });
  }

  /** The others' result stands. */
  private judgeOld(standing: Standing, reply: ReplyWritten, index: number): void {
    this.demand("FANOUT-OLD-WORKER", reply.status === "ok", reply, {
      index,
      falsification: { field: "status", value: "failure" },
      fault: { message: `${text(standing)}, and the whole request failed`, expected: "ok, errors" },
    });
  }

  private judgeCounted({ request }: Gathering, reply: ReplyWritten, index: number): void {
    const { verb } = request;
    // A file may hold more than workers refuse, and an answer that fits no frame is an error by right.
    if (isLeisurely(verb) || (isReading(verb) && reply.status === "failure")) return;
    this.demand("FANOUT-COUNTED", !showsErrors(reply.status, reply.message), reply, {
      index,
      falsification: falseAlarm,
      fault: {
        message: "every worker said OK in time, and the reply tells of errors",
        expected: "ok",
      },
    });
  }

  private judgeUnasked(
    gathering: Gathering,
    reply: ReplyWritten,
    { index, reachable }: { readonly index: number; readonly reachable: ReadonlySet<number> },
  ): void {
    const { request, present, pipelined } = gathering;
    if (!isScattered(request.verb)) return;
    const admits = showsErrors(reply.status, reply.message) || saysNobodyWasAsked(reply.message);
    if (present.size === 0) {
      // A worker that came since then may have been asked by a request that fits no order we know.
      if (reachable.size > 0) return;
      this.demand("FANOUT-NOBODY", admits, reply, {
        index,
        falsification: plainSuccess,
        fault: {
          message: "no worker is there, and the reply is plain",
          expected: "nobody was asked",
        },
      });
    } else if (!admits) {
      this.verdicts.violated({
        rule: pipelined ? "FANOUT-PIPELINED" : "FANOUT-ERRORS-SHOW",
        index,
        at: reply.at,
        message: `${request.verb ?? "it"} was answered OK, and no worker was asked`,
        expected: `${present.size} workers asked`,
        actual: "none asked",
      });
    }
  }

  private demand(
    rule: string,
    holds: boolean,
    reply: ReplyWritten,
    {
      index,
      falsification,
      fault,
    }: {
      readonly index: number;
      readonly falsification: Falsification;
      readonly fault: Fault;
    },
  ): void {
    if (holds) {
      this.verdicts.evaluated(rule, index, () => falsification);
      return;
    }
    const actual = `${reply.status} ${JSON.stringify(reply.message)}`;
    this.verdicts.violated({ rule, index, at: reply.at, ...fault, actual });
  }
}

function text({ accepted, refused, lost, waiting, unasked }: Standing): string {
  return `${accepted} workers accepted, ${refused} refused, ${waiting} were silent, ${lost} died, ${unasked} were not asked`;
}
