// Judges a lease table that an implementation shows by a probe: which leases are there, and for each
// its level, expiry and binding. The answers say what a table adds up to; this sees its rows.
import { type Grant, isKnown } from "../../model/ledger.ts";
import type { ShownLease, TableShown } from "../../observe/observation.ts";
import type { Verdicts } from "../verdicts.ts";
import { earlyRule, lateRule, type Presence } from "./hypotheses.ts";
import type { WorkerModel } from "./worker-model.ts";

interface Finding {
  readonly rule: string;
  readonly expected: string;
  readonly actual: string;
}

export class TableJudge {
  private readonly verdicts: Verdicts;
  private readonly presence: Presence;

  constructor(verdicts: Verdicts, presence: Presence) {
    this.verdicts = verdicts;
    this.presence = presence;
  }

  judge(model: WorkerModel, shown: TableShown, index: number): void {
    const matching = model
      .candidates(shown.at)
      .filter((pruned) => this.compare(model, shown, pruned) === undefined);
    if (matching.length > 0) {
      model.instant.narrow(matching[0]);
      this.count(model, shown, index);
      return;
    }
    const finding = this.compare(model, shown, shown.at);
    if (finding === undefined) throw new Error("the latest prune instant is always a candidate");
    model.diverged = true;
    const message = `worker ${model.worker} showed a table that does not follow from its leases`;
    this.verdicts.violated({ ...finding, index, at: shown.at, message });
  }

  private compare(model: WorkerModel, shown: TableShown, pruned: number): Finding | undefined {
    const { ledger } = model;
    const standing = ledger.standing(pruned);
    if (shown.configured !== ledger.floor) {
      return finding("LEASE-FLOOR-STATIC", ledger.floor, shown.configured);
    }
    const live = ledger.liveAt(pruned);
    const byId = new Map(shown.leases.map((lease) => [lease.clientId, lease]));
    for (const grant of live) {
      const lease = byId.get(grant.clientId);
      const wrong =
        lease === undefined ? missing(grant, shown.at) : row(model, grant, lease, shown.at);
      if (wrong !== undefined) return wrong;
    }
    const stray = shown.leases.find(
      (lease) => !live.some((grant) => grant.clientId === lease.clientId),
    );
    if (stray !== undefined) return this.stray(model, stray, shown.at);
    if (shown.effective !== standing.effective) {
      return finding("LEASE-EFFECTIVE-MAX", standing.effective, shown.effective);
    }
    return undefined;
  }

  private stray(model: WorkerModel, lease: ShownLease, now: number): Finding {
    const gone = model.ledger.last(lease.clientId);
    let rule = gone === undefined ? "LEASE-CLEAR-OWN" : lateRule(gone, now, this.presence);
    if (model.ghosts.expiryOf(lease.clientId, now) === lease.expiresAt)
      rule = "LEASE-FAILURE-INERT";
    return finding(rule, "no such lease", JSON.stringify(lease.clientId));
  }

  /** Counts what a wrong row would have broken, for the lease that was touched last. */
  private count(model: WorkerModel, shown: TableShown, index: number): void {
    const newest = model.ledger.liveAt(shown.at).at(-1);
    const levels = { configured: shown.configured, effective: shown.effective + 1 };
    this.verdicts.evaluated("LEASE-EFFECTIVE-MAX", index, () => ({
      field: "levels",
      value: levels,
    }));
    if (newest === undefined) return;
    const put = (rule: string, change: Partial<ShownLease>): void => {
      const value = shown.leases.map((lease) =>
        lease.clientId === newest.clientId ? { ...lease, ...change } : lease,
      );
      this.verdicts.evaluated(rule, index, () => ({ field: "leases", value }));
    };
    put(expiryRuleOf(newest), { expiresAt: newest.until + 1 });
    put(levelRuleOf(newest), { level: newest.level === 0 ? 1 : newest.level - 1 });
    if (newest.renewed !== undefined)
      put(bindingRuleOf(newest, model), { pid: 424_242, session: "f".repeat(32) });
    const without = shown.leases.filter((lease) => lease.clientId !== newest.clientId);
    this.verdicts.evaluated(missing(newest, shown.at).rule, index, () => ({
      field: "leases",
      value: without,
    }));
  }
}

function finding(rule: string, expected: string | number, actual: string | number): Finding {
  return { rule, expected: String(expected), actual: String(actual) };
}

function missing(grant: Grant, now: number): Finding {
  const fresh = grant.appliedAt === now && grant.renewed === undefined;
  return finding(
    fresh ? "LEASE-APPLY-STORES" : earlyRule(grant, now),
    JSON.stringify(grant.clientId),
    "no such lease",
  );
}

function row(
  model: WorkerModel,
  grant: Grant,
  lease: ShownLease,
  now: number,
): Finding | undefined {
  if (lease.level !== grant.level) return finding(levelRuleOf(grant), grant.level, lease.level);
  if (lease.expiresAt !== grant.until) {
    const haunted = model.ghosts.expiryOf(grant.clientId, now) === lease.expiresAt;
    return finding(
      haunted ? "LEASE-FAILURE-INERT" : expiryRuleOf(grant),
      grant.until,
      lease.expiresAt,
    );
  }
  const owner = ownerOf(grant, model);
  if (lease.pid !== owner.pid || lease.session !== owner.session) {
    return finding(bindingRuleOf(grant, model), bindingText(owner), bindingText(lease));
  }
  return undefined;
}

/** BIND-TAKEOVER: a target that elects it stores whoever renewed a lease without a known owner. */
function ownerOf(grant: Grant, { constants }: WorkerModel): Grant["owner"] {
  const installed =
    constants.takeover === "installs" && grant.renewed !== undefined && !isKnown(grant.owner);
  return installed ? grant.presenter : grant.owner;
}

function bindingText({
  pid,
  session,
}: {
  readonly pid: number | undefined;
  readonly session: string | undefined;
}): string {
  return `pid ${pid ?? "unknown"}, session ${session ?? "unknown"}`;
}

function expiryRuleOf(grant: Grant): string {
  if (grant.renewed !== undefined && grant.until < grant.renewed.until)
    return "LEASE-RENEW-SHORTENS";
  if (grant.ttlDefaulted) return "LEASE-TTL-DEFAULT";
  return grant.renewed === undefined ? "LEASE-APPLY-STORES" : "LEASE-RENEW-REPLACES";
}

function levelRuleOf(grant: Grant): string {
  return grant.renewed === undefined ? "LEASE-APPLY-STORES" : "LEASE-RENEW-REPLACES";
}

function bindingRuleOf(grant: Grant, model: WorkerModel): string {
  if (grant.renewed === undefined) return "LEASE-APPLY-STORES";
  return !isKnown(grant.owner) && model.constants.takeover === "keeps"
    ? "BIND-TAKEOVER"
    : "BIND-STICKS";
}
