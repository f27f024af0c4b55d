// Whether nothing more is to be seen of the HTTP traffic of a case: what was to end has ended, and for a
// while nothing has happened. Where something may still happen by itself, the case goes on to its end.
import type { ActorJournal, Scenario } from "../../../sim/index.ts";
import type { TrafficOrder } from "../parcel.ts";
import type { Tape } from "./tape.ts";

export interface Watched {
  readonly scenario: Scenario;
  readonly journals: readonly ActorJournal[];
  readonly tape: Tape;
}

export function isStill(
  { awaited, toTheEnd }: TrafficOrder,
  { scenario, journals, tape }: Watched,
  at: number,
  quietMicros: number,
): boolean {
  const exchanges = journals.flatMap((journal) => journal.exchanges);
  // Whoever plays others of the case has nothing to wait for.
  const isHere = journals.some(({ actor }) => scenario.actors[actor]?.kind === "http-client");
  if (!isHere) return true;
  if (toTheEnd && at < scenario.endMicros) return false;
  const last = tape.events.at(-1)?.at ?? 0;
  if (at - last < quietMicros) return false;
  const ended = new Set(
    exchanges.flatMap(({ role, label, end }) =>
      role === "client" && end !== undefined ? [label] : [],
    ),
  );
  return awaited.every((label) => ended.has(label));
}
