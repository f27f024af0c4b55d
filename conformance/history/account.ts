// What one worker has to explain: the verbs it may have seen, by session, with what it answered, and
// the events it sent. Workers do not know of each other, so each has an account of its own.
import { listAt } from "../grouped.ts";
import type {
  History,
  HistoryAnswer,
  HistoryEvent,
  HistoryHeader,
  HistoryOperation,
} from "./history.ts";

/** One verb as one worker saw it, if it saw it. */
export interface Claim {
  readonly operation: HistoryOperation;
  /** Undefined where the worker's answer is not known: then it may have done it or not. */
  readonly answer: HistoryAnswer | undefined;
  readonly earliest: number;
  readonly latest: number;
  /** BIND-ONE-OWNER: somebody else may hold the id on another worker, so that nobody was asked. */
  readonly mayBeHeldElsewhere: boolean;
}

/** One thing that the contract promises, given up to see whether it is what was not kept. */
export type Forgivable =
  | "early"
  | "clear-owner"
  | "renew-owner"
  | "refusal"
  | "configured"
  | "previous"
  | "effective"
  | "count"
  | "event-missing"
  | "event-content";

export interface Account {
  readonly worker: number;
  /** What the contract asks for and this account does not. */
  readonly forgiven: Forgivable | undefined;
  readonly floor: number;
  readonly latenessMicros: number;
  readonly slackMicros: number;
  readonly eventMicros: number;
  readonly leasesMax: number;
  readonly takeover: "keeps" | "installs";
  /** The claims of each session, in the order in which they were sent. */
  readonly sessions: readonly (readonly Claim[])[];
  readonly events: readonly HistoryEvent[];
  readonly subscribedAt: number | undefined;
  readonly endedAt: number;
}

/** Every worker that the history names. */
export function workersOf(history: History): number[] {
  const answered = history.operations.flatMap(({ answers }) => Object.keys(answers).map(Number));
  const heard = history.events.map(({ worker }) => worker);
  const all = new Set([...answered, ...heard, ...history.lives.keys()]);
  return [...all].sort((a, b) => a - b);
}

/** The most leases that the worker says it held. */
export function leasesIn({ operations }: History, worker: number): number {
  return operations.reduce((most, { answers }) => {
    const answer = answers[String(worker)];
    return typeof answer === "object" ? Math.max(most, answer.count) : most;
  }, 0);
}

export function accountOf(history: History, worker: number, forgiven?: Forgivable): Account {
  const { header, operations, events, lives } = history;
  const { from = -Infinity, until = Infinity } = lives.get(worker) ?? {};
  const applies = appliesById(operations);
  const sessions = new Map<string, Claim[]>();
  for (const operation of operations) {
    if ((operation.replied ?? Infinity) < from || operation.sent > until) continue;
    const answer = operation.answers[String(worker)];
    const claims = sessions.get(operation.session) ?? [];
    sessions.set(operation.session, claims);
    claims.push({
      operation,
      answer,
      earliest: Math.max(operation.sent, from),
      latest: Math.min(until, answer === undefined ? Infinity : (operation.replied ?? Infinity)),
      mayBeHeldElsewhere: mayBeHeld(
        operation,
        applies.get(operation.clientId) ?? [],
        header.latenessMicros,
      ),
    });
  }
  return {
    worker,
    forgiven,
    ...promisesIn(header),
    sessions: [...sessions.values()],
    events: events.filter((event) => event.worker === worker),
    subscribedAt: history.subscribedAt,
    endedAt: Math.min(history.endedAt, until),
  };
}

function promisesIn({
  eventMicros = Infinity,
  leasesPerWorkerMax: leasesMax,
  ...header
}: HistoryHeader): Pick<
  Account,
  "floor" | "latenessMicros" | "slackMicros" | "eventMicros" | "leasesMax" | "takeover"
> {
  const { floor, latenessMicros, slackMicros, takeover } = header;
  return { floor, latenessMicros, slackMicros, eventMicros, leasesMax, takeover };
}

/** Whether another owner's lease on the same id may have been alive somewhere meanwhile. */
function mayBeHeld(
  wanted: HistoryOperation,
  applies: readonly HistoryOperation[],
  latenessMicros: number,
): boolean {
  const until = wanted.replied ?? Infinity;
  return applies.some(
    ({ owner, sent, replied = Infinity, ttlMicros = 0 }) =>
      owner !== undefined &&
      owner !== wanted.owner &&
      sent <= until &&
      replied + ttlMicros + latenessMicros >= wanted.sent,
  );
}

function appliesById(operations: readonly HistoryOperation[]): Map<string, HistoryOperation[]> {
  const byId = new Map<string, HistoryOperation[]>();
  for (const operation of operations) {
    if (operation.verb !== "apply") continue;
    listAt(byId, operation.clientId).push(operation);
  }
  return byId;
}
