// The AUDIT family: every row is joined with the request that left it, and every request that changes
// something has its row in every sink by the end of the turn that ended it. Sinks are judged one by
// one, each in its own format.
import type { AuditFormat, RequestVerb } from "../../model/audit/format.ts";
import { auditFormat } from "../../model/audit/formats.ts";
import { couldForge } from "../../model/audit/hazard.ts";
import type { RowColumn } from "../../model/audit/row.ts";
import type { AuditConstants } from "../../model/constants.ts";
import type { AuditLine, Observation, ReplyWritten } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Exchange } from "../exchanges.ts";
import type { Verdicts } from "../verdicts.ts";
import { AskedRequests, isFollowed, type Asked, type Joined } from "./asked.ts";
import { factFault, levelFault } from "./facts.ts";
import type { Fault } from "./fault.ts";
import { Joining } from "./joining.ts";
import { countFault, isCounted, outcomeFault, outcomeOf, outcomeOfReply } from "./outcome.ts";
import { clientTexts, reachesBound, textFault } from "./texts.ts";

/** Who only looks causes no transition and may leave no row. */
const looking: ReadonlySet<RequestVerb> = new Set<RequestVerb>([
  "listWorkers",
  "listFrontends",
  "listListeners",
  "subscribeEvents",
  "status",
  "queryClusterById",
  "queryClustersByDomain",
  "queryClustersHashes",
  "queryMetrics",
  "queryCertificatesFromTheState",
  "queryCertificatesFromWorkers",
  "queryMaxConnectionsPerIp",
  "queryHealthChecks",
  "countRequests",
]);

/** A pid that no scenario gives to anybody. */
const foreignPid = "424242";

interface Sink {
  readonly format: AuditFormat;
  /** Lines that could not be read: each stands for a row that is therefore not missed. */
  unread: number;
}

export class AuditChecker implements Checker {
  readonly kinds = [
    "session-opened",
    "session-closed",
    "request",
    "order",
    "order-sent",
    "answer",
    "answer-taken",
    "worker-linked",
    "worker-started",
    "misunderstood",
    "audit",
    "reply",
    "master-turn",
  ] as const;
  private readonly bounds: AuditConstants;
  private readonly verdicts: Verdicts;
  private readonly asked = new AskedRequests();
  private readonly joining: Joining;
  private readonly sinks: ReadonlyMap<string, Sink>;
  /** Sessions with frames that are no requests: which replies are theirs is not known. */
  private readonly misunderstood = new Set<number>();
  private workers = 0;
  private ended: Asked[] = [];

  constructor(bounds: AuditConstants, verdicts: Verdicts) {
    this.bounds = bounds;
    this.verdicts = verdicts;
    this.joining = new Joining(bounds);
    this.sinks = new Map(
      Object.entries(bounds.formats).map(([sink, name]) => [
        sink,
        { format: auditFormat(name), unread: 0 },
      ]),
    );
  }

  observe(seen: Observation, index: number, ended: Exchange | undefined): void {
    if (isFollowed(seen)) this.asked.follow(seen);
    if (seen.kind === "order") this.joining.learn(seen.lease.peerSession, seen.session);
    if (seen.kind === "worker-started") this.workers += 1;
    if (seen.kind === "misunderstood") this.misunderstood.add(seen.session);
    if (seen.kind === "audit") this.read(seen, index);
    if (seen.kind === "reply") this.answered(seen, index);
    if (seen.kind === "master-turn" && this.ended.length > 0) this.settle();
    if (seen.kind !== "answer-taken" || ended?.abandoned !== true) return;
    this.end(ended.request.session, ended.request.ordinal, index);
  }

  private read(line: AuditLine, index: number): void {
    const sink = this.sinks.get(line.sink);
    if (sink === undefined) return;
    const parsed = sink.format.parse(line.line);
    if (parsed.kind === "other") return;
    if (parsed.kind !== "row") {
      sink.unread += 1;
      const rule = parsed.kind === "forged" ? "AUDIT-NO-FORGERY" : "AUDIT-ROW";
      const expected = "one row with the columns of its format";
      this.tell({ rule, message: parsed.fault, expected, actual: line.line }, index, line.at);
      return;
    }
    if (parsed.row.isAttempt) return;
    const joined = { row: parsed.row, line, index, isFaulty: false };
    const asked = this.joining.find(parsed.row, line.sink, sink.format, this.asked.open);
    if (asked === undefined) {
      const message = "a row that no request left, or left already";
      const fault = { message, expected: "one row a request", actual: line.line };
      this.tell({ rule: "AUDIT-CANONICAL", ...fault }, index, line.at);
      return;
    }
    asked.rows.set(line.sink, joined);
    this.judgeRow(asked, joined, sink.format);
  }

