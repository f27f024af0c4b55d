// What an actor did and saw, as plain data that outlives its machine: an actor that crashes has
// still been heard. It judges nothing; expectations are read against it afterwards.

import type { Micros, NodeName } from "../machine.ts";
import type { ConnectOutcome } from "../machine.ts";
import type { ExchangeRecord } from "./http/exchange.ts";
import type { Response, WorkerResponse } from "../../wire/index.ts";

/** Bytes that the transport took whole. */
export interface Sent {
  readonly kind: "sent";
  /** When the last byte was taken. */
  readonly at: Micros;
  readonly step: string | undefined;
  readonly bytes: Uint8Array;
  /** How many terminal replies they should bring. */
  readonly requests: number;
  /** The id that the answer bears, on a channel to a worker. */
  readonly requestId: string | undefined;
}

/** One whole frame that decoded. */
export interface Received {
  readonly kind: "received";
  readonly at: Micros;
  readonly payload: Uint8Array;
  readonly message: Response | WorkerResponse;
}

/** A frame that is none, or does not decode. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly at: Micros;
  readonly fault: string;
}

/** The peer's FIN, a reset, or our own giving up. */
export interface Finished {
  readonly kind: "ended" | "was-reset" | "closed" | "half-closed";
  readonly at: Micros;
}

export type JournalEntry = Sent | Received | Unreadable | Finished;

export interface ConnectionJournal {
  readonly actor: NodeName;
  /** The name that steps use; a connection to a worker bears the worker's node name. */
  readonly connection: string;
  readonly openedAt: Micros;
  connectedAt: Micros | undefined;
  outcome: ConnectOutcome | undefined;
  readonly entries: JournalEntry[];
  /** False in runs so long that nobody could hold what was said. */
  readonly isKept: boolean;
}

export interface DatagramRecord {
  readonly at: Micros;
  readonly lines: readonly string[];
}

export interface ActorJournal {
  readonly actor: NodeName;
  /** In the order of opening; a name that was opened again appears again. */
  readonly connections: ConnectionJournal[];
  readonly datagrams: DatagramRecord[];
  /** Of HTTP clients and origins, in the order of their beginning. */
  readonly exchanges: ExchangeRecord[];
  readonly isKept: boolean;
}

export function createActorJournal(actor: NodeName, isKept = true): ActorJournal {
  return { actor, connections: [], datagrams: [], exchanges: [], isKept };
}

export function noteEntry(journal: ConnectionJournal, entry: JournalEntry): void {
  if (journal.isKept) journal.entries.push(entry);
}

export function noteDatagram(journal: ActorJournal, datagram: DatagramRecord): void {
  if (journal.isKept) journal.datagrams.push(datagram);
}

export function noteExchange(journal: ActorJournal, exchange: ExchangeRecord): void {
  if (journal.isKept) journal.exchanges.push(exchange);
}

/** Adds a connection to the journal of an actor. */
export function openConnectionJournal(
  journal: ActorJournal,
  connection: string,
  openedAt: Micros,
): ConnectionJournal {
  const opened: ConnectionJournal = {
    actor: journal.actor,
    connection,
    openedAt,
    connectedAt: undefined,
    outcome: undefined,
    entries: [],
    isKept: journal.isKept,
  };
  if (journal.isKept) journal.connections.push(opened);
  return opened;
}
