// Judges which level events one actor saw: exactly those listed, for each worker in that order. A client
// reads the worker's id in the event's message; a scripted master knows whose channel it reads.
import type { ActorJournal, EventsExpectation, ExpectedEvent, Interval } from "../../sim/index.ts";
import { levelName } from "../model/level.ts";
import { levelChangeOf } from "../observe/facts.ts";
import type { LevelChange } from "../observe/observation.ts";
import { workerOf } from "../observe/worker-name.ts";
import type { Divergence } from "./divergence.ts";

interface SeenEvent {
  readonly at: number;
  readonly source: string;
  readonly change: LevelChange;
}

export function judgeEvents(
  expectation: EventsExpectation,
  journals: readonly ActorJournal[],
): Divergence[] {
  const { actor, within, exactly } = expectation.events;
  const journal = journals.find((candidate) => candidate.actor === actor);
  const seen =
    journal === undefined ? [] : eventsOf(journal).filter((event) => inside(within, event.at));
  const sources = new Set([
    ...seen.map((event) => event.source),
    ...exactly.flatMap((event) => event.sources),
  ]);
  return [...sources].flatMap((source) => {
    const wanted = exactly.filter((event) => event.sources.includes(source));
    const shown = seen.filter((event) => event.source === source);
    if (wanted.length === shown.length && wanted.every((event, at) => fits(event, shown[at])))
      return [];
    return [
      {
        rule: lacksExpiriesOnly(wanted, shown) ? expiryRule : expectation.rule,
        step: undefined,
        at: shown.at(-1)?.at ?? 0,
        message: `the level events of worker ${source} that ${actor} saw`,
        expected: wanted.map(expectedText).join("; ") || "none",
        actual: shown.map(seenText).join("; ") || "none",
      },
    ];
  });
}

/** An expiry that nobody was told of may be one that never was, whatever the case is for. */
const expiryRule = "LEASE-EXPIRES";

function lacksExpiriesOnly(wanted: readonly ExpectedEvent[], shown: readonly SeenEvent[]): boolean {
  const others = wanted.filter(({ transition }) => transition !== "lease_tick_expired");
  if (others.length === wanted.length || others.length !== shown.length) return false;
  return others.every((event, at) => fits(event, shown[at]));
}

function eventsOf(journal: ActorJournal): SeenEvent[] {
  return journal.connections.flatMap((connection) =>
    connection.entries.flatMap((entry) => {
      if (entry.kind !== "received") return [];
      const { message } = entry;
      const content = message.content?.contentType;
      const change = content?.case === "event" ? levelChangeOf(content.value) : undefined;
      if (change === undefined) return [];
      const channel = "id" in message ? workerOf(connection.connection) : undefined;
      const source = channel === undefined ? message.message : String(channel);
      return [{ at: entry.at, source, change }];
    }),
  );
}

function inside(interval: Interval | undefined, at: number): boolean {
  return interval === undefined || (at >= interval[0] && at <= interval[1]);
}

function fits(expected: ExpectedEvent, seen: SeenEvent | undefined): boolean {
  return (
    seen !== undefined &&
    inside(expected.at, seen.at) &&
    levelName(seen.change.previous) === expected.previous &&
    levelName(seen.change.effective) === expected.effective &&
    seen.change.transition === expected.transition &&
    (seen.change.clientId ?? null) === expected.clientId
  );
}

function expectedText(event: ExpectedEvent): string {
  return `${event.transition} ${event.previous}>${event.effective} by ${event.clientId ?? "nobody"} in ${event.at[0]}..${event.at[1]}`;
}

function seenText({ at, change }: SeenEvent): string {
  return `${change.transition} ${levelName(change.previous)}>${levelName(change.effective)} by ${change.clientId ?? "nobody"} at ${at}`;
}