  private judgeRow(asked: Asked, joined: Joined, format: AuditFormat): void {
    const { row, index, line } = joined;
    const texts = clientTexts(asked, row, format, this.bounds);
    const faults = [
      this.sessionFault(asked, joined),
      factFault(asked, joined, this.bounds.wallStartMicros),
      ...texts.map((text) => textFault(text, format)),
      countFault(asked, row, this.workers),
    ].filter((fault) => fault !== undefined);
    for (const fault of faults) this.tell(fault, index, line.at);
    joined.isFaulty = faults.length > 0;
    if (joined.isFaulty) return;
    const isKnown = asked.credentials !== undefined;
    this.count("AUDIT-ROW", joined, format, isKnown ? ["pid", foreignPid] : ["session", "nobody"]);
    if (isCounted(asked)) {
      this.count("AUDIT-FANOUT", joined, format, ["workersOk", String((row.workers?.ok ?? 0) + 1)]);
    }
    for (const text of texts.filter(reachesBound)) {
      const column = text.name === "reason" ? "reason" : "clientId";
      const short = Array.from(text.inRow ?? "").slice(0, this.bounds.clientIdPointsMax - 1);
      this.count("AUDIT-BOUNDS", joined, format, [column, short.join("")]);
    }
    if (texts.some(({ given }) => couldForge(given)) || answersCouldForge(asked)) {
      const value = `${line.line}\n${line.line}`;
      this.verdicts.evaluated("AUDIT-NO-FORGERY", index, () => ({ field: "line", value }));
    }
  }

  private sessionFault(asked: Asked, { row }: Joined): Fault | undefined {
    const session = this.joining.sessionOf(row);
    if (session === asked.request.session) return undefined;
    return {
      rule: "AUDIT-ROW",
      message: "the row names the session of another connection",
      expected: `connection ${asked.request.session}`,
      actual: `connection ${session ?? "unknown"}`,
    };
  }

  private answered(reply: ReplyWritten, index: number): void {
    if (reply.status === "processing" || reply.ordinal === undefined) return;
    if (this.misunderstood.has(reply.session)) return;
    const asked = this.asked.find(reply.session, reply.ordinal);
    if (asked !== undefined) asked.reply = reply;
    this.end(reply.session, reply.ordinal, index);
  }

  private end(session: number, ordinal: number, index: number): void {
    const asked = this.asked.find(session, ordinal);
    if (asked === undefined || asked.endedAt !== undefined) return;
    asked.endedAt = index;
    this.ended.push(asked);
  }

  /** The turn is over: what ended in it has left its rows. */
  private settle(): void {
    for (const asked of this.ended) {
      for (const [name, sink] of this.sinks) this.settleIn(asked, name, sink);
      this.asked.forget(asked);
    }
    this.ended = [];
  }

  private settleIn(asked: Asked, name: string, sink: Sink): void {
    const joined = asked.rows.get(name);
    const { verb } = asked.request;
    const isTransition = verb !== undefined && !looking.has(verb);
    const isRefused = asked.reply !== undefined && outcomeOfReply(asked.reply) === "failure";
    const rule = isRefused ? "AUDIT-REFUSED" : "AUDIT-ROW";
    if (joined !== undefined) {
      // What only looks is answered with content, and a reply that does not fit fails by itself.
      if (joined.isFaulty || !isTransition) return;
      this.judgeEnd(asked, joined, sink.format);
      this.verdicts.evaluated(rule, joined.index, () => ({ field: "times", value: 0 }));
      return;
    }
    if (!isTransition || sink.format.verbName(verb) === undefined) return;
    if (sink.unread > 0) {
      sink.unread -= 1;
      return;
    }
    const { at } = asked.reply ?? asked.request;
    const message = `a request left no row in the sink ${name}`;
    this.tell({ rule, message, expected: "one row", actual: "none" }, asked.endedAt ?? 0, at);
  }

  private judgeEnd(asked: Asked, joined: Joined, format: AuditFormat): void {
    const { row, index, line } = joined;
    const levels = levelFault(asked, row, format);
    const outcome = outcomeFault(asked, row, format);
    if (levels !== undefined) this.tell(levels, index, line.at);
    if (outcome !== undefined) this.tell(outcome, index, line.at);
    if (levels !== undefined || outcome !== undefined) return;
    this.verdicts.evaluated("AUDIT-CANONICAL", index, () => ({ field: "times", value: 2 }));
    const expected = outcomeOf(asked, row);
    if (expected === undefined) return;
    const other = expected === "ok" ? (format.tellsErrors ? "failure" : "err") : "ok";
    this.count("AUDIT-CANONICAL", joined, format, ["outcome", other]);
  }

  private count(
    rule: string,
    { line, index }: Joined,
    format: AuditFormat,
    [column, value]: readonly [RowColumn, string],
  ): void {
    this.verdicts.evaluated(rule, index, () => ({
      field: "line",
      value: format.altered(line.line, column, value),
    }));
  }

  private tell(fault: Fault, index: number, at: number): void {
    this.verdicts.violated({ ...fault, index, at });
  }
}

/** What a worker says of its refusal may stand in the row as well. */
function answersCouldForge({ heard }: Asked): boolean {
  return [...heard.values()].some(({ status, message }) => status !== "ok" && couldForge(message));
}
