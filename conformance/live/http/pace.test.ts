// How fast cases with traffic are played: idle time is cut where that changes nothing, kept where a rule
// is about instants, and a case that instants decide is not played at all.
import { expect, test } from "vitest";
import { loadCases } from "../../runner/cases.ts";
import { referenceTarget } from "../../targets/reference.ts";
import { inRealTime } from "../timeline.ts";
import { lateAnswerMicros, lastStepOf, leftEarly, type Paced, pacedIn } from "./pace.ts";

const reference = referenceTarget();
const cases = new Map(loadCases().map(({ scenario }) => [scenario.id, scenario]));
const time = { latenessMicros: 0, slackMicros: 1_000_000, ttlDefaultSeconds: 60, stretch: 1 };

function paced(id: string, rules?: readonly string[]): Paced | string {
  const scenario = cases.get(id)!;
  const asked = { ...scenario, rules: rules ?? scenario.rules };
  return pacedIn(asked, time, { reference, microsMax: 20_000_000 });
}

test("idle time is cut where exchanges come to the same", () => {
  const { pace, scenario, awaited } = paced("body-h1-close-delimited") as Paced;
  expect([pace, awaited]).toEqual(["brisk", ["whole", "cut"]]);
  const fast = inRealTime(scenario, { ...time, pace });
  expect(lastStepOf(fast)).toBeLessThan(lastStepOf(scenario) / 4);
});

test("a case about instants is played as it is written, to its very end", () => {
  const { pace, scenario } = paced("body-h1-close-delimited", ["TIMEOUT-BACKEND"]) as Paced;
  expect(pace).toBe("written");
  expect(scenario.endMicros).toBeGreaterThanOrEqual(lastStepOf(scenario));
});

test.each([
  ["given-to-one-that-says-nothing", /how little the network holds/],
  ["drain-h1-client-does-not-read", /not read any more/],
])("%s is told by nobody on a real machine", (id, why) => {
  expect(paced(id)).toMatch(why);
});

test("who speaks first without being asked is heard before or after the request", () => {
  expect(paced("body-h1-to-h1-greeting")).toMatch(/hangs on instants/);
});

test.each([
  [lateAnswerMicros, "down", 1_200_000, true],
  [lateAnswerMicros, "down", lateAnswerMicros + 1, false],
  [lateAnswerMicros, "other", 1_200_000, false],
  [1_000_000, "down", 1_200_000, false],
  [1_000_000, "down", 900_000, true],
] as const)(
  "patience %i µs: %s is given up after %i µs; early: %s",
  (patience, label, micros, isEarly) => {
    const left = { role: "client", actor: "a", label, end: "abandoned", response: { status: 200 } };
    const journals = [{ exchanges: [{ ...left, startedAt: 7, endedAt: 7 + micros }] }];
    const found = leftEarly({ kept: ["down"], begun: [] }, journals as never, {
      steps: [],
      patienceMicros: patience,
    });
    expect(found !== undefined).toBe(isEarly);
  },
);

test("who stands behind a request that is not answered waits from its own step on", () => {
  const left = { role: "client", actor: "a", label: "down", end: "abandoned", response: {} };
  const journals = [{ exchanges: [{ ...left, startedAt: 900, endedAt: 1_000 }] }];
  const step = { at: 7, actor: "a", do: "fetch", label: "down" } as const;
  const found = (at: number) =>
    leftEarly({ kept: ["down"], begun: [] }, journals as never, {
      steps: [{ ...step, at }],
      patienceMicros: 500,
    });
  expect(found(7)).toBeUndefined();
  expect(found(600)).toBe("a left before down was over");
});
