// The pages that others copy from, gone as they are written: the walk-through to a first verdict, the job for
// any CI, and the action. Only what installs the suite is left to `npm run walk-through`; here it is there.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "smol-toml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseReport } from "../../../reports/index.ts";
import { packageRoot } from "../../package-root.ts";
import { fencesIn } from "./fences.ts";
import { brokenPromise, linkCheckout, stationsOf, walk } from "./walk.ts";

const folder = mkdtempSync(join(tmpdir(), "kakehi-walk-test-"));
const main = join(packageRoot, "dist", "conformance", "cli", "main.js");
const patience = 300_000;
const oneCase = "--case bind-stranger-clears";

beforeAll(() => {
  const build = join(packageRoot, "build.mjs");
  execFileSync(process.execPath, existsSync(main) ? ["--version"] : [build], { cwd: packageRoot });
}, patience);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function page(name: string): string {
  return readFileSync(join(packageRoot, "docs", name), "utf8");
}

/** An empty folder of somebody's own, with a description of the reference in it. */
function workplace(name: string): string {
  const place = join(folder, name);
  mkdirSync(place);
  const launch = { command: [process.execPath, main, "serve", "-c", "{config}"] };
  writeFileSync(join(place, "kakehi.target.toml"), stringify({ name: "mine", launch }));
  return place;
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

function shell(script: string, cwd: string, env: NodeJS.ProcessEnv = {}): Ended {
  const { status, stdout, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", script], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  return { code: status, out: stdout + stderr };
}

test(
  "the walk-through leads to a verdict, with the lines that it promises",
  () => {
    const [install, ...stations] = stationsOf(page("your-own-proxy.md"));
    expect(install?.commands).toMatch(/git clone .*\nnpm ci /);
    expect(stations.flatMap(({ promised }) => promised).length).toBeGreaterThan(4);
    const place = workplace("walk");
    linkCheckout(join(place, "kakehi"));
    const { code, printed, error } = walk(stations, place);
    const missing = stations.map((station, index) => brokenPromise(station, printed[index] ?? ""));
    expect({ code, error, missing }).toEqual({
      code: 0,
      error,
      missing: stations.map(() => undefined),
    });
    const made = ["my-proxy.toml", "my-proxy.html", "my-proxy.ndjson"];
    expect(made.map((name) => existsSync(join(place, "kakehi", name)))).toEqual([true, true, true]);
  },
  patience,
);

test("a line that did not come, or came too early, is a broken promise", () => {
  const station = { commands: "", promised: ["a …", "result  exit 0"] };
  expect(brokenPromise(station, "a b\n\nresult exit 0\n")).toBeUndefined();
  expect(brokenPromise(station, "a b\n")).toBe("result  exit 0");
  expect(brokenPromise(station, "result exit 0\na b\n")).toBe("result  exit 0");
  expect(brokenPromise(station, "a b\nresult exit 01\n")).toBe("result  exit 0");
});

interface Job {
  readonly script: readonly string[];
  readonly artifacts: { readonly paths: readonly string[]; readonly reports: { junit: string } };
}

test(
  "the job for any CI judges, and leaves what it says it leaves",
  () => {
    const jobs = fencesIn(page("ci.md")).filter(({ text }) => text.includes("script:"));
    const [job] = jobs.map(({ text }) => (parse(text) as { readonly kakehi: Job }).kakehi);
    const [clone, install, ...rest] = job!.script;
    expect([clone, install]).toEqual([
      expect.stringMatching(/^git clone .* kakehi$/),
      "npm ci --prefix kakehi",
    ]);
    const place = workplace("job");
    linkCheckout(join(place, "kakehi"));
    const { code, out } = shell(`${rest.join("\n")} ${oneCase}`, place);
    expect({ code, out }).toEqual({ code: 0, out });
    const { paths, reports } = job!.artifacts;
    expect(existsSync(join(place, paths[0]!))).toBe(true);
    expect(readFileSync(join(place, reports.junit), "utf8")).toContain("bind-stranger-clears");
  },
  patience,
);

interface Action {
  readonly inputs: Readonly<
    Record<string, { readonly default?: string; readonly required?: boolean }>
  >;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

interface ActionStep {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

describe("the action", () => {
  const text = readFileSync(join(packageRoot, "action.yml"), "utf8");
  const { inputs, outputs, runs } = parse(text) as Action;
  const judging = runs.steps.find(({ id }) => id === "judge")!;

  /** What GitHub makes of the environment of a step. */
  function environment(given: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
    const value = (words: string): string =>
      words.replaceAll(/\$\{\{ inputs\.([a-z-]+) \}\}/g, (_, name: string) => {
        return given[name] ?? inputs[name]!.default!;
      });
    const pairs = Object.entries(judging.env!).map(
      ([name, words]) => [name, value(words)] as const,
    );
    return Object.fromEntries(pairs);
  }

  function judged(
    name: string,
    given: Readonly<Record<string, string>>,
  ): Ended & { place: string } {
    const place = workplace(name);
    const files = {
      GITHUB_OUTPUT: join(place, "output"),
      GITHUB_STEP_SUMMARY: join(place, "summary"),
      GITHUB_ACTION_PATH: packageRoot,
      GITHUB_ACTIONS: "true",
    };
    return { ...shell(judging.run!, place, { ...environment(given), ...files }), place };
  }

  test("names only inputs and steps that there are, and each has a use", () => {
    const used = [...text.matchAll(/inputs\.([a-z-]+)/g)].map(([, name]) => name!);
    expect(new Set(used)).toEqual(new Set(Object.keys(inputs)));
    expect(runs.using).toBe("composite");
    const steps = new Set(runs.steps.flatMap(({ id }) => id ?? []));
    const named = Object.values(outputs).flatMap(
      ({ value }) => /steps\.([a-z-]+)\./.exec(value)?.[1] ?? [],
    );
    expect(named.filter((id) => !steps.has(id))).toEqual([]);
    expect(runs.steps.filter(({ run, shell: by }) => run !== undefined && by !== "bash")).toEqual(
      [],
    );
    // What an input says never stands in a script, where it would be read as commands.
    expect(runs.steps.filter(({ run }) => (run ?? "").includes("${{"))).toEqual([]);
  });

  test("is told in docs/ci.md with all its inputs, and used there by their names", () => {
    const rows = [...page("ci.md").matchAll(/^\| `([a-z-]+)` /gm)].map(([, name]) => name!);
    expect(rows).toEqual(Object.keys(inputs));
    const [example] = fencesIn(page("ci.md"));
    const workflow = parse(example!.text) as {
      readonly jobs: { readonly kakehi: { readonly steps: readonly ActionStep[] } };
    };
    const use = workflow.jobs.kakehi.steps.find(({ uses = "" }) => uses.includes("kakehi"));
    const given = Object.keys(use!.with!);
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(given));
    const required = Object.entries(inputs).filter(([, input]) => input.required === true);
    expect(given).toEqual(expect.arrayContaining(required.map(([name]) => name)));
  });

  test(
    "judges, writes reports, the summary of the job and its exit code",
    () => {
      const { code, out, place } = judged("green", {
        target: "kakehi.target.toml",
        arguments: oneCase,
      });
      expect({ code, out }).toEqual({ code: 0, out });
      const of = (file: string): string => readFileSync(join(place, file), "utf8");
      expect(of("output")).toBe("exit-code=0\n");
      expect(of("summary")).toMatch(/^## ✓ Kakehi: exit 0/);
      expect(parseReport(of("kakehi-reports/kakehi.ndjson"))).toMatchObject({ ok: true });
      expect(of("kakehi-reports/kakehi.html")).toContain("<!doctype html>");
      expect(of("kakehi-reports/kakehi.xml")).toContain("<testsuites");
    },
    patience,
  );

  test(
    "holds the run against a baseline, and is red with the code of the run",
    () => {
      const stale = `version: 1
entries:
  - { rule: BIND-CLEAR-MATCH, case: bind-stranger-clears, status: fail, match: any, reason: r }
`;
      const baseline = join(folder, "known.yaml");
      writeFileSync(baseline, stale);
      const given = { target: "kakehi.target.toml", arguments: oneCase, baseline };
      const { code, out, place } = judged("red", given);
      expect({ code, out }).toEqual({ code: 1, out });
      expect(out).toMatch(/::error file=.*known\.yaml,line=3,/);
      expect(readFileSync(join(place, "output"), "utf8")).toBe("exit-code=1\n");
      expect(readFileSync(join(place, "summary"), "utf8")).toMatch(/## ✗ Kakehi: exit 1.*baseline/);
    },
    patience,
  );

  test(
    "a proxy that does not come up is told in the summary, by its last words",
    () => {
      const launch = {
        command: [process.execPath, "-e", "console.error('no key front'); process.exit(7)"],
      };
      const target = join(folder, "down.toml");
      writeFileSync(target, stringify({ name: "down", launch }));
      const { code, place } = judged("down", { target, reports: "out" });
      expect(code).toBe(4);
      expect(readFileSync(join(place, "summary"), "utf8")).toMatch(
        /exit 4[^]*exit code 7.*no key front/,
      );
    },
    patience,
  );
});
