// Judges one worker's answer to one lease verb: whether it had to accept, and then whether the four
// values it shows follow from what it was granted. Everything is judged for each prune instant that
// could be in force, and what the answer rules out narrows them.
import { levelName } from "../../model/level.ts";
import type { Census, Standing } from "../../model/census.ts";
import type { Grant } from "../../model/ledger.ts";
import type { AnswerWritten, OrderTaken, WorkerStatus } from "../../observe/observation.ts";
import type { Verdicts } from "../verdicts.ts";
import type { Situation } from "./admission.ts";
import {
  type Deed,
  deedHypotheses,
  expiryHypotheses,
  type Hypothesis,
  type Presence,
} from "./hypotheses.ts";
import { judgeStanding, showStanding } from "./standing-judge.ts";
import { judgeEcho, judgeNumber } from "./message-judge.ts";
import { type View, viewsOf, wordingOf } from "./view.ts";
import type { WorkerModel } from "./worker-model.ts";

/** A level that a particular mistake would show. */
interface LevelMistake {
  readonly rule: string;
  readonly level: number;
}

export class AnswerJudge {
  private readonly verdicts: Verdicts;
  private readonly presence: Presence;

  constructor(verdicts: Verdicts, presence: Presence) {
    this.verdicts = verdicts;
    this.presence = presence;
  }

  judge(model: WorkerModel, order: OrderTaken, answer: AnswerWritten, index: number): void {
    const views = viewsOf(model, order);
    const accepted = answer.status === "ok";
    const explaining = views.filter(({ ruling }) => ruling.accept === accepted);
    const [first] = explaining;
    // The latest prune instant is the plainest: everything expired is gone.
    const plain = views.at(-1);
    if (plain === undefined) throw new Error("there is always a prune instant");
    if (first === undefined) {
      this.refuseVerdict(model, plain, answer, index);
      return;
    }
    model.instant.narrow(explaining.map(({ pruned }) => pruned));
    if (explaining.length === views.length) {
      this.verdicts.evaluated(plain.ruling.rule, index, () => ({
        field: "status",
        value: accepted ? "failure" : "ok",
      }));
    }
    if (!accepted) {
      this.refused(model, order, answer, {
        situation: explaining.at(-1)?.situation ?? first.situation,
        index,
      });
      return;
    }
    this.accepted(model, order, answer, { views: explaining, index });
  }

  private refuseVerdict(
    model: WorkerModel,
    { ruling, situation }: View,
    answer: AnswerWritten,
    index: number,
  ): void {
    model.diverged = true;
    const verb = situation.request.clear === true ? "clear" : "apply";
    this.verdicts.violated({
      rule: ruling.rule,
      index,
      at: answer.at,
      message: `worker ${model.worker}: ${verb} of ${JSON.stringify(situation.request.clientId)} was ${answer.status === "ok" ? "accepted" : "refused"}`,
      expected: ruling.accept ? "ok" : "failure",
      actual: answer.status,
    });
  }

  /** A rightly refused verb changes nothing; what it would have changed is remembered. */
  private refused(
    model: WorkerModel,
    order: OrderTaken,
    answer: AnswerWritten,
    { situation, index }: { readonly situation: Situation; readonly index: number },
  ): void {
    const { lease } = order;
    const detail = lease.detail;
    if (lease.clear === true) model.ghosts.remember({ clientId: lease.clientId, grant: undefined });
    else if (detail !== undefined && detail >= 0 && detail <= model.constants.levelMax) {
      model.ghosts.remember({
        clientId: lease.clientId,
        grant: model.grantOf(order, situation.held),
      });
    }
    const { message, at } = answer;
    const refusal = { lease, message, at, index, who: `the refusal of worker ${model.worker}` };
    judgeNumber(refusal, model.constants, this.verdicts);
    judgeEcho(refusal, this.verdicts);
  }

