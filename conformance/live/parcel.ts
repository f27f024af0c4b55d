// What the processes of a live run say to each other. Messages travel as the bytes they were: whoever
// receives a journal decodes it again.
import type {
  ActorJournal,
  ConnectionJournal,
  JournalEntry,
  Scenario,
  TraceEvent,
} from "../../sim/index.ts";
import { decodeResponse } from "../../wire/index.ts";
import { type PackedExchange, packedExchange, unpackedExchange } from "./http/packed-exchange.ts";

/** To an actor process: play these actors. */
export interface PlayOrder {
  readonly kind: "play";
  /** Which one this is: a process may take part in several at a time. */
  readonly performance: number;
  readonly scenario: Scenario;
  readonly actors: readonly string[];
  readonly commandSocket: string;
  readonly startNanos: bigint;
  /** How long an answer that is missing is waited for, from when it was asked for. */
  readonly patienceMicros: number;
  /** Of a case with HTTP traffic. */
  readonly traffic: TrafficOrder | undefined;
}

/** What traffic is waited for. */
export interface TrafficOrder {
  /** The labels of the requests that come to an end. */
  readonly awaited: readonly string[];
  /** The case goes on to its very end, because something may happen until then. */
  readonly toTheEnd: boolean;
}

/** To an actor process: nobody waits for anything any more. */
export interface CloseOrder {
  readonly kind: "close";
  readonly performance: number;
}

/** From an actor process: nothing more will be sent, and everything that was asked is answered. */
export interface QuietReport {
  readonly kind: "quiet";
  readonly performance: number;
}

/** From an actor process, when the scenario is over. */
export interface PlayReport {
  readonly kind: "played";
  readonly performance: number;
  readonly journals: readonly PackedJournal[];
  /** What those who speak HTTP did and saw, packed. */
  readonly tape: readonly TraceEvent[];
  /** The longest time for which this process was kept from what it had to do. */
  readonly lagMicros: number;
}

type PackedEntry =
  | Exclude<JournalEntry, { kind: "received" }>
  | { readonly kind: "received"; readonly at: number; readonly payload: Uint8Array };

export interface PackedJournal extends Omit<ActorJournal, "connections" | "exchanges"> {
  readonly connections: readonly PackedConnection[];
  readonly exchanges: readonly PackedExchange[];
}

interface PackedConnection extends Omit<ConnectionJournal, "entries"> {
  readonly entries: readonly PackedEntry[];
}

export function packed(journal: ActorJournal): PackedJournal {
  const connections = journal.connections.map((connection) => {
    return { ...connection, entries: connection.entries.map(packedEntry) };
  });
  return { ...journal, connections, exchanges: journal.exchanges.map(packedExchange) };
}

export function unpacked(journal: PackedJournal): ActorJournal {
  const connections = journal.connections.map((connection): ConnectionJournal => {
    return { ...connection, entries: connection.entries.map(unpackedEntry) };
  });
  return { ...journal, connections, exchanges: journal.exchanges.map(unpackedExchange) };
}

function packedEntry(entry: JournalEntry): PackedEntry {
  if (entry.kind !== "received") return entry;
  return { kind: "received", at: entry.at, payload: entry.payload };
}

function unpackedEntry(entry: PackedEntry): JournalEntry {
  if (entry.kind !== "received") return entry;
  const decoded = decodeResponse(entry.payload);
  if (!decoded.ok) throw new Error("an actor only reports as received what it decoded");
  return { ...entry, message: decoded.message };
}
