// What clients of a running fleet sent and saw, with the instants between which it happened: all that
// is known from outside. Each line of a history is one of these records; nothing here is judged.

/** Integer microseconds since the recording began. */
type Instant = number;

/** The first line: the promises by which the history is judged. */
export interface HistoryHeader {
  readonly t: "history";
  readonly format: 1;
  /** The configured level, by number. */
  readonly floor: number;
  /** How late an expiry may take effect: 0, the period of a janitor, and the slack of a real clock. */
  readonly latenessMicros: number;
  /** How late an event may be received: what happened that shortly before the end may be missing. */
  readonly slackMicros: number;
  /** EVENT-PROMPT: how long after its cause an event may be received; as late as it likes, if absent. */
  readonly eventMicros?: number;
  readonly leasesPerWorkerMax: number;
  readonly takeover: "keeps" | "installs";
}

/** What one worker answered: that it refused, or its four values. */
export type HistoryAnswer =
  | "refused"
  | {
      readonly configured: number;
      readonly effective: number;
      readonly previous: number;
      readonly count: number;
    };

/** One lease verb of one client. Those of a session were sent in the order of their lines. */
export interface HistoryOperation {
  readonly t: "operation";
  readonly id: string;
  readonly session: string;
  /** Who the session is to the fleet; absent where the peer is not known. */
  readonly owner?: string;
  readonly verb: "apply" | "clear";
  readonly clientId: string;
  /** Of an apply. */
  readonly level?: number;
  readonly ttlMicros?: number;
  /** No earlier than this did a worker see it. */
  readonly sent: Instant;
  /** No later than this, when it was answered at all. */
  readonly replied?: Instant;
  /** By worker. A worker that is not named may have done it or not. */
  readonly answers: Readonly<Record<string, HistoryAnswer>>;
}

/** From here to the end every level event of the fleet was received. */
export interface HistorySubscribed {
  readonly t: "subscribed";
  readonly at: Instant;
}

/** A level event as it was received; those of a worker stand in the order in which they came. */
export interface HistoryEvent {
  readonly t: "event";
  readonly worker: number;
  readonly at: Instant;
  readonly previous: number;
  readonly effective: number;
  readonly transition: "lease_apply" | "lease_clear" | "lease_tick_expired";
  readonly clientId?: string;
}

/** How long a worker lived: it saw nothing before and after. Workers that are not named always did. */
export interface HistoryWorker {
  readonly t: "worker";
  readonly worker: number;
  readonly from?: Instant;
  readonly until?: Instant;
}

/** The last line. What would have been received later was not waited for. */
export interface HistoryEnd {
  readonly t: "end";
  readonly at: Instant;
}

export type HistoryRecord =
  HistoryHeader | HistoryOperation | HistorySubscribed | HistoryEvent | HistoryWorker | HistoryEnd;

export interface History {
  readonly header: HistoryHeader;
  readonly operations: readonly HistoryOperation[];
  readonly events: readonly HistoryEvent[];
  /** From when on every event was received; undefined when nobody listened. */
  readonly subscribedAt: Instant | undefined;
  /** Of the workers that were launched later or ended earlier. */
  readonly lives: ReadonlyMap<number, HistoryWorker>;
  readonly endedAt: Instant;
}