  private accepted(
    model: WorkerModel,
    order: OrderTaken,
    answer: AnswerWritten,
    { views, index }: { readonly views: readonly View[]; readonly index: number },
  ): void {
    const { ledger } = model;
    const last = views.at(-1);
    if (last === undefined) throw new Error("an accepted verb has a view that explains it");
    const before = views.map(({ survey }) => survey.live.standing());
    const heldBefore = last.situation.held;
    const stale = last.survey;
    const granted = order.lease.clear === true ? undefined : model.grantOf(order, heldBefore);
    if (granted === undefined) ledger.remove(order.lease.clientId);
    else ledger.record(granted);
    model.ghosts.settle(order.lease.clientId);
    if (answer.detail === undefined) {
      this.silentStatus(model, answer, index);
      return;
    }
    const deed: Deed = {
      request: wordingOf(order),
      before: ledgerBefore(before),
      replaced: heldBefore,
      granted,
    };
    const shown = answer.detail;
    if (!this.judgeConfigured(model, shown, answer, index)) return;
    const after = views.map(({ pruned }) => ledger.survey(pruned));
    const survey = after.at(-1) ?? stale;
    const hypotheses = [
      ...model.ghosts.hypotheses(ledger, survey, order.at),
      ...deedHypotheses(ledger, survey, deed),
      ...inheritedHypotheses(model, order.at),
      ...expiryHypotheses(survey, order.at, this.presence),
    ];
    const right = after.map(({ live }) => live.standing());
    const verdict = judgeStanding(shown, right, hypotheses, ledger.floor);
    if (verdict.broken !== undefined) {
      this.divergence(model, answer, index, {
        rule: verdict.broken,
        expected: right.map(showStanding).join(" or "),
        actual: showStanding(shown),
      });
      return;
    }
    for (const { rule: broken, standing } of verdict.wrong) {
      const value = { ...shown, effective: standing.effective, count: standing.count };
      this.verdicts.evaluated(broken, index, () => ({ field: "detail", value }));
    }
    const matching = verdict.matching.map((at) => views[at]?.pruned ?? order.at);
    model.instant.narrow(matching);
    const previous = verdict.matching.map((at) => before[at]?.effective ?? ledger.floor);
    const lapsed = lapsedLevel(granted, heldBefore, survey.live);
    const late = expiryHypotheses(stale, order.at, this.presence);
    const mistakes = late.map(({ rule, standing }) => ({ rule, level: standing.effective }));
    this.judgePrevious(model, answer, index, {
      right: previous,
      mistakes: [...lapsed, ...mistakes],
    });
  }

  private silentStatus(model: WorkerModel, answer: AnswerWritten, index: number): void {
    this.divergence(model, answer, index, {
      rule: "STATUS-WORKER",
      expected: "configured, effective, previous and count",
      actual: "no status",
    });
  }

  /** LEASE-FLOOR-STATIC: no lease verb changes configured. */
  private judgeConfigured(
    model: WorkerModel,
    shown: WorkerStatus,
    answer: AnswerWritten,
    index: number,
  ): boolean {
    const { floor } = model.ledger;
    if (shown.configured === floor) {
      const moved = shown.effective === floor ? floor + 1 : shown.effective;
      this.verdicts.evaluated("LEASE-FLOOR-STATIC", index, () => ({
        field: "detail",
        value: { ...shown, configured: moved },
      }));
      return true;
    }
    this.divergence(model, answer, index, {
      rule: "LEASE-FLOOR-STATIC",
      expected: `configured ${levelName(floor)}`,
      actual: `configured ${levelName(shown.configured)}`,
    });
    return false;
  }

  /** STATUS-WORKER: the effective level before, with whatever had expired by then gone. */
  private judgePrevious(
    model: WorkerModel,
    answer: AnswerWritten,
    index: number,
    {
      right,
      mistakes,
    }: { readonly right: readonly number[]; readonly mistakes: readonly LevelMistake[] },
  ): void {
    const shown = answer.detail;
    if (shown === undefined) return;
    if (!right.includes(shown.previous)) {
      const explained = mistakes.find(({ level }) => level === shown.previous);
      this.divergence(model, answer, index, {
        rule: explained?.rule ?? "STATUS-WORKER",
        expected: `previous ${right.map(levelName).join(" or ")}`,
        actual: `previous ${levelName(shown.previous)}`,
      });
      return;
    }
    const taken = [...right];
    const general = [0, 1, 2, 3].map((level) => ({ rule: "STATUS-WORKER", level }));
    for (const { rule: broken, level } of [...mistakes, ...general]) {
      if (taken.includes(level)) continue;
      taken.push(level);
      this.verdicts.evaluated(broken, index, () => ({
        field: "detail",
        value: { ...shown, previous: level },
      }));
    }
  }

  private divergence(
    model: WorkerModel,
    answer: AnswerWritten,
    index: number,
    found: { readonly rule: string; readonly expected: string; readonly actual: string },
  ): void {
    model.diverged = true;
    this.verdicts.violated({
      ...found,
      index,
      at: answer.at,
      message: `worker ${model.worker} answered with a status that does not follow from its leases`,
    });
  }
}

function ledgerBefore(before: readonly Standing[]): Standing {
  const last = before.at(-1);
  if (last === undefined) throw new Error("there is always a standing before a verb");
  return last;
}

/** The level before a renewal, had the lease lapsed in between (LEASE-RENEWER-HOLDS). */
function lapsedLevel(
  granted: Grant | undefined,
  held: Grant | undefined,
  live: Census,
): LevelMistake[] {
  if (granted === undefined || held === undefined) return [];
  return [{ rule: "LEASE-RENEWER-HOLDS", level: live.without(granted.level).effective }];
}

/** Leases of a worker that died, still there in the one that took its place. */
function inheritedHypotheses(model: WorkerModel, now: number): Hypothesis[] {
  if (model.inherited.length === 0) return [];
  const { live } = model.ledger.survey(now);
  const before = live.standing().count;
  for (const grant of model.inherited) {
    const known = model.ledger.live(grant.clientId, now) !== undefined;
    if (grant.until > now && !known) live.add(grant.level);
  }
  const standing = live.standing();
  return standing.count === before ? [] : [{ rule: "LEASE-WORKER-DEATH", standing }];
}
