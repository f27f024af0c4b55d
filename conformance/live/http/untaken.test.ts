// Which request that went unanswered at a stop a proxy may never have seen.
import { expect, test } from "vitest";
import { type ActorJournal, play } from "../../../sim/index.ts";
import { loadCases } from "../../runner/cases.ts";
import { playOptionsOf } from "../../runner/run-case.ts";
import { referenceTarget } from "../../targets/reference.ts";
import { servedIn } from "./clients.ts";
import { untaken } from "./untaken.ts";

const { scenario } = loadCases().find((one) => one.scenario.id === "gauge-h2-soft-stop")!;
const { journals } = play(scenario, referenceTarget().testee, playOptionsOf(0));
const paced = { served: [...servedIn(journals)] };

/** The first of the two requests is closed without a word; an origin may have seen it. */
function cut({ isSeen }: { readonly isSeen: boolean }): readonly ActorJournal[] {
  return journals.map((journal) => ({
    ...journal,
    exchanges: journal.exchanges
      .filter(({ label, role }) => isSeen || label !== "p0" || role === "client")
      .map((one) => (one.label === "p0" && one.role === "client" ? closed(one) : one)),
  }));
}

function closed<T extends ActorJournal["exchanges"][number]>(one: T): T {
  return { ...one, end: "closed", response: { ...one.response, status: undefined } };
}

test("a request that no origin has seen may not have been taken", () => {
  expect(paced.served).toContain("p0");
  expect(untaken(scenario, paced, cut({ isSeen: false }))).toMatch(/^p0 may not have been taken/);
});

test("one that came to its origin was taken, and so was any where nobody stops", () => {
  expect(untaken(scenario, paced, journals)).toBeUndefined();
  expect(untaken(scenario, paced, cut({ isSeen: true }))).toBeUndefined();
  expect(untaken(scenario, { served: [] }, cut({ isSeen: false }))).toBeUndefined();
  const calm = { ...scenario, steps: scenario.steps.filter(({ do: act }) => act !== "request") };
  expect(untaken(calm, paced, cut({ isSeen: false }))).toBeUndefined();
});
