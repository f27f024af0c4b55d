// Whether a lease verb has to be accepted, and which rule is broken when it is not (or is). The
// answer is data: of two tables, one for applies and one for clears, the first row that applies
// decides. It is judged for one prune instant; who may try several is the caller's business.
import type { LeaseConstants } from "../../model/constants.ts";
import { type Binding, type Grant, isKnown, sameBinding } from "../../model/ledger.ts";
import { utf8Length } from "../../model/utf8.ts";
import type { LeaseRequest } from "../../observe/observation.ts";

/** How the one who asks stands to the one whose lease it is. */
export type Relation = "nobody" | "open" | "owner" | "stranger" | "half" | "second-connection";

/** Everything a row may look at. */
export interface Situation {
  readonly request: LeaseRequest;
  readonly constants: LeaseConstants;
  readonly floor: number;
  readonly now: number;
  readonly idBytes: number;
  /** The lease of that id, where it is there. */
  readonly held: Grant | undefined;
  /** The lease of that id, where it has expired. */
  readonly expired: Grant | undefined;
  readonly relation: Relation;
  readonly presented: Binding;
  /** The request came over a connection whose host gave no credentials. */
  readonly withoutCredentials: boolean;
  /** A session id involved is not spelled the way a master spells it. */
  readonly oddSpelling: boolean;
  /** Leases that are there, and those that are not any more but still on record. */
  readonly liveCount: number;
  readonly expiredCount: number;
  /** The id was held on a worker that died. */
  readonly heldByTheDead: boolean;
}

export interface Ruling {
  readonly accept: boolean;
  /** Broken by the opposite answer. */
  readonly rule: string;
}

interface Row extends Ruling {
  readonly when: (situation: Situation) => boolean;
}

const foreign = (s: Situation): boolean =>
  s.relation === "stranger" || s.relation === "half" || s.relation === "second-connection";
const tied = (s: Situation): boolean => s.expired?.until === s.now;
const tookOver = (s: Situation): boolean =>
  s.relation === "open" &&
  s.held?.renewed !== undefined &&
  isKnown(s.held.presenter) &&
  !sameBinding(s.held.presenter, s.presented);
const invalidDetail = (s: Wording): boolean =>
  s.request.detail !== undefined &&
  (s.request.detail < 0 || s.request.detail > s.constants.levelMax);
const ttlTooLong = (s: Wording): boolean => (s.request.ttlSeconds ?? 0) > s.constants.ttlSecondsMax;

const refuse = (rule: string, when: Row["when"]): Row => ({ accept: false, rule, when });
const accept = (rule: string, when: Row["when"]): Row => ({ accept: true, rule, when });

/** What a request says, before anybody's leases are looked at. */
type Wording = Pick<Situation, "request" | "constants" | "idBytes">;

interface WordingRow extends Ruling {
  readonly when: (wording: Wording) => boolean;
}

const refuseWording = (rule: string, when: WordingRow["when"]): WordingRow => ({
  accept: false,
  rule,
  when,
});

const anyVerb: readonly WordingRow[] = [
  refuseWording("LEASE-ID-REQUIRED", (s) => s.idBytes === 0),
  refuseWording("LEASE-ID-BYTES", (s) => s.idBytes > s.constants.clientIdBytesMax),
];

const anyApply: readonly WordingRow[] = [
  ...anyVerb,
  refuseWording("LEASE-DETAIL-REQUIRED", (s) => s.request.detail === undefined),
  refuseWording("LEASE-DETAIL-VALID", invalidDetail),
  refuseWording("LEASE-TTL-MAX", ttlTooLong),
];

const owned: readonly Row[] = [
  // An implementation that elects to install the renewer's binding then refuses everybody else.
  refuse("BIND-TAKEOVER", (s) => s.constants.takeover === "installs" && tookOver(s)),
  refuse("BIND-ULID-FORMS", (s) => foreign(s) && s.oddSpelling),
  refuse("BIND-STICKS", (s) => foreign(s) && s.held?.renewed !== undefined),
  refuse("BIND-BOTH-HALVES", (s) => s.relation === "half"),
  refuse("BIND-SECOND-CONNECTION", (s) => s.relation === "second-connection"),
];

