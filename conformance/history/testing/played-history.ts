// A lease table as plain as it can be, played at known instants, and what clients would have seen of
// it: the truth that the search is tested with. It shares nothing with the search.
import type { History, HistoryEvent, HistoryOperation } from "../history.ts";

export interface Draw {
  readonly session: number;
  readonly verb: "apply" | "clear";
  readonly clientId: string;
  readonly level: number;
  readonly ttlMicros: number;
  /** How long after the one before. */
  readonly after: number;
  /** How long before it took effect it was sent, and how long after the reply came, in blurs. */
  readonly before: number;
  readonly behind: number;
}

interface Lease {
  readonly level: number;
  readonly until: number;
  readonly owner: string;
}

export const playedFloor = 1;
const leasesMax = 2;
/** The recording goes on until every lease is gone. */
const restMicros = 40;

/** One worker with exact expiry; clients know its instants within a few blurs. */
export function playedHistory(steps: readonly Draw[], blur: number): History {
  const truth = new Truth(blur);
  for (const step of steps) truth.play(step);
  return truth.history();
}

class Truth {
  private readonly blur: number;
  private readonly table = new Map<string, Lease>();
  private readonly operations: HistoryOperation[] = [];
  private readonly events: HistoryEvent[] = [];
  private readonly repliedBySession = new Map<string, number>();
  private now = 0;

  constructor(blur: number) {
    this.blur = blur;
  }

  play(step: Draw): void {
    const { blur } = this;
    const session = `s${step.session}`;
    const free = (this.repliedBySession.get(session) ?? 0) + blur * step.before;
    this.now = Math.max(this.now + step.after, free);
    this.expire(this.now);
    const previous = this.level();
    const accepted = this.accepts(step, session);
    if (accepted) this.change(step, session);
    if (this.level() !== previous) {
      this.tell(this.now, previous, { transition: `lease_${step.verb}`, clientId: step.clientId });
    }
    const effective = this.level();
    const values = { configured: playedFloor, effective, previous, count: this.table.size };
    const replied = this.now + blur * step.behind;
    this.repliedBySession.set(session, replied);
    this.operations.push({
      t: "operation",
      id: `o${this.operations.length}`,
      session,
      owner: session,
      verb: step.verb,
      clientId: step.clientId,
      ...(step.verb === "apply" ? { level: step.level, ttlMicros: step.ttlMicros } : {}),
      sent: this.now - blur * step.before,
      replied,
      answers: { "0": accepted ? values : "refused" },
    });
  }

  history(): History {
    const endedAt = this.now + restMicros;
    this.expire(endedAt);
    return {
      header: {
        t: "history",
        format: 1,
        floor: playedFloor,
        latenessMicros: 0,

        slackMicros: 0,
        leasesPerWorkerMax: leasesMax,
        takeover: "keeps",
      },
      operations: this.operations,
      events: this.events,
      subscribedAt: -1,
      lives: new Map(),
      endedAt: endedAt + this.blur,
    };
  }

  private accepts({ clientId, verb }: Draw, session: string): boolean {
    const held = this.table.get(clientId);
    if (held !== undefined) return held.owner === session;
    return verb === "clear" || this.table.size < leasesMax;
  }

  private change({ clientId, verb, level, ttlMicros }: Draw, session: string): void {
    if (verb === "clear") this.table.delete(clientId);
    else this.table.set(clientId, { level, until: this.now + ttlMicros, owner: session });
  }

  private level(): number {
    return Math.max(playedFloor, ...[...this.table.values()].map((lease) => lease.level));
  }

  private expire(until: number): void {
    for (;;) {
      const at = Math.min(...[...this.table.values()].map((lease) => lease.until));
      if (at > until) return;
      const previous = this.level();
      for (const [id, lease] of this.table) if (lease.until === at) this.table.delete(id);
      if (this.level() !== previous) this.tell(at, previous, { transition: "lease_tick_expired" });
    }
  }

  private tell(
    at: number,
    previous: number,
    cause: Pick<HistoryEvent, "transition" | "clientId">,
  ): void {
    const effective = this.level();
    this.events.push({ t: "event", worker: 0, at: at + this.blur, previous, effective, ...cause });
  }
}
