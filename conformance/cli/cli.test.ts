// The compiled command line as a child process: exit codes, one line for what the caller got wrong,
// and what each command prints. What the runner decides in detail is tested beside the runner.
import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseReport, type Run } from "../../reports/index.ts";
import { judgedRules } from "../checkers/families.ts";
import { packageRoot } from "../package-root.ts";
import { familyOf, rules } from "../rules/registry.ts";

const folder = mkdtempSync(join(tmpdir(), "kakehi-cli-"));
const main = join(packageRoot, "dist", "conformance", "cli", "main.js");

// Those who start a test of the sources only may not have built yet.
beforeAll(() => {
  const build = join(packageRoot, "build.mjs");
  spawnSync(process.execPath, existsSync(main) ? ["--version"] : [build], { cwd: packageRoot });
}, 300_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

function kakehi(...args: readonly string[]): Ended {
  return kakehiAt(main, args);
}

function kakehiAt(script: string, args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, out: stdout, error: stderr };
}

function written(path: string): Run {
  const report = parseReport(readFileSync(path, "utf8"));
  expect(report).toMatchObject({ ok: true });
  return (report as { readonly run: Run }).run;
}

describe("what the caller got wrong is exit code 2 and one line", () => {
  test.each([
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
    ["a token and a seed", ["replay", "e1:lease-cap-65th:7", "--seed", "7"], /leave --seed out/],
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
    ["no threads", ["run", "--jobs", "0"], /--jobs takes/],
    ["nothing to serve", ["serve"], /--config FILE/],
    ["too much to serve", ["serve", "-c", "x", "--socket", "y"], /not both/],
  ])("%s", (_, args, line) => {
    const { code, error } = kakehi(...args);
    expect({ code, lines: error.split("\n").length - 1 }).toEqual({ code: 2, lines: 1 });
    expect(error).toMatch(/^kakehi: /);
    expect(error).toMatch(line);
  });
});

describe("a package whose data is wrong", () => {
  const root = join(folder, "package");
  const script = join(root, "dist", "conformance", "cli", "main.js");
  const fixtures = join(root, "fixtures");

  // Everything of the package but its scenarios and defects.
  beforeAll(() => {
    for (const name of ["scenarios", "regressions", "defects"])
      mkdirSync(join(fixtures, name), { recursive: true });
    cpSync(join(packageRoot, "package.json"), join(root, "package.json"));
    for (const reasons of ["uncovered.yaml", "without-own-defect.yaml"])
      cpSync(join(packageRoot, "fixtures", reasons), join(fixtures, reasons));
    cpSync(join(packageRoot, "dist"), join(root, "dist"), { recursive: true });
    cpSync(join(packageRoot, "fixtures", "schema"), join(fixtures, "schema"), { recursive: true });
    for (const name of ["reference", "wire"]) {
      const isSource = (path: string) => !path.endsWith(".test.ts");
      cpSync(join(packageRoot, name), join(root, name), { recursive: true, filter: isSource });
    }
    symlinkSync(join(packageRoot, "node_modules"), join(root, "node_modules"), "junction");
    const name = "lease-apply-backend.json";
    cpSync(
      join(packageRoot, "fixtures", "scenarios", "lease", name),
      join(fixtures, "scenarios", name),
    );
  });

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
    writeFileSync(join(fixtures, "defects", "planted.json"), text);
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
    const bad = join(fixtures, "scenarios", "bad.json");
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
    const { code, error } = kakehiAt(script, ["run"]);
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
    const { code, error } = kakehiAt(script, ["defects"]);
    expect({ code, lines: error.split("\n").length - 1 }).toEqual({ code: 2, lines: 1 });
    expect(error).toMatch(line);
  });

  test("a defect that nothing notices survives, and that is exit code 1", () => {
    planted(defect("export function createMaster(host: Host): Machine { // The same."));
    const { code, out } = kakehiAt(script, ["defects"]);
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
    const replayed = kakehiAt(script, ["replay", "lease-apply-backend", ...of]);
    expect(replayed.code).toBe(1);
    expect(replayed.out).toMatch(/✗ LIVE-NO-CRASH .*a machine threw/);
    expect(kakehiAt(script, ["run", ...of]).code).toBe(1);
  });
});

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
    ["rules that nobody can judge yet", ["--family", "H2"]],
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
    const { code, out } = kakehi("run", "--rule", "LEASE-CAP", ...of);
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ fail +LEASE-CAP/m);
    const again = /npx kakehi (replay .+)$/m.exec(out)?.[1]?.trim().split(" ") ?? [];
    const replayed = kakehi(...again);
    expect(replayed.code).toBe(1);
    expect(replayed.out).toMatch(/✗ LEASE-CAP at \d+ us/);
  });

  test("annotates in GitHub Actions, and nowhere else", () => {
    const args = ["run", "--rule", "LEASE-CAP", "--target", "reference:cap-off-by-one"];
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
      const flags = ["--case", "lease-*", "--seeds", "4", "--jobs", jobs];
      expect(kakehi("run", ...flags, "--report", `ndjson=${path}`).code).toBe(0);
      const { rules: records, cases, traces } = written(path);
      return { records, cases, traces };
    });
    expect(one?.cases.length).toBeGreaterThan(40);
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

