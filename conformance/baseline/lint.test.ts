// What a person can get wrong in a baseline, each with the place in the file.
import { expect, test } from "vitest";
import { lint } from "./lint.ts";
import { readBaseline } from "./read.ts";
import { isInRange } from "./version-range.ts";

const caseIds = ["lease-cap-64th", "lease-cap-65th", "bind-one", ...manyIds()];

function manyIds(): readonly string[] {
  return Array.from({ length: 21 }, (_, index) => `many-${index}`);
}

function problemsIn(text: string): readonly string[] {
  const read = readBaseline(text);
  const problems = read.kind === "refused" ? read.problems : lint(read.baseline, caseIds);
  return problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const good = `version: 1
suite: ">=0.1 <0.2"
implementation: a proxy
seeds: 3
entries:
  # Why it is here.
  - rule: LEASE-CAP
    case: [lease-cap-64th, "bind-*"]
    status: fail
    match: worker 0
    reason: counts its own
    issue: https://example.org/1
    expires: 2027-01-31
    when: { os: linux, target: "live:*" }
`;

test("a baseline in order is read whole, with the line of each entry", () => {
  expect(problemsIn(good)).toEqual([]);
  const read = readBaseline(good);
  expect(read).toMatchObject({
    kind: "read",
    baseline: {
      suite: ">=0.1 <0.2",
      implementation: "a proxy",
      seeds: 3,
      entries: [
        {
          line: 7,
          rule: "LEASE-CAP",
          cases: ["lease-cap-64th", "bind-*"],
          status: "fail",
          match: ["worker 0"],
          reason: "counts its own",
          issue: "https://example.org/1",
          expires: "2027-01-31",
          when: { os: "linux", target: "live:*" },
        },
      ],
    },
  });
});

test("an empty one is in order", () => {
  expect(problemsIn("version: 1\nentries: []\n")).toEqual([]);
  expect(problemsIn("version: 1\nentries:\n")).toEqual([]);
});

const entry = `  - rule: LEASE-CAP
    case: lease-cap-65th
    status: fail
    match: any
    reason: r
`;

test.each([
  ["another version", good.replace("version: 1", "version: 2"), /^1:10 version must be .*1/],
  ["no version", good.replace("version: 1\n", ""), /the baseline must have .*'version'/],
  ["no YAML", "version: 1\nentries: [\n", /^3:1 /],
  ["a key twice", good.replace("seeds: 3", "seeds: 3\nseeds: 4"), /^5:1 .*unique/],
  ["a misspelt key", good.replace("expires", "expire"), /^7:5 the entry has no key expire|^13:.*/],
  ["no reason key", good.replace("    reason: counts its own\n", ""), /^7:5 .*'reason'/],
  ["no words for a reason", good.replace("counts its own", '""'), /^7:1 LEASE-CAP needs a reason/],
  ["a reason of nothing", good.replace("counts its own", ""), /^7:1 LEASE-CAP needs a reason/],
  ["no match for a failure", good.replace("    match: worker 0\n", ""), /^7:5 .*'match'/],
  [
    "an unknown status",
    good.replace("status: fail", "status: odd"),
    /^9:13 status must be .*flaky/,
  ],
  [
    "an unknown rule",
    good.replace("LEASE-CAP", "LEASE-NOPE"),
    /there is no rule LEASE-NOPE; .*list/,
  ],
  ["an unknown case", good.replace("lease-cap-64th", "nope"), /no case matches nope; .*list/],
  ["a pattern for nothing", good.replace("bind-*", "none-*"), /no case matches none-\*/],
  ["a day that is none", good.replace("2027-01-31", "2027-02-30"), /2027-02-30 is no day/],
  ["a day in other words", good.replace("2027-01-31", "soon"), /^13:14 expires must match/],
  ["two entries for one failure", `version: 1\nentries:\n${entry}${entry}`, /^8:1 .*line 3/],
  [
    "a failure and a flake",
    `version: 1\nentries:\n${entry}${entry.replace("fail", "flaky").replace("lease-cap-65th", '"lease-*"')}`,
    /^8:1 LEASE-CAP in lease-cap-65th has an entry already/,
  ],
  [
    "a pattern for too many",
    `version: 1\nentries:\n${entry.replace("lease-cap-65th", '"many-*"')}`,
    /^3:1 its patterns cover 21 cases, more than 20: .*"max: 21"/,
  ],
  [
    "a bound that is too low",
    `version: 1\nentries:\n${entry.replace("lease-cap-65th", '"many-*"')}    max: 20\n`,
    /more than 20/,
  ],
])("%s is one problem with its place", (_, text, problem) => {
  const problems = problemsIn(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(problem);
});

test("a pattern may cover as many cases as it says", () => {
  const wide = `version: 1\nentries:\n${entry.replace("lease-cap-65th", '"many-*"')}    max: 21\n`;
  expect(problemsIn(wide)).toEqual([]);
});

test("two entries that never hold together are no contradiction", () => {
  const on = (os: string): string => `${entry}    when: { os: ${os} }\n`;
  expect(problemsIn(`version: 1\nentries:\n${on("linux")}${on("darwin")}`)).toEqual([]);
  expect(problemsIn(`version: 1\nentries:\n${on("linux")}${entry}`)).toHaveLength(1);
});

test("an alias that grows without bound is refused", () => {
  const grown = Array.from({ length: 9 }, (_, at) => {
    const from = at === 0 ? '["x","x"]' : `[${`*a${at - 1},`.repeat(9)}]`;
    return `a${at}: &a${at} ${from}`;
  });
  expect(problemsIn(`${grown.join("\n")}\n`)).toHaveLength(1);
});

test.each([
  ["0.1.0", ">=0.1 <0.2", true],
  ["0.2.0", ">=0.1 <0.2", false],
  ["0.1.9", "0.1", true],
  ["0.2.0", "0.1", false],
  ["1.4.2", ">=1.4 <2", true],
  ["2.0.0", ">=1.4 <2", false],
  ["1.3.9", ">=1.4 <2", false],
  ["1.4.0", ">1.4", false],
  ["1.4.1", ">1.4", true],
  ["1.4.0", "<=1.4", true],
  ["1.4.1", "<=1.4", false],
  ["1.10.0", ">=1.9", true],
  ["1.4.1", "=1.4.1", true],
  ["1.4.2", "=1.4.1", false],
])("%s in %s is %s", (version, range, answer) => {
  expect(isInRange(version, range)).toBe(answer);
});
