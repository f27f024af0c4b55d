// Judges one worker's answer to one lease verb: whether it had to accept, and then whether the four
// values it shows follow from what it was granted. Everything is judged for each prune instant that
// could be in force, and what the answer rules out narrows them.
import { levelName, levelNames } from "../../model/level.ts";
import type { Census, Standing } from "../../model/census.ts";
import type { Grant } from "../../model/ledger.ts";
import type { AnswerWritten, OrderTaken, WorkerStatus } from "../../observe/observation.ts";
import type { Verdicts } from "../verdicts.ts";
import type { Situation } from "./admission.ts";
import { type Deed, addDeedHypotheses, addExpiryHypotheses, type Presence } from "./hypotheses.ts";
import { Mistakes } from "./mistakes.ts";
import { judgeStanding, showStanding } from "./standing-judge.ts";
import { judgeEcho, judgeNumber } from "./message-judge.ts";
import { type View, viewsOf } from "./view.ts";
import type { WorkerModel } from "./worker-model.ts";

export class AnswerJudge {
  private readonly verdicts: Verdicts;
  private readonly presence: Presence;
  /** What mistakes would show after the verb, and before it. */
  private readonly mistakes = new Mistakes();
  private readonly earlier = new Mistakes();

  constructor(verdicts: Verdicts, presence: Presence) {
    this.verdicts = verdicts;
    this.presence = presence;
  }

  judge(model: WorkerModel, order: OrderTaken, answer: AnswerWritten, index: number): void {
    const views = viewsOf(model, order);
    const accepted = answer.status === "ok";
    const explaining = thoseThatRule(views, accepted);
    // The latest prune instant is the plainest: everything expired is gone.
    const plain = views.at(-1);
    if (plain === undefined) throw new Error("there is always a prune instant");
    const last = explaining.at(-1);
    if (last === undefined) {
      this.refuseVerdict(model, plain, answer, index);
      return;
    }
    model.instant.narrow(explaining[0]?.pruned);
    const rule = blamedRule(model, plain);
    if (explaining.length === views.length && this.verdicts.counted(rule)) {
      const value = accepted ? "failure" : "ok";
      this.verdicts.sample(rule, index, { field: "status", value });
    }
    if (accepted) this.accepted(model, order, answer, { views: explaining, last, index });
    else this.refused(model, order, answer, { situation: last.situation, index });
  }

