import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { rogueActs } from "../actors/rogue.ts";
import { compileScenario } from "./compile.ts";
import { detailNames } from "./detail.ts";
import type { Scenario } from "./scenario.ts";
import { connectionActs } from "./step.ts";
import { verifyScenario } from "./verify.ts";

// From the checkout, so that the compiled test finds it too.
const fixtures = "fixtures";
const schema = JSON.parse(readFileSync(join(fixtures, "schema/scenario.schema.json"), "utf8")) as {
  examples: unknown[];
  $defs: Record<string, { enum?: string[]; properties?: never }>;
};
const validate = new Ajv2020({
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
}).compile(schema);

const files = ["scenarios", "regressions"].flatMap((folder) =>
  readdirSync(join(fixtures, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(folder, name)),
);
const scenarios = files.map((name) => {
  const path = join(fixtures, name);
  return [name, JSON.parse(readFileSync(path, "utf8")) as Scenario] as const;
});

test.each(scenarios)(
  "%s keeps the schema, can be played, and bears its file's name",
  (name, scenario) => {
    expect([validate(scenario), validate.errors]).toEqual([true, null]);
    expect(basename(name, ".json")).toBe(scenario.id);
    verifyScenario(scenario);
    compileScenario(scenario);
    const unnamed = scenario.expect.filter(({ rule }) => !scenario.rules.includes(rule));
    expect(unnamed).toEqual([]);
    expect(scenario.expect).not.toEqual([]);
  },
);

test("no id is given twice", () => {
  const ids = scenarios.map(([, { id }]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("every rule of the lease, binding and status families that they name has three scenarios", () => {
  const counts = new Map<string, number>();
  for (const rule of scenarios.flatMap(([, { rules }]) => rules)) {
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  const few = [...counts].filter(
    ([rule, count]) => /^(LEASE|BIND|STATUS)-/u.test(rule) && count < 3,
  );
  expect(few).toEqual([]);
  expect([...counts.keys()].filter((rule) => /^(LEASE|BIND|STATUS)-/u.test(rule))).not.toHaveLength(
    0,
  );
});

test("the schema's own examples keep it", () => {
  const verdicts = schema.examples.map((example) => validate(example));
  expect(verdicts).toEqual([true]);
});

test("the schema and the types list the same names", () => {
  expect((schema.$defs["detailName"] as { enum: string[] }).enum).toEqual(detailNames);
  const acts = schema.$defs["connectionStep"] as { properties?: { do: { enum: string[] } } };
  expect(acts.properties?.do.enum).toEqual(connectionActs);
  const rogue = schema.$defs["rogue"] as {
    properties?: { repertoire: { items: { enum: string[] } } };
  };
  expect(rogue.properties?.repertoire.items.enum).toEqual(rogueActs);
});

test("every object of the schema is closed", () => {
  const objects = Object.entries(schema.$defs).filter(([, part]) => "properties" in part);
  // Those with a choice of kinds leave the closing to the kind.
  const open = objects.filter(([, part]) => !("additionalProperties" in part || "allOf" in part));
  expect(open).toEqual([]);
  expect(objects.length).toBeGreaterThan(20);
});

const good = schema.examples[0] as Record<string, unknown>;
const step = { at: 1, actor: "alice", do: "apply" };

test.each([
  ["/endMicros", { endMicros: 0.5 }],
  ["", { colour: "red" }],
  ["/format", { format: 2 }],
  ["/id", { id: "Not A Slug" }],
  ["/title", { title: "No full stop here" }],
  ["/rules/0", { rules: ["lease-cap"] }],
  ["/world", { world: { worker: 2 } }],
  ["/world/latencyMicros", { world: { latencyMicros: [1] } }],
  ["/world/workerScripts/1", { world: { workerScripts: { "1": { kind: "dying" } } } }],
  ["/actors/alice/kind", { actors: { alice: { kind: "oracle" } } }],
  ["/actors/alice", { actors: { alice: { kind: "operator", shoe: 44 } } }],
  ["/actors/alice", { actors: { alice: { kind: "renewer" } } }],
  ["/steps/0/do", { steps: [{ ...step, do: "dance" }] }],
  ["/steps/0", { steps: [{ ...step, ttl: 5 }] }],
  ["/steps/0/ttlSeconds", { steps: [{ ...step, ttlSeconds: -1 }] }],
  ["/steps/0/clear", { steps: [{ ...step, clear: true }] }],
  ["/steps/0", { steps: [{ at: 1, do: "kill" }] }],
  ["/steps/0/hex", { steps: [{ ...step, do: "raw", hex: "xy" }] }],
  ["/expect/0", { expect: [{ rule: "LEASE-CAP" }] }],
  ["/expect/0", { expect: [{ rule: "LEASE-CAP", step: "s1" }] }],
  ["/expect/0/status", { expect: [{ rule: "LEASE-CAP", step: "s1", status: "fine" }] }],
  [
    "/expect/0/workers/0",
    { expect: [{ rule: "LEASE-CAP", step: "s1", workers: { "0": { level: "backend" } } }] },
  ],
] as const)("what is wrong at %o is refused there: %o", (pointer, change) => {
  expect(validate({ ...good, ...change })).toBe(false);
  expect(validate.errors?.map(({ instancePath }) => instancePath)).toContain(pointer);
});
