// What the caller got wrong, and a package whose data is: exit codes and one line each.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Ended, kakehi, kakehiAt, kakehiEach, ownFolder } from "./testing/command.ts";
import { type SmallPackage, smallPackage } from "./testing/small-package.ts";

const folder = ownFolder();

describe("what the caller got wrong is exit code 2 and one line", () => {
  const wrong: readonly (readonly [what: string, args: readonly string[], line: RegExp])[] = [
    ["an unknown flag", ["run", "--nope"], /unknown option '--nope'; .*kakehi help/],
    ["a misspelt flag", ["run", "--rul", "X"], /Did you mean --rule/],
    ["an unknown command", ["nope"], /unknown command 'nope'/],
    ["a word too many", ["run", "LEASE-CAP"], /too many arguments/],
    ["a flag without its value", ["run", "--tag"], /--tag/],
    ["an unknown rule", ["run", "--rule", "NOPE"], /no rule matches NOPE; .*list --rules/],
    ["an empty rule", ["run", "--rule", ""], /--rule takes a value/],
    ["an unknown family", ["run", "--family", "LEASE,NOPE"], /no family NOPE; there are LEASE/],
    ["no family", ["run", "--family", ","], /--family takes a value/],
    ["an unknown case", ["run", "--case", "nope"], /no case matches nope; .*kakehi list/],
    ["an empty case", ["run", "--case", ""], /--case takes a value/],
    ["an unknown tag", ["run", "--tag", "nope"], /no case has the tag nope/],
    ["an unknown target", ["run", "--target", "nope"], /no target nope; use reference/],
    ["an unknown defect", ["run", "--target", "reference:nope"], /no defect nope; .*--list/],
    ["no seeds", ["run", "--seeds", "0"], /--seeds takes a whole number from 1 up/],
    ["seeds in words", ["run", "--seeds", "ten"], /whole number from 1 up, not "ten"/],
    ["seeds of nothing", ["run", "--seeds", ""], /whole number from 1 up, not ""/],
    ["seeds beyond counting", ["run", "--seeds", "9".repeat(17)], /whole number/],
    ["an unknown report", ["run", "--report", "pdf=x"], /KIND one of .*ndjson/],
    ["a report without a place", ["run", "--report", "ndjson"], /KIND=PATH/],
    [
      "a report in a place that is a folder",
      ["run", "--case", "lease-cap-65th", "--report", `text=${folder}`],
      /cannot write the report/,
    ],
    ["an unknown enforcement", ["run", "--enforce", "all"], /must, should, covered/],
    ["an unknown case to replay", ["replay", "nope"], /no case nope/],
    ["no case to replay", ["replay"], /missing required argument 'case'/],
    ["a seed below 0", ["replay", "lease-cap-65th", "--seed", "-1"], /--seed takes/],
    ["a token of another engine", ["replay", "e999:lease-cap-65th:7"], /made by engine 999/],
    ["a token and a seed", ["replay", "e2:lease-cap-65th:7", "--seed", "7"], /leave --seed out/],
    ["nothing until", ["replay", "lease-cap-65th", "--until", "0"], /--until takes/],
    ["an unknown id to explain", ["explain", "NOPE"], /no rule or case NOPE/],
    ["an unknown defect to plant", ["defects", "--only", "nope"], /no defect nope/],
    ["an unknown family of defects", ["defects", "--family", "NOPE"], /no family NOPE/],
    [
      "an unknown profile",
      ["run", "--profile", "nope"],
      /no profile nope; there are elects-otherwise, sozu-2\.1/,
    ],
    [
      "a profile of a defect",
      ["run", "--profile", "sozu-2.1", "--target", "reference:cap-off-by-one"],
      /leave --target out/,
    ],
    ["no jobs", ["defects", "--jobs", "0"], /--jobs takes/],
    ["retries of nothing", ["run", "--retries", "2"], /--retries is for live targets/],
    [
      "retries without a list",
      ["run", "--retries", "2", "--target", "live:fixtures/targets/reference.toml"],
      /--retries takes a --baseline FILE/,
    ],
    ["no threads", ["run", "--jobs", "0"], /--jobs takes/],
    ["nothing to serve", ["serve"], /--config FILE/],
    ["too much to serve", ["serve", "-c", "x", "--socket", "y"], /not both/],
  ];
  let ended: readonly Ended[] = [];
  beforeAll(() => {
    ended = kakehiEach(wrong.map(([, args]) => args));
  }, 120_000);

  test.each(wrong.map(([what, , line], at) => [what, line, at] as const))("%s", (_, line, at) => {
    const { code, error } = ended[at]!;
    expect({ code, lines: error.split("\n").length - 1 }).toEqual({ code: 2, lines: 1 });
    expect(error).toMatch(/^kakehi: /);
    expect(error).toMatch(line);
  });

  test("a process of its own ends the same way", () => {
    const { code, out, error } = kakehi("run", "--case", "nope");
    expect({ code, out, lines: error.split("\n").length - 1 }).toEqual({
      code: 2,
      out: "",
      lines: 1,
    });
  });
});

