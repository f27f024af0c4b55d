import { expect, test } from "vitest";
import { targetOf } from "../targets/by-name.ts";
import { cutDown } from "./cut.ts";
import { generatedWorld } from "./generated-world.ts";
import { judgedWorld } from "./world-run.ts";

const rule = "STREAM-REUSE-CLEAN";
const target = await targetOf("reference:attempts-survive-reuse");
const indices = Array.from({ length: 20 }, (_none, index) => index);
const number = indices
  .map((index) => generatedWorld({ seed: 2, index }))
  .find((world) => judgedWorld(world, target).violations.some((one) => one.rule === rule))
  ?.number ?? { seed: 2, index: -1 };

test(
  "a world that broke a rule is cut down and still breaks it",
  { timeout: 120_000 },
  async () => {
    const heard: number[] = [];
    const found = await cutDown(number, rule, target, {
      runsMax: 60,
      isStopped: () => false,
      tried: (runs) => {
        heard.push(runs);
      },
    });
    const whole = generatedWorld(number).scenario.steps.length;
    expect(found?.violation.rule).toBe(rule);
    expect(found?.world.scenario.steps.length).toBeLessThan(whole);
    expect(found?.world.scenario.rules).toEqual([rule]);
    expect(heard.length).toBeLessThanOrEqual(60);
  },
);

test("who stops it early has the smallest world so far", { timeout: 120_000 }, async () => {
  let runs = 0;
  const found = await cutDown(number, rule, target, {
    runsMax: 60,
    isStopped: () => runs > 0,
    tried: () => {
      runs += 1;
    },
  });
  expect(runs).toBe(1);
  expect(found?.world.scenario.steps).toHaveLength(generatedWorld(number).scenario.steps.length);
});
