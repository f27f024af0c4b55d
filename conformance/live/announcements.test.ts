// A master's own announcement of a lease verb counts only where nothing but verbs that moved nothing
// was under way.
import { expect, test } from "vitest";
import { create, EventKind, EventSchema, ResponseSchema } from "../../wire/index.ts";
import { type ActorJournal, type JournalEntry, play, type Scenario } from "../../sim/index.ts";
import { playOptionsOf } from "../runner/run-case.ts";
import { referenceTarget } from "../targets/reference.ts";
import { judgeAnnouncements } from "./announcements.ts";

const slackMicros = 100_000;
const scenario: Scenario = {
  format: 1,
  id: "announced",
  title: "A clear that moves nothing, and later an apply that moves something.",
  rules: ["EVENT-NO-NOOP"],
  cells: ["EVENT-NO-NOOP/announced"],
  tags: ["event"],
  source: "contract.md EVENT",
  actors: {
    alice: { kind: "operator" },
    watch: { kind: "subscriber", startMicros: 500_000 },
  },
  steps: [
    { at: 1_000_000, actor: "alice", label: "clear", do: "clear", clientId: "a" },
    {
      ...{ at: 2_000_000, actor: "alice", label: "apply", do: "apply", clientId: "a" },
      ...{ detail: "backend", ttlSeconds: 60 },
    },
  ],
  expect: [],
  endMicros: 4_000_000,
};
const { journals } = play(scenario, referenceTarget().testee, playOptionsOf(0));

function announced(at: number): JournalEntry {
  const event = create(EventSchema, { kind: EventKind.METRIC_DETAIL_CHANGED });
  const content = { contentType: { case: "event", value: event } } as const;
  const message = create(ResponseSchema, { status: 1, message: "main", content });
  return { kind: "received", at, message, payload: new Uint8Array() };
}

/** As if the master had announced something then. */
function withEvent(at: number): readonly ActorJournal[] {
  return journals.map((journal) =>
    journal.actor !== "watch"
      ? journal
      : {
          ...journal,
          connections: journal.connections.map((connection) => ({
            ...connection,
            entries: [...connection.entries, announced(at)].sort((a, b) => a.at - b.at),
          })),
        },
  );
}

const faultsAt = (at: number): number =>
  judgeAnnouncements(withEvent(at), slackMicros).violations.length;

test("a verb that moved nothing could have been announced, and was not", () => {
  expect(judgeAnnouncements(journals, slackMicros)).toEqual({ evaluations: 1, violations: [] });
});

test("an announcement counts beside a verb that moved nothing, and nowhere else", () => {
  expect([1_010_000, 2_010_000, 3_000_000].map(faultsAt)).toEqual([1, 0, 0]);
});
