// All checkers over one run. Their order matters in one way: who judges what a request says stands
// before who judges what follows from it, so that a fault is reported where it began.
import type { LeaseConstants } from "../model/constants.ts";
import type { Observation } from "../observe/observation.ts";
import { MasterFillsChecker } from "./bind/master-fills-checker.ts";
import { OwnershipChecker } from "./bind/ownership-checker.ts";
import type { Checker } from "./checker.ts";
import { Exchanges } from "./exchanges.ts";
import { EchoChecker } from "./leases/echo-checker.ts";
import { LeasesChecker } from "./leases/leases-checker.ts";
import { PersistenceChecker } from "./leases/persistence-checker.ts";
import { WordingChecker } from "./leases/wording-checker.ts";
import { AggregateChecker } from "./status/aggregate-checker.ts";
import { MasterLeasesChecker } from "./status/master-leases-checker.ts";
import { Verdicts } from "./verdicts.ts";

export interface JudgeOptions {
  /** The configured level of the fleet. */
  readonly floor: number;
  readonly constants: LeaseConstants;
  /** False where a script drives the workers: then there is no master to judge. */
  readonly hasMaster: boolean;
  /** Whether to keep falsifications, for the self-test. */
  readonly sampling: boolean;
}

export class Judge {
  readonly verdicts: Verdicts;
  /** Who wants to see a kind of observation, in the order in which they judge. */
  private readonly byKind = new Map<Observation["kind"], Checker[]>();
  private readonly exchanges = new Exchanges();
  private index = 0;

  constructor({ floor, constants, hasMaster, sampling }: JudgeOptions) {
    const verdicts = new Verdicts(sampling);
    const workers = new LeasesChecker(floor, constants, verdicts);
    this.verdicts = verdicts;
    const checkers: readonly Checker[] = !hasMaster
      ? [workers]
      : [
          new MasterFillsChecker(verdicts),
          new WordingChecker(constants, verdicts),
          new EchoChecker(verdicts),
          new PersistenceChecker(verdicts),
          workers,
          new OwnershipChecker(constants, verdicts),
          new AggregateChecker(verdicts),
          new MasterLeasesChecker(floor, constants, verdicts, this.exchanges),
        ];
    for (const checker of checkers) {
      for (const kind of checker.kinds) {
        this.byKind.set(kind, [...(this.byKind.get(kind) ?? []), checker]);
      }
    }
  }

  observe(observation: Observation): void {
    const index = this.index++;
    const ended = this.exchanges.observe(observation);
    const interested = this.byKind.get(observation.kind);
    if (interested === undefined) return;
    for (const checker of interested) checker.observe(observation, index, ended);
  }
}

/** The rules that some checker can judge; every other rule is uncovered. */
export const judgedRules: ReadonlySet<string> = new Set([
  "LEASE-EFFECTIVE-MAX",
  "LEASE-EFFECTIVE-FLOOR",
  "LEASE-FLOOR-STATIC",
  "LEASE-APPLY-STORES",
  "LEASE-CLEAR-FALSE",
  "LEASE-RENEW-REPLACES",
  "LEASE-RENEW-SHORTENS",
  "LEASE-RENEWER-HOLDS",
  "LEASE-INDEPENDENT",
  "LEASE-ID-REQUIRED",
  "LEASE-DETAIL-REQUIRED",
  "LEASE-DETAIL-VALID",
  "LEASE-FAILURE-INERT",
  "LEASE-TTL-DEFAULT",
  "LEASE-TTL-ZERO-WARNS",
  "LEASE-TTL-MAX",
  "LEASE-TTL-NO-FANOUT",
  "LEASE-ID-BYTES",
  "LEASE-CAP",
  "LEASE-NEVER-EARLY",
  "LEASE-EXPIRES",
  "LEASE-EXPIRY-TIE",
  "LEASE-CRASH-SAFE",
  "LEASE-CLEAR-OWN",
  "LEASE-CLEAR-UNKNOWN",
  "LEASE-CLEAR-IGNORES",
  "LEASE-WORKER-DEATH",
  "LEASE-COUNT",
  "LEASE-NOT-PERSISTED",
  "BIND-MASTER-FILLS",
  "BIND-CLEAR-MATCH",
  "BIND-BOTH-HALVES",
  "BIND-STICKS",
  "BIND-UNKNOWN-OPEN",
  "BIND-NO-CREDENTIALS",
  "BIND-RENEW-MATCH",
  "BIND-OWNER-WORKS",
  "BIND-SECOND-CONNECTION",
  "BIND-ONE-OWNER",
  "BIND-FREE-AFTER-EXPIRY",
  "BIND-NO-ECHO",
  "BIND-ULID-FORMS",
  "BIND-TAKEOVER",
  "STATUS-WORKER",
  "STATUS-PER-WORKER",
  "STATUS-MASTER-LEASES",
]);
