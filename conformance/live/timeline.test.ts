// Every case of the suite on a real clock: whatever is cut short, what happens keeps its order, what
// comes after the end of a lease stays after it, and there is room between two instants.
import { describe, expect, test } from "vitest";
import type { Scenario } from "../../sim/index.ts";
import { loadCases } from "../runner/cases.ts";
import { gapMicrosMin, inRealTime } from "./timeline.ts";

const time = {
  latenessMicros: 5_000_000,
  slackMicros: 1_000_000,
  ttlDefaultSeconds: 60,
  stretch: 1,
};
const cases = loadCases().map(({ scenario }) => scenario);

const instants = ({ steps }: Scenario): number[] => steps.map(({ at }) => at);

test("steps that were together stay together, others have room between them", () => {
  const faults = cases.flatMap((scenario) => {
    const before = instants(scenario);
    const after = instants(inRealTime(scenario, time));
    const pairs = before.flatMap((a, i) =>
      before.map((b, j) => [a - b, (after[i] ?? 0) - (after[j] ?? 0)]),
    );
    const wrong = pairs.filter(([was = 0, is = 0]) =>
      was === 0 ? is !== 0 : was > 0 && is < gapMicrosMin,
    );
    return wrong.length > 0 ? [scenario.id] : [];
  });
  expect(faults).toEqual([]);
});

test("a step after the end of a lease comes after all lateness", () => {
  const faults = cases.flatMap((scenario) => {
    const scaled = inRealTime(scenario, time);
    const applies = scenario.steps.flatMap((step, place) =>
      "do" in step && step.do === "apply" && !("times" in step) ? [{ step, place }] : [],
    );
    const wrong = applies.flatMap(({ step, place }) => {
      const ttl = (step.ttlSeconds ?? 0) === 0 ? 60 : (step.ttlSeconds ?? 60);
      const end = step.at + ttl * 1_000_000;
      const ends = (scaled.steps[place]?.at ?? 0) + ttl * 1_000_000;
      return scenario.steps.filter(({ at }, other) => {
        const is = scaled.steps[other]?.at ?? 0;
        return at >= end && is < ends + time.latenessMicros;
      });
    });
    return wrong.length > 0 ? [scenario.id] : [];
  });
  expect(faults).toEqual([]);
});

describe("room", () => {
  test("grows with the stretch", () => {
    const scenario = cases.find(({ id }) => id === "bind-stranger-clears")!;
    const [narrow, wide] = [1, 4].map((stretch) => inRealTime(scenario, { ...time, stretch }));
    expect(wide!.endMicros).toBeGreaterThan(narrow!.endMicros);
  });

  test("a long silence is cut short", () => {
    const scenario = cases.find(({ id }) => id === "lease-apply-backend")!;
    expect(inRealTime(scenario, time).endMicros).toBeLessThan(4_000_000);
  });
});

test("who hangs up waits first for as long as it is told, and nobody else does", () => {
  const farewellMicros = 6_000_000;
  const kinds = ["abort", "close", "reset"];
  const faults = cases.flatMap((scenario) => {
    const { steps, actors } = scenario;
    const isFarewell = steps.map(
      (step) =>
        "actor" in step && actors[step.actor]?.kind === "http-client" && kinds.includes(step.do),
    );
    const usual = instants(inRealTime(scenario, time));
    const patient = instants(inRealTime(scenario, { ...time, farewellMicros }));
    const wrong = isFarewell.includes(true)
      ? patient.filter((at, place) => {
          const before = Math.max(0, ...patient.filter((one) => one < at));
          const isOnce = isFarewell[place] === true && !("times" in (steps[place] ?? {}));
          return isOnce && at - before < farewellMicros;
        })
      : patient.filter((at, place) => at !== usual[place]);
    return wrong.length > 0 ? [scenario.id] : [];
  });
  expect(faults).toEqual([]);
});