const applyRows: readonly Row[] = [
  ...anyApply,
  ...owned,
  refuse("BIND-RENEW-MATCH", (s) => s.relation === "stranger"),
  accept("BIND-ULID-FORMS", (s) => s.relation === "owner" && s.oddSpelling),
  accept("LEASE-CAP", (s) => s.held !== undefined && s.liveCount >= s.constants.leasesPerWorkerMax),
  accept("BIND-OWNER-WORKS", (s) => s.relation === "owner"),
  accept("BIND-NO-CREDENTIALS", (s) => s.relation === "open" && s.withoutCredentials),
  accept("BIND-TAKEOVER", (s) => s.relation === "open"),
  accept("LEASE-EXPIRY-TIE", tied),
  accept(
    "BIND-FREE-AFTER-EXPIRY",
    (s) => s.expired !== undefined && !sameBinding(s.expired.owner, s.presented),
  ),
  refuse("LEASE-CAP", (s) => s.liveCount >= s.constants.leasesPerWorkerMax),
  accept("LEASE-CAP", (s) => s.liveCount + s.expiredCount >= s.constants.leasesPerWorkerMax),
  accept("LEASE-WORKER-DEATH", (s) => s.heldByTheDead),
  accept("LEASE-CLEAR-FALSE", (s) => s.request.clear === false),
  accept("LEASE-ID-BYTES", (s) => s.idBytes === s.constants.clientIdBytesMax),
  accept("LEASE-TTL-MAX", (s) => s.request.ttlSeconds === s.constants.ttlSecondsMax),
  accept("LEASE-EFFECTIVE-FLOOR", (s) => (s.request.detail ?? 0) < s.floor),
  accept("LEASE-APPLY-STORES", () => true),
];

const clearRows: readonly Row[] = [
  ...anyVerb,
  ...owned,
  refuse("BIND-CLEAR-MATCH", (s) => s.relation === "stranger"),
  accept("LEASE-CLEAR-IGNORES", (s) => invalidDetail(s) || ttlTooLong(s)),
  accept("BIND-ULID-FORMS", (s) => s.relation === "owner" && s.oddSpelling),
  accept("BIND-OWNER-WORKS", (s) => s.relation === "owner" && s.held?.renewed !== undefined),
  accept("LEASE-CLEAR-OWN", (s) => s.relation === "owner"),
  accept("BIND-NO-CREDENTIALS", (s) => s.relation === "open" && s.withoutCredentials),
  accept("BIND-TAKEOVER", tookOver),
  accept("BIND-UNKNOWN-OPEN", (s) => s.relation === "open"),
  accept("LEASE-EXPIRY-TIE", tied),
  accept("LEASE-EXPIRES", (s) => s.expired !== undefined),
  accept("LEASE-CLEAR-UNKNOWN", () => true),
];

/** The ruling of the contract on one lease verb. */
export function rule(situation: Situation): Ruling {
  const rows = situation.request.clear === true ? clearRows : applyRows;
  const row = rows.find((candidate) => candidate.when(situation));
  if (row === undefined) throw new Error("the last row of each admission table applies always");
  return row;
}

/** The ruling on what a request says alone; undefined when nothing is wrong with its wording. */
export function ruleOnWording(
  request: LeaseRequest,
  constants: LeaseConstants,
): Ruling | undefined {
  const wording = { request, constants, idBytes: utf8Length(request.clientId) };
  return (request.clear === true ? anyVerb : anyApply).find((row) => row.when(wording));
}

/** A clear whose detail or ttl would be refused in an apply. */
export function isOddClear(request: LeaseRequest, constants: LeaseConstants): boolean {
  if (request.clear !== true) return false;
  const wording = { request, constants, idBytes: utf8Length(request.clientId) };
  return invalidDetail(wording) || ttlTooLong(wording);
}

/** How somebody with a binding stands to a lease. */
export function relationTo(
  held: Grant | undefined,
  presented: Binding,
  connected: boolean,
): Relation {
  if (held === undefined) return "nobody";
  if (!isKnown(held.owner)) return "open";
  if (sameBinding(held.owner, presented)) return "owner";
  const samePid = presented.pid === held.owner.pid;
  const sameSession = presented.session === held.owner.session;
  if (samePid && connected && presented.session !== undefined) return "second-connection";
  return samePid || sameSession ? "half" : "stranger";
}
