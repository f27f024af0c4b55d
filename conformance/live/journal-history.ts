// A history from the journals of a live run: what the actors themselves sent and received, with the
// instants between which the proxy must have acted. What only the proxy knows is not in it.
import type { ActorJournal, ConnectionJournal, JournalEntry } from "../../sim/index.ts";
import { pairsOf } from "../expectations/pairing.ts";
import type {
  History,
  HistoryAnswer,
  HistoryEvent,
  HistoryHeader,
  HistoryOperation,
  HistoryWorker,
} from "../history/history.ts";
import { ttlMicrosOf, isAdmissible } from "../history/admissible.ts";
import type { LeaseConstants } from "../model/constants.ts";
import { fleetStatusOf, levelChangeOf } from "../observe/facts.ts";
import type { LeaseRequest } from "../observe/observation.ts";
import { leasesIn } from "./sent-leases.ts";

export interface JournalHistoryOptions {
  readonly header: HistoryHeader;
  readonly constants: LeaseConstants;
  /** When each worker was killed, by its id. */
  readonly deaths: ReadonlyMap<number, number>;
  readonly endedAt: number;
}

export function historyOfJournals(
  journals: readonly ActorJournal[],
  { header, constants, deaths, endedAt }: JournalHistoryOptions,
): History {
  const operations = journals.flatMap((journal) =>
    journal.connections.flatMap((connection, position) =>
      operationsOf(connection, `${journal.actor}#${position}`, constants),
    ),
  );
  const heard = journals
    .flatMap(({ connections }) => connections)
    .filter(staysToTheEnd)
    .find(({ entries }) => entries.some((entry) => eventIn(entry) !== undefined));
  const [first] = heard?.entries.filter(({ kind }) => kind === "received") ?? [];
  return {
    header,
    operations,
    events: heard?.entries.flatMap((entry) => eventIn(entry) ?? []) ?? [],
    subscribedAt: first?.at,
    lives: new Map([...deaths].map(([worker, until]) => [worker, lifeUntil(worker, until)])),
    endedAt,
  };
}

function lifeUntil(worker: number, until: number): HistoryWorker {
  return { t: "worker", worker, until };
}

/** Whoever leaves is not told what happens then. */
function staysToTheEnd({ entries }: ConnectionJournal): boolean {
  return entries.every(({ kind }) => kind === "sent" || kind === "received");
}

interface Asked {
  readonly at: number;
  readonly lease: LeaseRequest | undefined;
}

/** A request whose reply may be another's has no answers that anybody knows. */
function operationsOf(
  connection: ConnectionJournal,
  session: string,
  constants: LeaseConstants,
): HistoryOperation[] {
  const leases = connection.entries.flatMap((entry) =>
    entry.kind === "sent" ? leasesIn(entry) : [],
  );
  return pairsOf(connection).flatMap(({ sentAt, ordinal, reply, standing }) => {
    const asked = { at: sentAt, lease: leases[ordinal] };
    const operation = operationOf(asked, `${session}.${ordinal + 1}`, session, constants);
    if (operation === undefined) return [];
    if (reply === undefined || standing !== "answered" || "id" in reply.message) return [operation];
    const workers = fleetStatusOf(reply.message)?.workers ?? new Map<number, never>();
    const answers = [...workers].map(([worker, status]): [string, HistoryAnswer] => [
      String(worker),
      status,
    ]);
    return [{ ...operation, replied: reply.at, answers: Object.fromEntries(answers) }];
  });
}

function operationOf(
  { at, lease }: Asked,
  id: string,
  session: string,
  constants: LeaseConstants,
): HistoryOperation | undefined {
  if (lease === undefined || !isAdmissible(lease, constants)) return undefined;
  const clear = lease.clear === true;
  return {
    t: "operation",
    id,
    session,
    owner: session,
    verb: clear ? "clear" : "apply",
    clientId: lease.clientId,
    ...(clear ? {} : { level: lease.detail ?? 0, ttlMicros: ttlMicrosOf(lease, constants) }),
    sent: at,
    answers: {},
  };
}

/** The level event of a worker, if it is one. */
function eventIn(entry: JournalEntry): HistoryEvent | undefined {
  if (entry.kind !== "received" || "id" in entry.message) return undefined;
  const content = entry.message.content?.contentType;
  const change = content?.case === "event" ? levelChangeOf(content.value) : undefined;
  if (change === undefined || !/^\d+$/.test(entry.message.message)) return undefined;
  const { previous, effective, transition, clientId } = change;
  return {
    t: "event",
    worker: Number(entry.message.message),
    at: entry.at,
    previous,
    effective,
    transition:
      transition === "lease_apply" || transition === "lease_clear"
        ? transition
        : "lease_tick_expired",
    ...(clientId === undefined ? {} : { clientId }),
  };
}
