// What is published of a release holds none of its words, and of what endangers its users nothing at all.
import { expect, test } from "vitest";
import { finishRun, type Failure, type Run } from "../../reports/index.ts";
import { loadCases } from "../runner/cases.ts";
import { loadCapabilities } from "./capabilities.ts";
import { loadDangers } from "./dangers.ts";
import { loadHarm } from "./harmful.ts";
import { published } from "./publication.ts";
import { publishedBaseline } from "./published-baseline.ts";

const dangers = loadDangers();
const row = "[01AAAAAAAAAAAAAAAAAAAAAAAA b - -]\tAUDIT\tCommand(ts=x, verb=stop)";

function runOf(failure: Partial<Failure>, id = "bind-stranger-clears"): Run {
  const told = { rule: "FANOUT-COUNTED", message: "m", expected: "e", actual: "a", at: 1 };
  const seeds = { first: 0, count: 1 };
  return finishRun(
    {
      header: {
        t: "header",
        format: 1,
        suiteVersion: "0.1.0",
        target: "live:sozu",
        seeds,
        selection: { rules: [], families: [], cases: [], tags: [], enforce: [] },
        planned: { rules: 1, cases: 1 },
        node: "20",
        platform: "linux x64",
      },
      rules: [{ t: "rule", rule: "FANOUT-COUNTED", outcome: "fail", evaluations: 1, scenarios: 1 }],
      cases: [
        {
          t: "case",
          case: id,
          outcome: "fail",
          seeds,
          rules: ["FANOUT-COUNTED"],
          hash: "",
          virtualMicros: 0,
          failures: [{ ...told, events: ["target: its log"], ...failure }],
          wavering: [
            { rule: told.rule, failed: 1, attempts: 2, failures: [{ ...told, ...failure }] },
          ],
        },
      ],
      baseline: [],
      traces: [],
      notes: [],
    },
    {},
    0,
  );
}

const shown = (failure: Partial<Failure>, id?: string): Failure | undefined =>
  published(runOf(failure, id), dangers).cases[0]?.failures[0];

test("what wavered is published as what failed is", () => {
  const { wavering, failures } = published(runOf({ actual: row }), dangers).cases[0]!;
  expect(wavering).toEqual([{ rule: "FANOUT-COUNTED", failed: 1, attempts: 2, failures }]);
});

test.each([
  ['ok "it said \\"so\\" and more"', 'ok "…"'],
  [row, "a row of its audit trail"],
  ['{"verb":"stop"}', "a row of its audit trail"],
  ["worker 0 effective cluster", "worker 0 effective cluster"],
])("%s is published as %s", (actual, without) => {
  expect(shown({ actual })).toEqual({
    rule: "FANOUT-COUNTED",
    message: "m",
    expected: "e",
    actual: without,
    at: 1,
  });
});

test.each([
  ["LIVE-NO-CRASH", "bind-stranger-clears"],
  ["FANOUT-COUNTED", "config-log-level-nul"],
])("of %s in %s nothing is told but that", (rule, id) => {
  const told = shown({ rule, step: "s" }, id);
  expect(told).toMatchObject({ rule, expected: "", actual: "" });
  expect(JSON.stringify(told)).not.toMatch(/"step"|events/);
});

test("a baseline says of each rule what somebody notices", () => {
  const text = publishedBaseline("sozu-2.3.3", [runOf({})], undefined);
  expect(text).toMatch(/rule: FANOUT-COUNTED\n {4}case: bind-stranger-clears\n/);
  expect(text).toMatch(/reason: a reply tells of errors/);
});

test("a baseline that stands keeps what wavers, and learns what is new", () => {
  const steadily = (id: string): Run => {
    const run = runOf({}, id);
    return { ...run, cases: run.cases.map((one) => ({ ...one, wavering: [] })) };
  };
  const wavers = publishedBaseline("sozu-2.3.3", [runOf({})], undefined);
  expect(wavers).toMatch(/status: flaky/);
  expect(publishedBaseline("sozu-2.3.3", [steadily("bind-stranger-clears")], wavers)).toBe(wavers);
  const fails = wavers.replace("status: flaky", "status: fail");
  const elsewhere = publishedBaseline("sozu-2.3.3", [steadily("lease-cap")], fails);
  expect(elsewhere).toMatch(/- bind-stranger-clears\n {6}- lease-cap\n {4}status: fail/);
});

test("what only some of several runs came to wavers", () => {
  const unwavering = (failure: boolean): Run => {
    const run = runOf({});
    const cases = run.cases.map(({ failures, outcome, ...one }) => ({
      ...one,
      wavering: [],
      outcome: failure ? outcome : ("pass" as const),
      failures: failure ? failures : [],
    }));
    return { ...run, cases };
  };
  const same = publishedBaseline("sozu-2.3.3", [unwavering(true), unwavering(true)], undefined);
  expect(same).toMatch(/status: fail/);
  const differing = [unwavering(true), unwavering(false), unwavering(true)] as const;
  const text = publishedBaseline("sozu-2.3.3", [...differing], undefined);
  expect(text).toMatch(/status: flaky/);
  expect(text).toMatch(/in 2 of 3/);
});

test("the lists of data are in order", () => {
  expect(loadCapabilities().size).toBeGreaterThan(20);
  const harmOf = loadHarm();
  const harms = new Set(loadCases().map(({ scenario }) => harmOf(scenario.id)));
  expect([...harms].sort()).toEqual(["alone", "harmful", "none"]);
});
