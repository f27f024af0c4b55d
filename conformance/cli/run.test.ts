// `kakehi run` as a child process: exit codes, reports, enforcement, interruption.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { judgedRules } from "../checkers/families.ts";
import { familyOf, rules } from "../rules/registry.ts";
import { interrupted, kakehi, main, ownFolder, written } from "./testing/command.ts";

const folder = ownFolder();
const theCase = ["--rule", "LEASE-CAP", "--case", "lease-cap-65th", "--seeds", "1"];

describe("run", () => {
  const report = join(folder, "run.ndjson");

  test("writes one record for each selected row of the contract, and the report is whole", () => {
    const { code, out } = kakehi("run", "--family", "LEASE", "--report", `ndjson=${report}`);
    expect(code).toBe(0);
    expect(out).toMatch(/result {2}exit 0/);
    const lease = rules.filter(({ id }) => familyOf(id) === "LEASE").map(({ id }) => id);
    const run = written(report);
    expect(run.rules.map(({ rule }) => rule)).toEqual(lease);
    expect(run.footer).toMatchObject({ exitCode: 0, aborted: false });
    const cap = readFileSync(report, "utf8")
      .split("\n")
      .find((line) => line.includes('"rule":"LEASE-CAP"'));
    expect(cap).toMatch(
      /^\{"t":"rule","rule":"LEASE-CAP","outcome":"pass","evaluations":\d+,"scenarios":\d+/,
    );
    for (const { evaluations, scenarios } of run.rules.filter(({ rule }) =>
      judgedRules.has(rule),
    )) {
      expect(evaluations).toBeGreaterThan(0);
      expect(scenarios).toBeGreaterThanOrEqual(3);
    }
  });

  test("says the same under every kind of report, and colours none", () => {
    const kinds = ["json", "junit", "markdown", "text"].map((kind) => [
      kind,
      join(folder, `run.${kind}`),
    ]);
    const flags = kinds.flatMap(([kind, path]) => ["--report", `${kind!}=${path!}`]);
    const { out } = kakehi("run", "--case", "lease-cap-65th", ...flags);
    const texts = [out, ...kinds.map(([, path]) => readFileSync(path!, "utf8"))];
    for (const text of texts) {
      expect(text).toContain("LEASE-CAP");
      expect(text).not.toContain("\u001b");
    }
  });

  test.each([
    ["a rule and a case that do not meet", ["--rule", "LEASE-CAP", "--case", "bind-ulid-case"]],
    ["a rule and a tag that do not meet", ["--rule", "LEASE-CAP", "--tag", "bind"]],
    ["a rule that is excluded", ["--rule", "CONFIG-UPGRADE-MAIN"]],
  ])("%s end with 5: a gate that was pointed at nothing must not pass", (_, args) => {
    const { code, out } = kakehi("run", ...args);
    expect(code).toBe(5);
    expect(out).toMatch(/result {2}exit 5: nothing/);
  });

  test("uncovered rules fail a run only where they are enforced", () => {
    const few = ["run", "--case", "lease-cap-65th"];
    expect(kakehi(...few).code).toBe(0);
    expect(kakehi(...few, "--enforce", "should").code).toBe(0);
    const enforced = kakehi(...few, "--enforce", "should", "--enforce", "covered");
    expect(enforced.code).toBe(1);
    expect(enforced.out).toMatch(/result {2}exit 1: \d+ rules are uncovered/);
  });

  test("what is enforced stands in the report, and uncovered rules are named when asked for", () => {
    const path = join(folder, "enforced.ndjson");
    const flags = ["--enforce", "should", "--verbose", "--report", `ndjson=${path}`];
    const { out } = kakehi("run", "--case", "lease-cap-65th", ...flags);
    expect(written(path).header.selection.enforce).toEqual(["should"]);
    expect(out).toMatch(/^○ uncovered +H2-/m);
  });

  test("a defect breaks its rule, and the failure ends with the line that shows it again", () => {
    const of = ["--target", "reference:cap-off-by-one"];
    const { code, out } = kakehi("run", ...theCase, ...of);
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ fail +LEASE-CAP/m);
    const again = /npx kakehi (replay .+)$/m.exec(out)?.[1]?.trim().split(" ") ?? [];
    const replayed = kakehi(...again);
    expect(replayed.code).toBe(1);
    expect(replayed.out).toMatch(/✗ LEASE-CAP at \d+ us/);
  });

  test("annotates in GitHub Actions, and nowhere else", () => {
    const args = ["run", ...theCase, "--target", "reference:cap-off-by-one"];
    const outOf = (value: string): string => {
      const env = { ...process.env, GITHUB_ACTIONS: value };
      return spawnSync(process.execPath, [main, ...args], { encoding: "utf8", env }).stdout;
    };
    expect(outOf("true")).toMatch(
      /^::error file=fixtures\/scenarios\/lease\/[a-z0-9-]+[.]json,title=LEASE-CAP in /m,
    );
    expect(outOf("")).not.toContain("::error");
  });

  test("reports the same on one thread and on two", () => {
    const [one, two] = ["1", "2"].map((jobs) => {
      const path = join(folder, `jobs-${jobs}.ndjson`);
      const flags = ["--case", "lease-c*", "--seeds", "2", "--jobs", jobs];
      expect(kakehi("run", ...flags, "--report", `ndjson=${path}`).code).toBe(0);
      const { rules: records, cases, traces } = written(path);
      return { records, cases, traces };
    });
    expect(one?.cases.length).toBeGreaterThan(20);
    expect(two).toEqual(one);
  });

  test.runIf(process.platform !== "win32").each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends a long run with %i, its table and its report", async (signal, expected) => {
    const path = join(folder, `${signal}.ndjson`);
    const { code, out } = await interrupted(signal, [
      "run",
      "--seeds",
      "5000",
      "--report",
      `ndjson=${path}`,
    ]);
    expect(code).toBe(expected);
    expect(out).toMatch(/^… not-run +LEASE-/m);
    expect(out).toMatch(/stopped before the end/);
    expect(written(path).footer).toMatchObject({ aborted: true, exitCode: expected });
  });
});
