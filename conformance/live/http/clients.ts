// The exchanges of a run: as those see them who asked, and of which of them an origin knows.
import type { ActorJournal } from "../../../sim/index.ts";

export function clientsIn(journals: readonly ActorJournal[]): ActorJournal["exchanges"] {
  return journals.flatMap(({ exchanges }) => exchanges.filter(({ role }) => role === "client"));
}

/** The labels of the requests that came to an origin. */
export function servedIn(journals: readonly ActorJournal[]): ReadonlySet<string> {
  const exchanges = journals.flatMap((journal) => journal.exchanges);
  return new Set(exchanges.filter(({ role }) => role === "origin").map(({ label }) => label));
}
