// What the processes of a live run say to each other. Messages travel as the bytes they were: whoever
// receives a journal decodes it again.
import type { ActorJournal, ConnectionJournal, JournalEntry, Scenario } from "../../sim/index.ts";
import { decodeResponse } from "../../wire/index.ts";

/** To an actor process: play these actors. */
export interface PlayOrder {
  readonly kind: "play";
  readonly scenario: Scenario;
  readonly actors: readonly string[];
  readonly commandSocket: string;
  readonly startNanos: bigint;
  /** How long an answer that is missing is waited for, from when it was asked for. */
  readonly patienceMicros: number;
}

/** To an actor process: nobody waits for anything any more. */
export interface CloseOrder {
  readonly kind: "close";
}

/** From an actor process: nothing more will be sent, and everything that was asked is answered. */
export interface QuietReport {
  readonly kind: "quiet";
}

/** From an actor process, when the scenario is over. */
export interface PlayReport {
  readonly kind: "played";
  readonly journals: readonly PackedJournal[];
  /** The longest time for which this process was kept from what it had to do. */
  readonly lagMicros: number;
}

type PackedEntry =
  | Exclude<JournalEntry, { kind: "received" }>
  | { readonly kind: "received"; readonly at: number; readonly payload: Uint8Array };

export interface PackedJournal extends Omit<ActorJournal, "connections"> {
  readonly connections: readonly PackedConnection[];
}

interface PackedConnection extends Omit<ConnectionJournal, "entries"> {
  readonly entries: readonly PackedEntry[];
}

export function packed(journal: ActorJournal): PackedJournal {
  const connections = journal.connections.map((connection) => {
    return { ...connection, entries: connection.entries.map(packedEntry) };
  });
  return { ...journal, connections };
}

export function unpacked(journal: PackedJournal): ActorJournal {
  const connections = journal.connections.map((connection): ConnectionJournal => {
    return { ...connection, entries: connection.entries.map(unpackedEntry) };
  });
  return { ...journal, connections };
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