  private refuseVerdict(
    model: WorkerModel,
    view: View,
    answer: AnswerWritten,
    index: number,
  ): void {
    const { ruling, situation } = view;
    model.diverged = true;
    const verb = situation.request.clear === true ? "clear" : "apply";
    this.verdicts.violated({
      rule: blamedRule(model, view),
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
    {
      views,
      last,
      index,
    }: { readonly views: readonly View[]; readonly last: View; readonly index: number },
  ): void {
    const { ledger } = model;
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
      request: last.situation.request,
      before: ledgerBefore(before),
      replaced: heldBefore,
      granted,
    };
    const shown = answer.detail;
    if (!this.judgeConfigured(model, shown, answer, index)) return;
    const after = views.map(({ pruned }) => ledger.survey(pruned));
    const survey = after.at(-1) ?? stale;
    const { mistakes, earlier } = this;
    mistakes.clear();
    model.ghosts.addMistakes(mistakes, ledger, survey, order.at);
    addDeedHypotheses(mistakes, ledger, survey, deed);
    addInheritedHypothesis(mistakes, model, order.at);
    addExpiryHypotheses(mistakes, survey, order.at, this.presence);
    const right = after.map(({ live }) => live.standing());
    const verdict = judgeStanding(shown, right, mistakes, ledger.floor);
    if (verdict.broken !== undefined) {
      this.divergence(model, answer, index, {
        rule: verdict.broken,
        expected: right.map(showStanding).join(" or "),
        actual: showStanding(shown),
      });
      return;
    }
    this.countMistakes(shown, index);
    model.instant.narrow(views[verdict.matching[0] ?? 0]?.pruned);
    const previous = verdict.matching.map((at) => before[at]?.effective ?? ledger.floor);
    earlier.clear();
    addLapseHypothesis(earlier, granted, heldBefore, survey.live);
    addExpiryHypotheses(earlier, stale, order.at, this.presence);
    this.judgePrevious(model, answer, index, previous);
  }

  private countMistakes(shown: WorkerStatus, index: number): void {
    const { mistakes, verdicts } = this;
    for (let at = 0; at < mistakes.size; at++) {
      const rule = mistakes.ruleAt(at);
      if (!verdicts.counted(rule)) continue;
      const effective = mistakes.effectiveAt(at);
      const count = mistakes.countAt(at);
      const value = { ...shown, effective, count };
      verdicts.sample(rule, index, { field: "detail", value });
    }
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
    const rule = "LEASE-FLOOR-STATIC";
    if (shown.configured === floor) {
      if (this.verdicts.counted(rule)) {
        const configured = shown.effective === floor ? floor + 1 : shown.effective;
        const value = { ...shown, configured };
        this.verdicts.sample(rule, index, { field: "detail", value });
      }
      return true;
    }
    this.divergence(model, answer, index, {
      rule,
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
    right: readonly number[],
  ): void {
    const shown = answer.detail;
    if (shown === undefined) return;
    if (!right.includes(shown.previous)) {
      const explained = this.earlier.explainingLevel(shown.previous);
      this.divergence(model, answer, index, {
        rule: explained ?? "STATUS-WORKER",
        expected: `previous ${right.map(levelName).join(" or ")}`,
        actual: `previous ${levelName(shown.previous)}`,
      });
      return;
    }
    // Levels that are right, or of which one mistake has spoken already, are no evidence of another.
    const taken = right.slice();
    const { earlier } = this;
    for (let at = 0; at < earlier.size; at++) {
      const level = earlier.effectiveAt(at);
      if (taken.includes(level)) continue;
      taken.push(level);
      this.countPrevious(earlier.ruleAt(at), level, shown, index);
    }
    for (let level = 0; level < levelNames.length; level++) {
      if (!taken.includes(level)) this.countPrevious("STATUS-WORKER", level, shown, index);
    }
  }

  private countPrevious(rule: string, previous: number, shown: WorkerStatus, index: number): void {
    if (!this.verdicts.counted(rule)) return;
    this.verdicts.sample(rule, index, { field: "detail", value: { ...shown, previous } });
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

/** Who is refused for a lease that has ended meets what a refused renewal would have made of it. */
function blamedRule({ ghosts }: WorkerModel, { ruling, situation }: View): string {
  const { expired, request, now } = situation;
  const isHaunted = expired !== undefined && ghosts.expiryOf(request.clientId, now) !== undefined;
  return ruling.accept && isHaunted ? "LEASE-FAILURE-INERT" : ruling.rule;
}

/** Nearly always all of them. */
function thoseThatRule(views: readonly View[], accept: boolean): readonly View[] {
  for (const { ruling } of views) {
    if (ruling.accept !== accept) return views.filter((view) => view.ruling.accept === accept);
  }
  return views;
}

function ledgerBefore(before: readonly Standing[]): Standing {
  const last = before.at(-1);
  if (last === undefined) throw new Error("there is always a standing before a verb");
  return last;
}

/** What stood before a renewal, had the lease lapsed in between (LEASE-RENEWER-HOLDS). */
function addLapseHypothesis(
  found: Mistakes,
  granted: Grant | undefined,
  held: Grant | undefined,
  live: Census,
): void {
  if (granted === undefined || held === undefined) return;
  const effective = live.effectiveWithout(granted.level);
  found.add("LEASE-RENEWER-HOLDS", effective, live.count - 1);
}

/** Leases of a worker that died, still there in the one that took its place. */
function addInheritedHypothesis(found: Mistakes, model: WorkerModel, now: number): void {
  if (model.inherited.length === 0) return;
  const { live } = model.ledger.survey(now);
  const before = live.standing().count;
  for (const grant of model.inherited) {
    const known = model.ledger.live(grant.clientId, now) !== undefined;
    if (grant.until > now && !known) live.add(grant.level);
  }
  const { effective, count } = live.standing();
  if (count !== before) found.add("LEASE-WORKER-DEATH", effective, count);
}
