// EVENT-NO-NOOP from outside, for what a master announces of lease verbs itself: a METRIC_DETAIL_CHANGED
// that names no worker may come with a verb that moved some level. Whose announcement it was nobody
// says, so one counts only where, as far as clients can tell, nothing but verbs that moved nothing was
// under way.
import type { ActorJournal, ConnectionJournal, JournalEntry } from "../../sim/index.ts";
import { EventKind } from "../../wire/index.ts";
import type { Violation } from "../checkers/verdicts.ts";
import { pairsOf } from "../expectations/pairing.ts";
import { fleetStatusOf, statusOf } from "../observe/facts.ts";
import { leasesIn } from "./sent-leases.ts";

const rule = "EVENT-NO-NOOP";

export interface Announced {
  /** How many verbs that moved nothing would have been seen to be announced. */
  readonly evaluations: number;
  readonly violations: readonly Violation[];
}

interface Verb {
  readonly from: number;
  readonly to: number;
  readonly moved: "nothing" | "something" | "refused";
}

/** `slackMicros` is how late an event may be. */
export function judgeAnnouncements(
  journals: readonly ActorJournal[],
  slackMicros: number,
): Announced {
  const connections = journals.flatMap((journal) => journal.connections);
  const listener = connections.find((one) => one.entries.some(isSubscribedWord));
  const since = listener?.entries.find(isSubscribedWord)?.at ?? Infinity;
  const isOver = listener?.entries.some(({ kind }) => kind !== "sent" && kind !== "received");
  if (listener === undefined || isOver === true) return { evaluations: 0, violations: [] };
  const verbs = connections.flatMap((one) => verbsOf(one, slackMicros));
  const moving = verbs.filter(({ moved }) => moved === "something");
  const isClear = (at: number): boolean => !moving.some(({ from, to }) => at >= from && at <= to);
  const still = verbs.filter(
    ({ from, to, moved }) =>
      moved === "nothing" && from > since && isClear(from) && isClear(to - slackMicros),
  );
  const violations = listener.entries
    .filter((entry) => entry.at > since && isOfNobody(entry))
    .filter(({ at }) => isClear(at) && still.some(({ from, to }) => at >= from && at <= to))
    .map(({ at }) => ({
      rule,
      index: 0,
      at,
      message: "a verb that changed nothing was announced",
      expected: "no event",
      actual: "an event of the master",
    }));
  return { evaluations: still.length, violations };
}

function verbsOf(connection: ConnectionJournal, slackMicros: number): Verb[] {
  const leases = connection.entries.flatMap((entry) =>
    entry.kind === "sent" ? leasesIn(entry) : [],
  );
  return pairsOf(connection).flatMap(({ sentAt, ordinal, reply, standing }): Verb[] => {
    if (leases[ordinal] === undefined) return [];
    if (reply === undefined || standing !== "answered" || "id" in reply.message) {
      return [{ from: sentAt, to: Infinity, moved: "something" }];
    }
    const { message, at } = reply;
    const workers = [...(fleetStatusOf(message)?.workers.values() ?? [])];
    const isStill = workers.every(({ previous, effective }) => previous === effective);
    const wasDone = workers.length > 0 && statusOf(message.status) === "ok";
    const moved = isStill ? (wasDone ? "nothing" : "refused") : "something";
    return [{ from: sentAt, to: at + slackMicros, moved }];
  });
}

function eventIn(entry: JournalEntry): { source: string; kind: EventKind } | undefined {
  if (entry.kind !== "received" || "id" in entry.message) return undefined;
  const content = entry.message.content?.contentType;
  if (content?.case !== "event") return undefined;
  return { source: entry.message.message, kind: content.value.kind };
}

/** The first event that a subscriber gets says that somebody subscribed. */
function isSubscribedWord(entry: JournalEntry): boolean {
  return eventIn(entry) !== undefined;
}

function isOfNobody(entry: JournalEntry): boolean {
  const event = eventIn(entry);
  return event?.kind === EventKind.METRIC_DETAIL_CHANGED && !/^\d+$/.test(event.source);
}