/** Sends the signal as soon as the command listens for it. */
async function interrupted(signal: "SIGINT" | "SIGTERM", args: readonly string[]): Promise<Ended> {
  const tell = `process.on("newListener", (name) => name === "${signal}" && process.stderr.write("listening"))`;
  const preload = `data:text/javascript,${encodeURIComponent(tell)}`;
  const child = spawn(process.execPath, ["--import", preload, main, ...args]);
  let [out, error] = ["", ""];
  child.stdout.on("data", (bytes) => (out += String(bytes)));
  child.stderr.once("data", () => setTimeout(() => child.kill(signal), 200));
  child.stderr.on("data", (bytes) => (error += String(bytes)));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, out, error };
}

describe("list, explain, replay, defects", () => {
  test("list --json is one document with every case and every rule", () => {
    const { code, out } = kakehi("list", "--json");
    expect(code).toBe(0);
    const listed = JSON.parse(out) as {
      readonly cases: readonly object[];
      readonly rules: readonly object[];
    };
    expect(listed.rules).toHaveLength(rules.length);
    expect(listed.cases.length).toBeGreaterThanOrEqual(60);
    const cap = { id: "LEASE-CAP", level: "MUST", covered: true };
    expect(listed.rules).toContainEqual(expect.objectContaining(cap));
    expect(listed.cases).toContainEqual(expect.objectContaining({ id: "lease-cap-65th" }));
  });

  test("list names the cases, and the rules when asked", () => {
    expect(kakehi("list").out).toMatch(/^lease-cap-65th {2}/m);
    expect(kakehi("list", "--rules").out).toMatch(/^H1-\S+ .*\(uncovered\)$/m);
  });

  test("list --duplicates finds no case that the suite would not miss", () => {
    const { code, out } = kakehi("list", "--duplicates");
    expect({ code, out }).toEqual({ code: 0, out: "" });
  });

  test("explain tells a rule by its sentence, its cases and its defects", () => {
    const { code, out } = kakehi("explain", "LEASE-CAP");
    expect(code).toBe(0);
    expect(out).toMatch(/^LEASE-CAP {2}MUST/);
    expect(out).toMatch(/ {2}lease-cap-65th {2}/);
    expect(out).toMatch(/ {2}cap-off-by-one {2}/);
  });

  test("explain tells a case by its steps", () => {
    expect(kakehi("explain", "lease-cap-65th").out).toMatch(/Steps:\n {2}\{/);
  });

  test("explain says of a rule without a checker that it is uncovered", () => {
    const open = rules.find(({ id }) => id.startsWith("H2-") && !judgedRules.has(id));
    expect(kakehi("explain", open!.id).out).toContain("No checker judges it yet: uncovered.");
  });

  test("list, explain and run show a written reason, and what is excluded", () => {
    const reason = /CONFIG-REMOVE.*uncovered: needs HTTP traffic/;
    expect(kakehi("list", "--rules").out).toMatch(reason);
    expect(kakehi("list", "--rules").out).toMatch(/CONFIG-UPGRADE-MAIN .*\(excluded: /);
    expect(kakehi("explain", "CONFIG-REMOVE").out).toMatch(/uncovered; it needs HTTP traffic/);
    expect(kakehi("explain", "CONFIG-UPGRADE-MAIN").out).toMatch(/Excluded: /);
    const { out } = kakehi("run", "--family", "CONFIG");
    expect(out).toMatch(/^○ uncovered +CONFIG-REMOVE .* needs HTTP traffic/m);
    expect(out).toMatch(/^· excluded +CONFIG-UPGRADE-MAIN /m);
  });

  test("replay prints the first events and the same hash every time", () => {
    const [first, second] = [1, 2].map(() =>
      kakehi("replay", "lease-cap-65th", "--seed", "7", "--until", "5"),
    );
    expect(first?.code).toBe(0);
    expect(first?.out).toBe(second?.out);
    expect(first?.out.split("\n").filter((line) => /^ +\d+ /.test(line))).toHaveLength(5);
    expect(first?.out).toMatch(/lease-cap-65th seed 7: 0 wrong, \d+ events, hash [0-9a-f]{16}\n$/);
  });

  test("a replay ends with its token, and the token shows the same run", () => {
    const { out } = kakehi("replay", "lease-cap-65th", "--seed", "7", "--until", "1");
    const token = /^token (\S+)$/m.exec(out)?.[1] ?? "none";
    expect(kakehi("replay", token, "--until", "1").out).toBe(out);
  });

  test("defects plants one and names the rule and the case that notice it", () => {
    const { code, out } = kakehi("defects", "--only", "cap-off-by-one");
    expect(code).toBe(0);
    expect(out).toMatch(/^✓ cap-off-by-one {2}LEASE-CAP in lease-cap-\S+/);
    expect(out).toMatch(/1 of 1 defects noticed/);
    expect(kakehi("defects", "--list").out).toMatch(/^cap-off-by-one {2}/m);
  });

  test("a profile predicts what a release should fail, and that it could is exit code 0", () => {
    const flags = ["--profile", "sozu-2.1", "--seeds", "1", "--rule", "LEASE-CLEAR-IGNORES"];
    const { code, out } = kakehi("run", ...flags);
    expect(code).toBe(0);
    expect(out).toMatch(/^LEASE-CLEAR-IGNORES +fails +fails +yes .*lease-clear-ignores-ttl/m);
    expect(out).toMatch(/1 of 1 judged rules should fail\./);
  });

  test("defects of a family are those that one of its rules ought to notice, as JSON if wanted", () => {
    const flags = ["--family", "STATUS", "--json", "--jobs", "1", "--seeds", "1"];
    const { code, out } = kakehi("defects", ...flags);
    expect(code).toBe(0);
    const { planned, campaigns, survivors } = JSON.parse(out) as {
      readonly planned: number;
      readonly campaigns: readonly { readonly first: { readonly rule: string } }[];
      readonly survivors: readonly string[];
    };
    expect(campaigns).toHaveLength(planned);
    expect(campaigns.every(({ first }) => first.rule.startsWith("STATUS-"))).toBe(true);
    expect(survivors).toEqual([]);
  });

  test("a filtered gallery leaves the kill matrix alone", () => {
    const matrix = join(packageRoot, "fixtures", "defects", "matrix.json");
    const before = readFileSync(matrix, "utf8");
    const flags = ["--only", "ttl-zero-not-warned", "--full", "--seeds", "1"];
    expect(kakehi("defects", ...flags).out).not.toContain("wrote");
    expect(readFileSync(matrix, "utf8")).toBe(before);
  });

  test("however many defects are tried at once, they are told in their order", () => {
    const flags = ["--family", "BIND", "--seeds", "1"];
    const told = (jobs: string) =>
      kakehi("defects", ...flags, "--jobs", jobs).out.replaceAll(/\(\d+ ms/g, "(");
    expect(told("3")).toBe(told("1"));
  });

  test("defects that nobody selected end with 5", () => {
    expect(kakehi("defects", "--only", "cap-off-by-one", "--family", "STATUS").code).toBe(5);
  });

  test.runIf(process.platform !== "win32")("a signal keeps what was found by then", async () => {
    const { code, out } = await interrupted("SIGINT", ["defects", "--full", "--jobs", "1"]);
    expect(code).toBe(130);
    expect(out).toMatch(/stopped after \d+ of \d+\n$/);
  });
});

describe("help", () => {
  let known = "";
  beforeAll(() => {
    known = kakehi("list", "--json").out + kakehi("defects", "--list").out;
  });

  test.each(["run", "list", "explain", "replay", "defects", "check", "serve"])(
    "of %s ends with examples that name what exists",
    (command) => {
      const { code, out } = kakehi(command, "--help");
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`\nExamples:\n {2}kakehi ${command}`));
      const named =
        out.split("Examples:")[1]?.match(/\b(?:lease|bind|status|cap)-[a-z0-9-]+/g) ?? [];
      for (const name of named) expect(known).toContain(name);
    },
  );
});

test("the version is the package's", () => {
  expect(kakehi("--version").out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
