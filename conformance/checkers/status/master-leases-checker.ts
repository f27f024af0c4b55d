// STATUS-MASTER-LEASES: the master leases too. Its own α is the turn of its terminal reply, and only
// where some worker accepted; its levels in the aggregate follow the same rules as a worker's.
import type { LeaseConstants } from "../../model/constants.ts";
import { microsPerSecond } from "../../model/constants.ts";
import { levelName } from "../../model/level.ts";
import { type Binding, type Grant, isKnown, Ledger, sameBinding } from "../../model/ledger.ts";
import type { FleetStatus, Observation, ReplyWritten } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Exchange, Exchanges } from "../exchanges.ts";
import type { Verdicts } from "../verdicts.ts";

const rule = "STATUS-MASTER-LEASES";

export class MasterLeasesChecker implements Checker {
  readonly kinds = ["reply", "answer-taken", "master-started"] as const;
  private readonly constants: LeaseConstants;
  private readonly verdicts: Verdicts;
  private ledger: Ledger;
  private readonly exchanges: Exchanges;

  constructor(floor: number, constants: LeaseConstants, verdicts: Verdicts, exchanges: Exchanges) {
    this.exchanges = exchanges;
    this.constants = constants;
    this.verdicts = verdicts;
    this.ledger = new Ledger(floor);
  }

  observe(observation: Observation, index: number, exchange: Exchange | undefined): void {
    // Its leases die with the process.
    if (observation.kind === "master-started") this.ledger = new Ledger(this.ledger.floor);
    if (exchange === undefined || this.verdicts.broken) return;
    const previous = this.ledger.standing(observation.at).effective;
    if (isAccepted(exchange) && this.constants.masterLeases) this.take(exchange, observation.at);
    // Whether an exchange without its requester has ended yet cannot be seen from here.
    if (observation.kind !== "reply" || this.exchanges.abandoned > 0) return;
    if (observation.fleet !== undefined)
      this.judge(observation.fleet, previous, observation, index);
  }

  private take(exchange: Exchange, at: number): void {
    const { lease, request, credentials } = exchange;
    const presenter: Binding = { pid: credentials?.pid, session: String(request.session) };
    const there = this.ledger.live(lease.clientId, at);
    const isForeign = there !== undefined && isForeignTo(there, presenter);
    if (isForeign && !isAbandoned(exchange)) return;
    const held = isForeign ? undefined : there;
    if (lease.clear === true) {
      this.ledger.remove(lease.clientId);
      return;
    }
    const asked = lease.ttlSeconds ?? 0;
    const ttlDefaulted = asked === 0;
    const ttlSeconds = ttlDefaulted ? this.constants.ttlDefaultSeconds : asked;
    this.ledger.record({
      clientId: lease.clientId,
      level: lease.detail ?? 0,
      appliedAt: at,
      until: at + ttlSeconds * microsPerSecond,
      ttlDefaulted,
      owner: held?.owner ?? presenter,
      presenter,
      session: request.session,
      renewed: undefined,
    });
  }

  private judge(shown: FleetStatus, previous: number, reply: ReplyWritten, index: number): void {
    const configured = this.ledger.floor;
    const { effective } = this.ledger.standing(reply.at);
    const right = { configured, effective, previous };
    if (!sameLevels(right, shown)) {
      this.verdicts.violated({
        rule,
        index,
        at: reply.at,
        message: "the master's own levels do not follow from its leases",
        expected: levels(right),
        actual: levels(shown),
      });
      return;
    }
    // What a master that never leases would show, where that differs; else a level nobody leased.
    if (!this.verdicts.counted(rule)) return;
    const idle = { ...shown, effective: configured, previous: configured };
    const value = sameLevels(idle, shown) ? { ...shown, effective: effective === 3 ? 0 : 3 } : idle;
    this.verdicts.sample(rule, index, { field: "fleet", value });
  }
}

interface Levels {
  readonly configured: number;
  readonly effective: number;
  readonly previous: number;
}

/** Some worker accepted, and the master heard of it. */
function isAccepted({ answers, heard }: Exchange): boolean {
  for (const { status, worker } of answers.values()) {
    if (status === "ok" && heard.has(worker)) return true;
  }
  return false;
}

function sameLevels(a: Levels, b: Levels): boolean {
  return a.configured === b.configured && a.effective === b.effective && a.previous === b.previous;
}

function isForeignTo({ owner }: Grant, presenter: Binding): boolean {
  return isKnown(owner) && !sameBinding(owner, presenter);
}

/** LEASE-WORKER-DEATH: what every worker lets a stranger have, no worker held any more. */
function isAbandoned({ lease, answers }: Exchange): boolean {
  return lease.clear !== true && [...answers.values()].every(({ status }) => status === "ok");
}

function levels(shown: Levels): string {
  return `configured ${levelName(shown.configured)}, effective ${levelName(shown.effective)}, previous ${levelName(shown.previous)}`;
}
