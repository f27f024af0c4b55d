// Baselines by the compiled command line: what a run makes of one, what is refused in a line, and that an
// update of a file leaves a run with it green.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Run } from "../../reports/index.ts";
import { type Ended, kakehiAt, kakehiEachAt, ownFolder, written } from "./testing/command.ts";
import { type SmallPackage, smallPackage } from "./testing/small-package.ts";

const folder = ownFolder();
let small: SmallPackage = { script: "", fixtures: "" };
/** A whole run of these is over in a second; some of them break under the fault, some do not. */
const cases = [
  "lease-cap-65th",
  "lease-cap-foreign-id",
  "lease-cap-renewal",
  "lease-apply-backend",
  "bind-one-owner-then-free",
];
beforeAll(() => {
  small = smallPackage(join(folder, "package"), { cases, defects: true });
}, 120_000);

function kakehi(...args: readonly string[]): Ended {
  return kakehiAt(small.script, args);
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const broken = ["--target", "reference:cap-off-by-one", "--seeds", "1"];
const theCase = "lease-cap-65th";
const rules = ["LEASE-CAP", "LEASE-COUNT", "LEASE-FAILURE-INERT"];

function known(of: readonly string[], more = ""): string {
  const entries = of.map(
    (rule) =>
      `  - { rule: ${rule}, case: ${theCase}, status: fail, match: any, reason: counts its own${more} }\n`,
  );
  return `version: 1\nentries:\n${entries.join("")}`;
}

function held(baseline: string, ...args: readonly string[]): Ended & { readonly run: Run } {
  const report = join(folder, "run.ndjson");
  const ended = kakehi("run", ...args, "--baseline", baseline, "--report", `ndjson=${report}`);
  return { ...ended, run: written(report) };
}

test("failures that are all listed are expected, and shown with their reason", () => {
  const { code, out, run } = held(file("all.yaml", known(rules)), ...broken, "--case", theCase);
  expect([code, run.cases[0]?.outcome]).toEqual([0, "expected-fail"]);
  expect(out).toMatch(/≈ expected-fail +LEASE-CAP .*counts its own/);
  expect(out).toMatch(/all\.yaml: 3 expected \(3\)/);
});

test("a failure that is not listed fails the run", () => {
  const some = file("some.yaml", known(rules.slice(1)));
  const { code, run } = held(some, ...broken, "--case", theCase);
  expect([code, run.cases[0]?.outcome]).toEqual([1, "fail"]);
  const counting = run.cases[0]?.failures.filter(({ excuse }) => excuse === undefined) ?? [];
  expect(new Set(counting.map(({ rule }) => rule))).toEqual(new Set(["LEASE-CAP"]));
});

test("a rule that holds although it is listed fails the run", () => {
  const { code, out, run } = held(
    file("fixed.yaml", known(rules)),
    "--seeds",
    "1",
    "--case",
    theCase,
  );
  expect([code, run.cases[0]?.outcome]).toEqual([1, "unexpected-pass"]);
  expect(out).toMatch(/! unexpected-pass .*fixed\.yaml:3 {2}LEASE-CAP: .*take the entry out/);
});

test("a narrowed run says nothing about the entries outside it", () => {
  const { code, run } = held(file("out.yaml", known(rules)), "--seeds", "1", "--case", "bind-one*");
  expect([code, ...run.baseline.map(({ verdict }) => verdict)]).toEqual([
    0,
    ...rules.map(() => "outside"),
  ]);
});

test("an expired entry fails the run, even where it would fit", () => {
  const old = file("old.yaml", known(rules, ", expires: 2020-01-01"));
  const { code, run } = held(old, ...broken, "--case", theCase);
  expect([code, run.baseline[0]?.verdict, run.cases[0]?.outcome]).toEqual([1, "expired", "fail"]);
  const checked = kakehi("baseline", "check", old);
  expect(checked.code).toBe(1);
  expect(checked.out).toMatch(/old\.yaml:3:1: the entry for LEASE-CAP held until 2020-01-01/);
});

test("a quarantined case is not played unless that is asked for", () => {
  const text = `version: 1
entries:
  - { rule: LEASE-CAP, case: ${theCase}, status: crash, reason: falls over }
`;
  const args = [...broken, "--case", "lease-cap-{65th,foreign-id}"];
  const resting = held(file("crash.yaml", text), ...args);
  const record = resting.run.cases.find((one) => one.case === theCase);
  expect([resting.code, record?.outcome, record?.reason]).toEqual([
    0,
    "excluded",
    "quarantined: falls over",
  ]);
  expect(resting.run.header.planned.cases).toBe(resting.run.cases.length);
  const playing = held(file("crash.yaml", text), ...args, "--run-quarantined");
  const played = playing.run.cases.find((one) => one.case === theCase);
  expect([playing.code, played?.outcome]).toEqual([0, "expected-fail"]);
});

test("a profile is held against a baseline, and what it breaks is news then", () => {
  const args = ["--profile", "sozu-2.1", "--seeds", "1", "--case", "lease-apply-backend"];
  expect(kakehi("run", ...args).code).toBe(0);
  const empty = file("empty.yaml", "version: 1\nentries: []\n");
  const { code, out, run } = held(empty, ...args);
  expect(code).toBe(1);
  expect(out).toMatch(/empty\.yaml: none \(0\)/);
  const list = run.cases[0]!.failures.map(({ rule }) => rule);
  const entries = known([...new Set(list)]).replaceAll(theCase, "lease-apply-backend");
  expect(held(file("profile.yaml", entries), ...args).code).toBe(0);
});

describe("what is no baseline", () => {
  const wrong: readonly (readonly [what: string, args: readonly string[], line: RegExp])[] = [
    [
      "that is not there",
      ["run", "--baseline", join(folder, "none.yaml")],
      /cannot read the baseline/,
    ],
    [
      "with an unknown case",
      ["run", "--baseline", file("case.yaml", known(rules).replaceAll(theCase, "nope"))],
      /case\.yaml:3:1: no case matches nope; .*and 2 more, see `kakehi baseline check/,
    ],
    [
      "without a reason",
      ["run", "--baseline", file("why.yaml", known(["LEASE-CAP"]).replace("counts its own", '""'))],
      /why\.yaml:3:1: LEASE-CAP needs a reason/,
    ],
    [
      "for another suite",
      ["run", "--baseline", file("suite.yaml", `suite: ">=9"\n${known(rules)}`)],
      /is for the suite >=9, and this is 0\./,
    ],
    [
      "for more seeds",
      ["run", "--seeds", "1", "--baseline", file("seeds.yaml", `seeds: 3\n${known(rules)}`)],
      /was made with 3 seeds; .*use --seeds 3/,
    ],
    ["that nobody named", ["run", "--run-quarantined"], /--run-quarantined takes a --baseline/],
    ["to update from nothing", ["baseline", "update", "x.yaml"], /--from <result>/],
    [
      "to update from no result",
      ["baseline", "update", "x.yaml", "--from", file("no.ndjson", "hello\n")],
      /no\.ndjson:1: this line is not JSON; a result is what `kakehi run --report ndjson=FILE`/,
    ],
    [
      "to update by something else",
      ["baseline", "update", "x.yaml", "--from", "x", "--match", "luck"],
      /--match takes fingerprint, message or any/,
    ],
  ];
  let ended: readonly Ended[] = [];
  beforeAll(() => {
    ended = kakehiEachAt(
      small.script,
      wrong.map(([, args]) => args),
    );
  }, 120_000);

  test.each(wrong.map(([what, , line], at) => [what, line, at] as const))(
    "a baseline %s is exit code 2 and one line",
    (_, line, at) => {
      const { code, error } = ended[at]!;
      expect({ code, lines: error.split("\n").length - 1 }).toEqual({ code: 2, lines: 1 });
      expect(error).toMatch(line);
    },
  );
});

test("check names every problem with its place", () => {
  const bad = file("bad.yaml", known(rules).replaceAll(theCase, "nope"));
  const { code, out } = kakehi("baseline", "check", bad);
  expect([code, out.split("\n").length - 1]).toEqual([2, 3]);
  const good = kakehi("baseline", "check", file("ok.yaml", known(rules)));
  expect([good.code, good.out]).toEqual([0, `${join(folder, "ok.yaml")} is in order\n`]);
});

test("a whole run is brought into a file that then fits it; a part of a run is refused", () => {
  const report = join(folder, "whole.ndjson");
  const path = join(folder, "new.yaml");
  kakehi("run", ...broken, "--case", theCase, "--report", `ndjson=${report}`);
  const refused = kakehi("baseline", "update", path, "--from", report);
  expect(refused.code).toBe(2);
  expect(refused.error).toMatch(/narrowed by --case; run all of it/);
  kakehi("run", ...broken, "--report", `ndjson=${report}`);
  const begun = kakehi("baseline", "update", path, "--from", report);
  expect(begun.code).toBe(0);
  expect(begun.out).toMatch(/need a reason before/);
  expect(kakehi("run", ...broken, "--case", theCase, "--baseline", path).code).toBe(2);
  rmSync(path);
  kakehi("baseline", "update", path, "--from", report, "--reason", "counts its own");
  const { code, run } = held(path, ...broken);
  expect([code, run.footer.totals.cases.fail]).toEqual([0, 0]);
  expect(run.footer.totals.cases["expected-fail"]).toBeGreaterThan(0);
  const before = readFileSync(path, "utf8");
  const again = kakehi("baseline", "update", path, "--from", join(folder, "run.ndjson"));
  expect(again.out).toMatch(/fits the run; nothing is changed/);
  expect(readFileSync(path, "utf8")).toBe(before);
  // A list that is true of other runs: what did not come in this one wavers.
  const [, entries = ""] = before.split("entries:\n");
  const elsewhere = known(["LEASE-CAP"]).replaceAll(theCase, "lease-apply-backend");
  writeFileSync(path, `${elsewhere}${entries}`);
  const flaky = kakehi("baseline", "update", path, "--from", report, "--as-flaky");
  expect(flaky.out).toMatch(/^~ .* LEASE-CAP: flaky from now on$/m);
}, 180_000);
