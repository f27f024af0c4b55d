// What a worker would show if it broke one rule. Each hypothesis is the standing that follows from
// one particular mistake; where it differs from the right standing, a right answer is evidence for
// its rule, and a wrong answer that equals it is blamed on it. The order is from the most particular
// mistake to the most general, since the first that explains a wrong answer takes the blame.
import type { Standing } from "../../model/census.ts";
import type { Grant, Ledger, Survey } from "../../model/ledger.ts";
import type { LeaseRequest } from "../../observe/observation.ts";
import type { Mistakes } from "./mistakes.ts";

/** What was just done to a worker, and what it stood at before. */
export interface Deed {
  readonly request: LeaseRequest;
  readonly before: Standing;
  /** The lease of that id that was there before, and the one that is there now. */
  readonly replaced: Grant | undefined;
  readonly granted: Grant | undefined;
}

type ApplyDeed = Deed & { readonly granted: Grant };

function isApply(deed: Deed): deed is ApplyDeed {
  return deed.granted !== undefined;
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
  const { renewed } = grant;
  if (renewed !== undefined && renewed.until > grant.until && now < renewed.until) {
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

/** Expired leases still there, or a lease that is there already gone. */
export function addExpiryHypotheses(
  found: Mistakes,
  survey: Survey,
  now: number,
  presence: Presence,
): void {
  const { live, latest, soonest } = survey;
  // The latest to expire is the likeliest to be still there; all of them is what a table without
  // expiry would show.
  if (latest !== undefined) {
    const rule = lateRule(latest, now, presence);
    found.add(rule, live.effectiveWith(latest.level), live.count + 1);
    if (survey.expiredCount > 1) {
      const { effective, count } = live.withAll(survey.expired);
      found.add(rule, effective, count);
    }
  }
  if (soonest !== undefined) {
    found.add(earlyRule(soonest, now), live.effectiveWithout(soonest.level), live.count - 1);
  }
}

/** Ids that a careless table would take for one come to the same. */
function folded(id: string): string {
  return id
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s\0]/g, "");
}

/** Another lease whose id differs only by case, blanks or the way its characters are composed. */
function twinOf(granted: Grant, ledger: Ledger, now: number): Grant | undefined {
  const length = granted.clientId.length;
  for (const other of ledger.all()) {
    if (other === granted || other.until <= now) continue;
    // Folding costs more than everything else here, and twins are about as long as each other.
    if (Math.abs(other.clientId.length - length) > 2) continue;
    if (other.clientId[0]?.toLowerCase() !== granted.clientId[0]?.toLowerCase()) continue;
    if (folded(other.clientId) === folded(granted.clientId)) return other;
  }
  return undefined;
}

/** The mistakes that an accepted apply or renewal may show. */
function addApplyHypotheses(
  found: Mistakes,
  ledger: Ledger,
  { live }: Survey,
  deed: ApplyDeed,
): void {
  const { floor } = ledger;
  const { granted, replaced } = deed;
  const { effective: right, count } = live.standing();
  const without = live.effectiveWithout(granted.level);
  if (replaced === undefined) {
    const twin = twinOf(granted, ledger, granted.appliedAt);
    if (twin !== undefined)
      found.add("LEASE-INDEPENDENT", live.effectiveWithout(twin.level), count - 1);
  }
  if (deed.request.clear === false) found.add("LEASE-CLEAR-FALSE", without, count - 1);
  if (replaced !== undefined) {
    const { level } = replaced;
    const rule = "LEASE-RENEW-REPLACES";
    found.add(rule, live.effectiveWith(level), count + 1);
    found.add(rule, live.effectiveInstead(granted.level, level), count);
    found.add(rule, Math.max(right, level), count);
  } else {
    const rule = granted.level < floor ? "LEASE-EFFECTIVE-FLOOR" : "LEASE-APPLY-STORES";
    found.add(rule, without, count - 1);
  }
  if (granted.level < floor) {
    found.add("LEASE-EFFECTIVE-FLOOR", granted.level, count);
  }
  found.add("LEASE-EFFECTIVE-MAX", Math.max(floor, granted.level), count);
}

/** The mistakes that an accepted clear may show. */
function addClearHypotheses(
  found: Mistakes,
  ledger: Ledger,
  { live, soonest }: Survey,
  deed: Deed,
): void {
  const { effective: right, count } = live.standing();
  if (deed.replaced === undefined) {
    const rule = "LEASE-CLEAR-UNKNOWN";
    if (soonest === undefined) found.add(rule, right, count);
    else found.add(rule, live.effectiveWithout(soonest.level), count - 1);
    found.add(rule, right, count + 1);
    return;
  }
  const ignores = deed.request.detail !== undefined || deed.request.ttlSeconds !== undefined;
  const rule = ignores ? "LEASE-CLEAR-IGNORES" : "LEASE-CLEAR-OWN";
  found.add(rule, live.effectiveWith(deed.replaced.level), count + 1);
  found.add(rule, deed.before.effective, count);
  found.add("LEASE-INDEPENDENT", ledger.floor, 0);
}

/** Everything that a worker's answer to an accepted lease verb may betray. */
export function addDeedHypotheses(
  found: Mistakes,
  ledger: Ledger,
  survey: Survey,
  deed: Deed,
): void {
  if (isApply(deed)) addApplyHypotheses(found, ledger, survey, deed);
  else addClearHypotheses(found, ledger, survey, deed);
}
