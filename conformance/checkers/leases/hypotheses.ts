// What a worker would show if it broke one rule. Each hypothesis is the standing that follows from
// one particular mistake; where it differs from the right standing, a right answer is evidence for
// its rule, and a wrong answer that equals it is blamed on it. The order is from the most particular
// mistake to the most general, since the first that explains a wrong answer takes the blame.
import { type Grant, type Ledger, type Standing, standingOf } from "../../model/ledger.ts";
import type { LeaseRequest } from "../../observe/observation.ts";

export interface Hypothesis {
  readonly rule: string;
  readonly standing: Standing;
}

/** What was just done to a worker, and what it stood at before. */
export interface Deed {
  readonly request: LeaseRequest;
  readonly accepted: boolean;
  readonly before: Standing;
  /** The lease of that id that was there before, and the one that is there now. */
  readonly replaced: Grant | undefined;
  readonly granted: Grant | undefined;
}

/** Knows which connections are still open, to tell an expiry after a crash from any other. */
export interface Presence {
  isOpen(session: number | undefined): boolean;
}

/** The rule that a lease shown after its expiry breaks. */
export function lateRule(grant: Grant, now: number, presence: Presence): string {
  if (grant.until === now) return "LEASE-EXPIRY-TIE";
  return expiryRule(grant, now, presence);
}

/** The rule that an expiry that comes after its instant breaks. */
export function expiryRule(grant: Grant, now: number, presence: Presence): string {
  if (
    grant.renewed !== undefined &&
    grant.renewed.until > grant.until &&
    now < grant.renewed.until
  ) {
    return "LEASE-RENEW-SHORTENS";
  }
  if (grant.ttlDefaulted) return "LEASE-TTL-DEFAULT";
  return presence.isOpen(grant.session) ? "LEASE-EXPIRES" : "LEASE-CRASH-SAFE";
}

/** The rule that a lease missing before its expiry breaks. */
export function earlyRule(grant: Grant, now: number): string {
  if (grant.ttlDefaulted) return "LEASE-TTL-DEFAULT";
  if (grant.renewed !== undefined && grant.renewed.until <= now) return "LEASE-RENEW-REPLACES";
  return "LEASE-NEVER-EARLY";
}

/** Expired leases still there, or leases that are there already gone. */
export function expiryHypotheses(ledger: Ledger, now: number, presence: Presence): Hypothesis[] {
  const live = ledger.liveAt(now);
  const found: Hypothesis[] = [];
  const expired = ledger.all().filter((grant) => grant.until <= now);
  // The latest to expire is the likeliest to be still there; all of them is what a table without
  // expiry would show.
  const latest = expired.reduce<Grant | undefined>(
    (best, grant) => (best === undefined || grant.until > best.until ? grant : best),
    undefined,
  );
  if (latest !== undefined) {
    const rule = lateRule(latest, now, presence);
    found.push({ rule, standing: standingOf(ledger.floor, [...live, latest]) });
    if (expired.length > 1)
      found.push({ rule, standing: standingOf(ledger.floor, [...live, ...expired]) });
  }
  const soonest = live.reduce<Grant | undefined>(
    (best, grant) => (best === undefined || grant.until < best.until ? grant : best),
    undefined,
  );
  if (soonest !== undefined) {
    const rest = live.filter((grant) => grant !== soonest);
    found.push({ rule: earlyRule(soonest, now), standing: standingOf(ledger.floor, rest) });
  }
  return found;
}

/** Two ids that a careless table would take for one. */
function alike(a: string, b: string): boolean {
  const fold = (id: string): string =>
    id
      .normalize("NFKC")
      .toLowerCase()
      .replaceAll(/[\s\0]/g, "");
  return a !== b && fold(a) === fold(b);
}

/** The mistakes that an accepted apply or renewal may show. */
function applyHypotheses(ledger: Ledger, deed: Deed, granted: Grant, now: number): Hypothesis[] {
  const live = ledger.liveAt(now);
  const others = live.filter((grant) => grant !== granted);
  const floor = ledger.floor;
  const right = standingOf(floor, live);
  const of = (rule: string, grants: readonly Grant[]): Hypothesis => ({
    rule,
    standing: standingOf(floor, grants),
  });
  const found: Hypothesis[] = [];
  const twin = others.find((grant) => alike(grant.clientId, granted.clientId));
  if (twin !== undefined) {
    found.push(
      of(
        "LEASE-INDEPENDENT",
        live.filter((grant) => grant !== twin),
      ),
    );
  }
  if (deed.request.clear === false) found.push(of("LEASE-CLEAR-FALSE", others));
  if (deed.replaced !== undefined) {
    const old = deed.replaced;
    found.push(
      of("LEASE-RENEW-REPLACES", [...live, old]),
      of("LEASE-RENEW-REPLACES", [...others, old]),
      {
        rule: "LEASE-RENEW-REPLACES",
        standing: { ...right, effective: Math.max(right.effective, old.level) },
      },
    );
  } else if (granted.level < floor) {
    found.push(of("LEASE-EFFECTIVE-FLOOR", others));
  } else {
    found.push(of("LEASE-APPLY-STORES", others));
  }
  found.push(
    { rule: "LEASE-EFFECTIVE-FLOOR", standing: { ...right, effective: granted.level } },
    {
      rule: "LEASE-EFFECTIVE-MAX",
      standing: { ...right, effective: Math.max(floor, granted.level) },
    },
  );
  return found.filter(
    (hypothesis) => hypothesis.rule !== "LEASE-EFFECTIVE-FLOOR" || granted.level < floor,
  );
}

/** The mistakes that an accepted clear may show. */
function clearHypotheses(ledger: Ledger, deed: Deed, now: number): Hypothesis[] {
  const live = ledger.liveAt(now);
  const right = standingOf(ledger.floor, live);
  if (deed.replaced === undefined) {
    const rule = "LEASE-CLEAR-UNKNOWN";
    return [
      { rule, standing: standingOf(ledger.floor, live.slice(1)) },
      { rule, standing: { ...right, count: right.count + 1 } },
    ];
  }
  const ignores = deed.request.detail !== undefined || deed.request.ttlSeconds !== undefined;
  const rule = ignores ? "LEASE-CLEAR-IGNORES" : "LEASE-CLEAR-OWN";
  return [
    { rule, standing: standingOf(ledger.floor, [...live, deed.replaced]) },
    { rule, standing: { effective: deed.before.effective, count: right.count } },
    { rule: "LEASE-INDEPENDENT", standing: standingOf(ledger.floor, []) },
  ];
}

/** Everything that a worker's answer to an accepted lease verb may betray. */
export function deedHypotheses(ledger: Ledger, deed: Deed, now: number): Hypothesis[] {
  return deed.granted === undefined
    ? clearHypotheses(ledger, deed, now)
    : applyHypotheses(ledger, deed, deed.granted, now);
}
