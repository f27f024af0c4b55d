import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { UsageError } from "../usage-error.ts";
import { loadCase, loadCases } from "./cases.ts";

const folder = mkdtempSync(join(tmpdir(), "kakehi-cases-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const valid = {
  format: 1,
  id: "example",
  title: "An example that does nothing.",
  rules: ["LEASE-CAP"],
  cells: ["LEASE-CAP/example"],
  tags: ["lease"],
  source: "here",
  actors: { alice: { kind: "operator" } },
  steps: [],
  expect: [],
  endMicros: 1,
};

function written(text: string): string {
  const path = join(folder, "example.json");
  writeFileSync(path, text);
  return path;
}

test("a scenario that keeps the schema is read", () => {
  expect(loadCase(written(JSON.stringify(valid))).scenario.id).toBe("example");
});

test.each([
  ["an unknown field", { ...valid, colour: "red" }, /colour/],
  ["a step of an unknown kind", { ...valid, steps: [{ at: 1, do: "dance" }] }, /\/steps\/0/],
  ["a time that is no integer", { ...valid, endMicros: 0.5 }, /\/endMicros/],
  ["a rule that does not exist", { ...valid, rules: ["LEASE-NOPE"] }, /LEASE-NOPE/],
  ["a cell of another rule", { ...valid, cells: ["LEASE-CAP/a", "LEASE-COUNT/a"] }, /LEASE-COUNT/],
  ["a cell without a situation", { ...valid, cells: ["LEASE-CAP"] }, /\/cells\/0/],
  [
    "a rule without a cell",
    { ...valid, rules: ["LEASE-CAP", "LEASE-COUNT"], cells: ["LEASE-CAP/a"] },
    /LEASE-COUNT/,
  ],
  ["another id than the file's", { ...valid, id: "other" }, /name of the file/],
])("%s is refused, saying where", (_, scenario, place) => {
  const path = written(JSON.stringify(scenario));
  expect(() => loadCase(path)).toThrow(UsageError);
  expect(() => loadCase(path)).toThrow(place);
});

test("text that is no JSON is refused", () => {
  const path = written("{");
  expect(() => loadCase(path)).toThrow(/example\.json/);
});

test("every case of the package is valid", () => {
  expect(loadCases().length).toBeGreaterThanOrEqual(60);
});
