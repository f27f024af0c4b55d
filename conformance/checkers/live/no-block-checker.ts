// LIVE-NO-BLOCK, as far as loads and stores show it: a file that is never done holds up the reply to
// whoever named it for a bounded time, and nobody else. The bound is what a file may take and what
// the workers may take after it, each of them `worker_timeout`.
import type { Observation, ReplyWritten, RequestTaken } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";

const rule = "LIVE-NO-BLOCK";

export class NoBlockChecker implements Checker {
  readonly kinds = ["master-started", "request", "reply", "session-closed", "master-turn"] as const;
  private readonly microsMax: number;
  private readonly verdicts: Verdicts;
  private readonly asked: RequestTaken[] = [];

  constructor(workerTimeoutMicros: number, verdicts: Verdicts) {
    this.microsMax = 2 * workerTimeoutMicros;
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number): void {
    if (observation.kind === "request") {
      if (isAboutFile(observation)) this.asked.push(observation);
    } else if (observation.kind === "reply") {
      if (observation.status !== "processing") this.replied(observation, index);
    } else if (observation.kind === "session-closed") {
      this.forget(({ session }) => session === observation.session);
    } else if (observation.kind === "master-started") {
      this.forget(() => true);
    } else if (observation.kind === "master-turn") {
      this.overdue(observation.at, index);
    }
  }

  private replied({ session, ordinal, at }: ReplyWritten, index: number): void {
    const [asked] = this.forget((one) => one.session === session && one.ordinal === ordinal);
    if (asked === undefined) return;
    if (at > asked.at + this.microsMax) {
      this.late(asked, at, index);
      return;
    }
    const value = asked.at + this.microsMax + 1;
    this.verdicts.evaluated(rule, index, () => ({ field: "at", value }));
  }

  private overdue(at: number, index: number): void {
    if (this.asked.length === 0) return;
    for (const asked of this.forget((one) => at > one.at + this.microsMax)) {
      this.late(asked, at, index);
    }
  }

  private late(asked: RequestTaken, at: number, index: number): void {
    this.verdicts.violated({
      rule,
      index,
      at,
      message: `${asked.verb ?? "a file"} asked for at ${asked.at}`,
      expected: `a reply by ${asked.at + this.microsMax}`,
      actual: `none until ${at}`,
    });
  }

  private forget(isMeant: (asked: RequestTaken) => boolean): RequestTaken[] {
    const meant = this.asked.filter(isMeant);
    for (const asked of meant) this.asked.splice(this.asked.indexOf(asked), 1);
    return meant;
  }
}

function isAboutFile({ verb }: RequestTaken): boolean {
  return verb === "saveState" || verb === "loadState";
}
