// The records of access logs, judged when the run is over: only then has every exchange ended and every
// record its place. What is judged from whom: how many there are, against slots and exchanges; what each
// says, against its exchange; what the counters have come to, against all of them. Where a record is
// missing or wrong, the counters that repeat it are not blamed as well.
import type { AccessFormat } from "../../model/access/format.ts";
import type { AccessRecord } from "../../model/access/record.ts";
import type { AccessLogged } from "../../observe/access.ts";
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import type { Observation, WorkerEnded } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";
import { Admissions } from "./admissions.ts";
import { attributionLaws } from "./attribution.ts";
import { Configuration } from "./configuration.ts";
import { endLaws } from "./ends.ts";
import { fieldLaws } from "./fields.ts";
import { Identities } from "./identities.ts";
import { Origins } from "./origins.ts";
import { type Asked, type Logged, type Pair, paired } from "./pairs.ts";
import { Peers } from "./peers.ts";
import { SharedBytes } from "./shared-bytes.ts";
import type { Situation } from "./situation.ts";
import { Snapshots } from "./snapshots.ts";
import type { Verdict } from "./verdict.ts";

const once = "LOG-EXACTLY-ONE";

export interface LogFacts {
  readonly format: AccessFormat;
  /** What the wall clock of the target shows at the start of the run. */
  readonly wallStartMicros: number;
  readonly floor: number;
}

export class LogChecker implements Checker {
  readonly kinds = [
    "access",
    "access-refused",
    "peer-linked",
    "exchange-begun",
    "exchange-ended",
    "http2-frame",
    "slot",
    "worker-started",
    "worker-ended",
    "order-done",
    "level-event",
    "table",
    "run-ended",
  ] as const;
  private readonly facts: LogFacts;
  private readonly verdicts: Verdicts;
  private readonly logged: Logged[] = [];
  private readonly clients: Asked[] = [];
  private readonly origins = new Origins();
  private readonly peers = new Peers();
  private readonly configuration = new Configuration();
  private readonly admissions = new Admissions();
  /** By connection and stream: answers of HTTP/2 that were written to their end, whoever reads them. */
  private readonly written = new Set<string>();
  private readonly shared = new SharedBytes();
  /** When workers ended that did not end by themselves. */
  private readonly kills = new Map<number, number>();
  private readonly snapshots: Snapshots;
  /** Records that are missing may have been lost with a process, or to a log that took nothing. */
  private mayLack = false;

  constructor(facts: LogFacts, verdicts: Verdicts) {
    this.facts = facts;
    this.verdicts = verdicts;
    this.snapshots = new Snapshots(facts.floor);
  }

  observe(seen: Observation, index: number): void {
    switch (seen.kind) {
      case "access":
        this.wrote(seen, index);
        return;
      case "access-refused":
        this.mayLack = true;
        this.admissions.wrote(seen.worker);
        this.snapshots.refused(seen.worker, seen.at);
        return;
      case "peer-linked":
        this.peers.add(seen);
        return;
      case "exchange-begun":
        this.origins.begun(seen);
        return;
      case "exchange-ended":
        this.ended(seen, index);
        return;
      case "http2-frame":
        this.framed(seen);
        return;
      case "slot":
        this.admissions.moved(seen, index);
        return;
      case "worker-started":
        this.snapshots.started(seen.worker);
        return;
      case "worker-ended":
        this.died(seen);
        return;
      case "order-done":
        if (seen.status === "ok") this.configuration.apply(seen.request.requestType);
        this.snapshots.done(seen, index);
        return;
      case "level-event":
        this.snapshots.moved(seen.worker, seen.change);
        return;
      case "table":
        this.snapshots.shown(seen.worker, seen.effective);
        return;
      case "run-ended":
        this.judge(seen.at);
        return;
      default:
        return;
    }
  }

  private wrote({ worker, at, line, record }: AccessLogged, index: number): void {
    const left = this.admissions.wrote(worker);
    const tally = this.admissions.tallyOf(worker);
    if (left < 0 && (tally?.owed ?? 0) + (tally?.open.size ?? 0) > 0) {
      const expected = "a record for each request that was admitted or refused with an answer";
      const message = "a worker wrote a record that nobody owed";
      this.verdicts.violated({ rule: once, index, at, message, expected, actual: line });
    }
    if (record === undefined) {
      const message = "a line of the access log cannot be read";
      const expected = "a record of the format of the target";
      this.verdicts.violated({ rule: "LOG-FIELDS", index, at, message, expected, actual: line });
      return;
    }
    const wall = record.startWallMicros;
    const startedAt = wall === undefined ? undefined : wall - this.facts.wallStartMicros;
    this.logged.push({ index, at, worker, record, startedAt });
    this.snapshots.wrote(worker, record, at);
  }

  private ended(seen: ExchangeEnded, index: number): void {
    if (seen.role === "client") this.clients.push({ seen, index });
    else this.origins.ended(seen);
  }

  private framed(frame: Http2Frame): void {
    const { leg, by, phase, endsStream, connection, stream } = frame;
    this.shared.see(frame);
    if (!endsStream || leg !== "client" || by !== "proxy" || phase !== "written") return;
    this.written.add(`${connection} ${stream}`);
  }

