import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { verifyScenario } from "../../sim/index.ts";
import { loadCases } from "../runner/cases.ts";
import { generatedWorld, samplingOf, worldOf, worlds } from "./generated-world.ts";

const folder = mkdtempSync(join(tmpdir(), "kakehi-worlds-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const indices = Array.from({ length: 25 }, (_none, index) => index);

test("a generated world is a scenario like any other", () => {
  for (const index of indices) {
    const { scenario } = generatedWorld({ seed: 5, index });
    writeFileSync(join(folder, `${scenario.id}.json`), JSON.stringify(scenario));
    expect(() => {
      verifyScenario(scenario);
    }).not.toThrow();
  }
  expect(loadCases(folder)).toHaveLength(indices.length);
});

test("a world depends on its two numbers and on nothing else", () => {
  const once = indices.map((index) => generatedWorld({ seed: 3, index }));
  const again = indices.toReversed().map((index) => generatedWorld({ seed: 3, index }));
  expect(again.toReversed()).toEqual(once);
  const texts = once.map(({ scenario }) => JSON.stringify({ ...scenario, id: "" }));
  expect(new Set(texts).size).toBe(texts.length);
});

test("what is cut down is the world that was played", () => {
  const number = { seed: 9, index: 17 };
  const seen: string[] = [];
  const holds = fc.property(worlds, (plan) => {
    seen.push(JSON.stringify(worldOf(plan, number)));
  });
  fc.check(holds, samplingOf(number));
  expect(seen).toEqual([JSON.stringify(generatedWorld(number))]);
});
