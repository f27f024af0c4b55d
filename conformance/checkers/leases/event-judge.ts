// Judges the instant and the levels of an expiry that a worker announces. Where expiry is exact the
// announcement has to come in the very microsecond in which the level changes.
import { levelName } from "../../model/level.ts";
import type { LevelEvent } from "../../observe/observation.ts";
import type { Verdicts } from "../verdicts.ts";
import { earlyRule, expiryRule, type Presence } from "./hypotheses.ts";
import type { Grant } from "../../model/ledger.ts";
import type { WorkerModel } from "./worker-model.ts";

const expiryTransition = "lease_tick_expired";

export class EventJudge {
  private readonly verdicts: Verdicts;
  private readonly presence: Presence;

  constructor(verdicts: Verdicts, presence: Presence) {
    this.verdicts = verdicts;
    this.presence = presence;
  }

  judge(model: WorkerModel, event: LevelEvent, index: number): void {
    if (event.change.transition !== expiryTransition) return;
    if (model.constants.expiry.kind === "exact") this.judgeExact(model, event, index);
    else this.judgeJanitor(model, event, index);
  }

  private judgeExact(model: WorkerModel, event: LevelEvent, index: number): void {
    const { ledger } = model;
    const before = ledger.standing(event.at - 1).effective;
    const after = ledger.standing(event.at).effective;
    const { previous, effective } = event.change;
    const ending = strongest([...ledger.all()].filter((grant) => grant.until === event.at));
    if (previous === before && effective === after && before !== after && ending !== undefined) {
      const late = expiryRule(ending, event.at, this.presence);
      this.verdicts.evaluated(late, index, () => ({ field: "at", value: event.at + 1 }));
      this.verdicts.evaluated(early(ending, event.at), index, () => ({
        field: "at",
        value: event.at - 1,
      }));
      const value = { ...event.change, effective: previous };
      this.verdicts.evaluated("LEASE-EFFECTIVE-MAX", index, () => ({ field: "change", value }));
      return;
    }
    if (effective === after && isHeldBack(model, event)) return;
    this.blame(model, event, index, `${levelName(before)} to ${levelName(after)}`);
  }

  /** A level that is gone by the model and was still in force is late; one that should be there is early. */
  private blame(model: WorkerModel, event: LevelEvent, index: number, expected: string): void {
    const { ledger } = model;
    const { previous, effective } = event.change;
    const passed = [...ledger.all()].filter(
      (grant) => grant.until < event.at && grant.level === previous,
    );
    const pending = [...ledger.all()].filter(
      (grant) => grant.until > event.at && grant.level > effective,
    );
    const late = latest(passed);
    const soon = soonest(pending);
    model.diverged = true;
    let rule = "LEASE-EFFECTIVE-MAX";
    if (soon !== undefined && previous !== effective) {
      const haunted = model.ghosts.expiryOf(soon.clientId, event.at) !== undefined;
      rule = haunted ? "LEASE-FAILURE-INERT" : early(soon, event.at);
    } else if (late !== undefined && previous !== effective) {
      rule = expiryRule(late, event.at, this.presence);
    }
    this.verdicts.violated({
      rule,
      index,
      at: event.at,
      message: `worker ${model.worker} announced an expiry that its leases do not explain at this instant`,
      expected,
      actual: `${levelName(previous)} to ${levelName(effective)}`,
    });
  }

  /**
   * An announcement is made in the turn of the prune itself, so until the turn before some older prune
   * instant was in force, and it too was at most a period old: a level that no lease of the last period
   * explains was kept too long, however quiet the worker was meanwhile.
   */
  private judgeJanitor(model: WorkerModel, event: LevelEvent, index: number): void {
    const { ledger, constants } = model;
    const period = constants.expiry.kind === "janitor" ? constants.expiry.periodMicros : 0;
    const { previous, effective } = event.change;
    const stale = ledger.standing(event.at - 1 - period).effective;
    if (previous > effective && previous > stale) {
      this.blame(model, event, index, `an end within ${period} microseconds of its instant`);
      return;
    }
    const views = model.candidates(event.at);
    const explaining = views.filter(
      (pruned) => model.ledger.standing(pruned).effective === event.change.effective,
    );
    if (explaining.length === 0) {
      this.blame(
        model,
        event,
        index,
        `effective ${levelName(ledger.standing(event.at).effective)}`,
      );
      return;
    }
    model.instant.narrow(explaining[0]);
    const value = { ...event.change, effective: ledger.floor + 17 };
    this.verdicts.evaluated("LEASE-EFFECTIVE-MAX", index, () => ({ field: "change", value }));
    const last = latest(
      [...ledger.all()].filter(({ until, level }) => until <= event.at && level === previous),
    );
    if (last === undefined) return;
    const late = expiryRule(last, event.at, this.presence);
    const lateAt = last.until + period + 1;
    this.verdicts.evaluated(late, index, () => ({ field: "at", value: lateAt }));
  }
}

/** A worker that is kept from its work says behind that what fell due meanwhile. */
function isHeldBack({ ledger, hamperedAt }: WorkerModel, { at, change }: LevelEvent): boolean {
  if (hamperedAt === undefined) return false;
  for (const { until, level } of ledger.all()) {
    if (level === change.previous && until >= hamperedAt && until <= at) return true;
  }
  return false;
}

/** A renewed lease that lapses breaks the promise to its renewer. */
function early(grant: Grant, now: number): string {
  const rule = earlyRule(grant, now);
  return rule === "LEASE-RENEW-REPLACES" ? "LEASE-RENEWER-HOLDS" : rule;
}

function strongest(grants: readonly Grant[]): Grant | undefined {
  return grants.reduce<Grant | undefined>(
    (best, grant) => (best === undefined || grant.level > best.level ? grant : best),
    undefined,
  );
}

function latest(grants: readonly Grant[]): Grant | undefined {
  return grants.reduce<Grant | undefined>(
    (best, grant) => (best === undefined || grant.until > best.until ? grant : best),
    undefined,
  );
}

function soonest(grants: readonly Grant[]): Grant | undefined {
  return grants.reduce<Grant | undefined>(
    (best, grant) => (best === undefined || grant.until < best.until ? grant : best),
    undefined,
  );
}