describe("a package whose data is wrong", () => {
  let small: SmallPackage = { script: "", fixtures: "" };
  beforeAll(() => {
    small = smallPackage(join(folder, "package"), { cases: ["lease-apply-backend"] });
  }, 120_000);

  function defect(
    replace: string,
    find = "export function createMaster(host: Host): Machine {",
  ): string {
    const edits = [{ file: "reference/master/master.ts", find: [find], replace: [replace] }];
    const planted = {
      id: "planted",
      title: "Made for this test.",
      source: "here",
      edits,
      expectedRules: ["LEASE-CAP"],
    };
    return JSON.stringify(planted);
  }

  function planted(text: string): void {
    writeFileSync(join(small.fixtures, "defects", "planted.json"), text);
  }

  test.each([
    [
      "a key that nobody knows",
      { colour: "red" },
      /^kakehi: fixtures\/scenarios\/bad\.json: .*colour/,
    ],
    ["a time in halves", { endMicros: 0.5 }, /bad\.json: \/endMicros must be integer/],
    [
      "a rule that nobody wrote down",
      { rules: ["LEASE-NOPE"], cells: ["LEASE-NOPE/x"] },
      /there is no rule LEASE-NOPE/,
    ],
  ])("a scenario with %s is refused with the place in the file", (_, change, line) => {
    const bad = join(small.fixtures, "scenarios", "bad.json");
    const good = {
      format: 1,
      id: "bad",
      title: "Made for this test.",
      rules: ["LEASE-CAP"],
      cells: ["LEASE-CAP/made-for-this-test"],
      tags: ["lease"],
      source: "here",
      actors: {},
      steps: [],
      expect: [],
      endMicros: 1,
    };
    writeFileSync(bad, JSON.stringify({ ...good, ...change }));
    const { code, error } = kakehiAt(small.script, ["run"]);
    rmSync(bad);
    expect({ code, lines: error.split("\n").length - 1 }).toEqual({ code: 2, lines: 1 });
    expect(error).toMatch(line);
  });

  test.each([
    [
      "does not fit the sources",
      defect("", "text that stands nowhere"),
      /planted: .*stands nowhere/,
    ],
    ["makes no code of them", defect("export function ("), /^kakehi: planted: /],
    ["is no defect", "{}", /^kakehi: planted\.json: /],
  ])("a defect that %s is refused by name", (_, text, line) => {
    planted(text);
    const { code, error } = kakehiAt(small.script, ["defects"]);
    expect({ code, lines: error.split("\n").length - 1 }).toEqual({ code: 2, lines: 1 });
    expect(error).toMatch(line);
  });

  test("a defect that nothing notices survives, and that is exit code 1", () => {
    planted(defect("export function createMaster(host: Host): Machine { // The same."));
    const { code, out } = kakehiAt(small.script, ["defects"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ planted {2}survived/);
  });

  test("a machine that throws breaks its rule, and its replay shows how far it came", () => {
    planted(
      defect(
        'export function createMaster(host: Host): Machine { host.append("log", "I was here"); throw new Error("no");',
      ),
    );
    const of = ["--target", "reference:planted"];
    const replayed = kakehiAt(small.script, ["replay", "lease-apply-backend", ...of]);
    expect(replayed.code).toBe(1);
    expect(replayed.out).toMatch(/✗ LIVE-NO-CRASH .*a machine threw/);
    expect(kakehiAt(small.script, ["run", ...of]).code).toBe(1);
  });
});