  private mayBeLost({ worker, at }: Logged, { link, stream, at: endedAt }: ExchangeEnded): boolean {
    const killedAt = this.kills.get(worker) ?? Infinity;
    return this.written.has(`${link} ${stream}`) || (at <= killedAt && killedAt <= endedAt);
  }

  private died({ worker, code, at }: WorkerEnded): void {
    if (code !== 0) this.kills.set(worker, at);
    const tally = this.admissions.tallyOf(worker);
    if (tally !== undefined && tally.owed > tally.written) this.mayLack = true;
    this.admissions.forget(worker);
  }

  private judge(at: number): void {
    const { verdicts, logged } = this;
    const isRight = (): boolean =>
      verdicts.violations.every(({ rule }) => !rule.startsWith("LOG-"));
    this.countSlots(at);
    const { pairs, unlogged, isWhole } = this.paired();
    if (isRight()) this.countExchanges(unlogged);
    const isCounted = isRight();
    const unread = unreadBy(pairs);
    for (const pair of pairs) {
      this.judgePair(pair, isWhole && !unread.has(pair.asked.seen.actor));
    }
    if (isCounted) {
      // A record that is there twice bears its ids twice.
      const ours = logged.filter(({ worker, record }) => {
        return !this.peers.isShared(worker, record.sessionAddress);
      });
      new Identities(verdicts).judge(ours);
      for (const { index } of logged) {
        verdicts.evaluated(once, index, () => ({ field: "times", value: 2 }));
      }
    }
    if (isRight()) this.snapshots.judge(verdicts);
  }

  /** Whatever slots do, they do it at one worker. */
  private countSlots(at: number): void {
    for (const [worker, { owed, written, open, index }] of this.admissions.all()) {
      if (open.size > 0 || written >= owed) continue;
      const message = `worker ${worker} has not logged every request`;
      const expected = `${owed} records`;
      const actual = `${written}`;
      this.verdicts.violated({ rule: once, index, at, message, expected, actual });
    }
  }

  private paired(): ReturnType<typeof paired> {
    const workers = new Set(this.logged.map(({ worker }) => worker));
    return paired(this.logged, this.clients, (record: AccessRecord) => {
      for (const worker of workers) {
        const front = this.peers.front(worker, record.sessionAddress);
        if (front !== undefined) return { actor: front.peer, link: front.link };
      }
      return undefined;
    });
  }

  /** From outside: who has an answer, or whose request came to an origin, has a record. */
  private countExchanges(unlogged: readonly Asked[]): void {
    if (this.mayLack || this.logged.length === 0) return;
    for (const { seen, index } of unlogged) {
      const isAdmitted = seen.method !== undefined && seen.answer !== undefined;
      if (!isAdmitted) continue;
      const { label, actor, at } = seen;
      const message = `the exchange ${label} of ${actor} was never logged`;
      const expected = "one record";
      this.verdicts.violated({ rule: once, index, at, message, expected, actual: "none" });
    }
  }

  private judgePair({ logged, asked }: Pair, isWhole: boolean): void {
    const situation = this.situationOf(logged, asked.seen);
    const laws = [...fieldLaws(situation), ...attributionLaws(situation), ...endLaws(situation)];
    for (const verdict of laws) {
      if (verdict === undefined || (verdict.identifies === true && verdict.holds && !isWhole)) {
        continue;
      }
      this.note(logged, verdict, asked.seen.label);
    }
  }

  private note({ index, at, record }: Logged, verdict: Verdict, label: string): void {
    const { rule, holds, expected, actual, wrong } = verdict;
    if (holds) {
      this.verdicts.evaluated(rule, index, () => {
        return { field: "record", value: { ...record, ...wrong } };
      });
      return;
    }
    const message = `${label}: ${verdict.message}`;
    this.verdicts.violated({ rule, index, at, message, expected, actual });
  }

  private situationOf(logged: Logged, client: ExchangeEnded): Situation {
    const { peers, configuration, facts } = this;
    const { record, worker } = logged;
    const origins = this.origins.of(client.label);
    const isTheirs = client.answerTo === client.label;
    const answering = origins.findLast(({ answer }) => answer !== undefined);
    return {
      logged,
      record,
      client,
      mayBeLost: this.mayBeLost(logged, client),
      origins,
      isAccounted: this.origins.isAccounted(client.label),
      answering: isTheirs ? answering : undefined,
      front: peers.front(worker, record.sessionAddress),
      peers,
      configuration,
      format: facts.format,
      shared: this.shared.of(client.link),
    };
  }
}

/** Whose requests are not all told by what they asked for: among those, one of the others could be meant. */
function unreadBy(pairs: readonly Pair[]): ReadonlySet<string> {
  const actors = new Set<string>();
  for (const { logged, asked } of pairs) {
    const isRead = logged.record.method !== undefined && asked.seen.method !== undefined;
    if (!isRead) actors.add(asked.seen.actor);
  }
  return actors;
}
