// The exchanges of a run as those see them who asked.
import type { ActorJournal } from "../../../sim/index.ts";

export function clientsIn(journals: readonly ActorJournal[]): ActorJournal["exchanges"] {
  return journals.flatMap(({ exchanges }) => exchanges.filter(({ role }) => role === "client"));
}
