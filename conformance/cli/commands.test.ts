// The other commands as child processes: what each prints.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { rules } from "../rules/registry.ts";
import { type Ended, interrupted, kakehi, kakehiEach } from "./testing/command.ts";

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
    expect(kakehi("list", "--rules").out).toMatch(/^CONFIG-UPGRADE-MAIN .*\(excluded: /m);
  });

  test("list tells how exchanges may end, row by row", () => {
    expect(kakehi("list", "--terminations").out).toMatch(/^\d+ rows, \d+ cells, \d+ absent/m);
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

  test("explain and run show what is excluded, and why", () => {
    expect(kakehi("explain", "CONFIG-UPGRADE-MAIN").out).toMatch(/Excluded: /);
    const { out } = kakehi("run", "--rule", "{CONFIG-UPGRADE-MAIN,LEASE-CAP}", "--seeds", "1");
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

  test("a case that notices a defect no more, as an old matrix says, is not the last one tried", () => {
    const matrix = join(mkdtempSync(join(tmpdir(), "kakehi-")), "matrix.json");
    const killers = { "LEASE-CAP": ["lease-ttl-zero"] };
    const defects = [{ defect: "cap-off-by-one", hash: "", gross: false, seed: 0, killers }];
    writeFileSync(matrix, JSON.stringify({ sources: "old", cases: {}, seeds: 3, defects }));
    const { code, out } = kakehi("defects", "--only", "cap-off-by-one", "--matrix", matrix);
    expect(code).toBe(0);
    expect(out).toMatch(/^✓ cap-off-by-one {2}LEASE-CAP in /);
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

  test("however many defects are tried at once, they are told in their order", () => {
    const ids = ["cap-off-by-one", "expired-keeps-its-owner", "ttl-zero-not-warned"];
    const flags = [...ids.flatMap((id) => ["--only", id]), "--seeds", "1"];
    const told = (jobs: string) =>
      kakehi("defects", ...flags, "--jobs", jobs).out.replaceAll(/\(\d+ ms/g, "(");
    expect(told("3")).toBe(told("1"));
  });

  test("defects that nobody selected end with 5", () => {
    expect(kakehi("defects", "--only", "cap-off-by-one", "--family", "STATUS").code).toBe(5);
  });

  test.runIf(process.platform !== "win32")("a signal keeps what was found by then", async () => {
    const matrix = join(mkdtempSync(join(tmpdir(), "kakehi-matrix-")), "matrix.json");
    const args = ["defects", "--full", "--anew", "--jobs", "1", "--matrix", matrix];
    const { code, out } = await interrupted("SIGINT", args);
    expect(code).toBe(130);
    expect(out).toMatch(/stopped after \d+ of \d+\n/);
  });
});

describe("help", () => {
  const named = ["run", "list", "explain", "replay", "defects", "check", "serve"];
  let known = "";
  let told: readonly Ended[] = [];
  beforeAll(() => {
    const [cases, defects, ...help] = kakehiEach([
      ["list", "--json"],
      ["defects", "--list"],
      ...named.map((command) => [command, "--help"]),
    ]);
    known = cases!.out + defects!.out;
    told = help;
  }, 60_000);

  test.each(named.map((command, at) => [command, at] as const))(
    "of %s ends with examples that name what exists",
    (command, at) => {
      const { code, out } = told[at]!;
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`\nExamples:\n {2}kakehi ${command}`));
      const ids = out.split("Examples:")[1]?.match(/\b(?:lease|bind|status|cap)-[a-z0-9-]+/g) ?? [];
      for (const name of ids) expect(known).toContain(name);
    },
  );
});

test("the version is the package's", () => {
  expect(kakehi("--version").out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
