// `kakehi check` as a child process: a verdict for each worker, and an exit code that tells them apart.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fixturePath, packageRoot } from "../package-root.ts";

const main = join(packageRoot, "dist", "conformance", "cli", "main.js");
const history = (name: string): string => fixturePath("histories", `${name}.ndjson`);

function check(...args: readonly string[]): { code: number | null; out: string; error: string } {
  const run = spawnSync(process.execPath, [main, "check", ...args], { encoding: "utf8" });
  return { code: run.status, out: run.stdout, error: run.stderr };
}

test("a history that can be explained ends with 0", () => {
  const { code, out } = check(history("good/lease-expiry-looks"));
  expect(out).toMatch(/lease-expiry-looks\.ndjson {2}worker 0 {2}explained {2}\(\d+ states\)\n/);
  expect(code).toBe(0);
});

test("one that cannot ends with 1 and names the answers that contradict each other", () => {
  const { code, out } = check(
    history("good/lease-expiry-looks"),
    history("bad/renewal-never-lowers"),
  );
  expect(out).toMatch(/worker 0 {2}impossible/);
  expect(out).toMatch(
    / {4}\d+\.\d+ {2}\[\d+, \d+\] {2}\d+ apply "a" level \d for \d+ us: \{"configured":0/,
  );
  expect(code).toBe(1);
});

test("a bound that is reached ends with 6", () => {
  const { code, out } = check("--states", "1", history("good/lease-expiry-looks"));
  expect(out).toContain("more may be found with --states");
  expect(code).toBe(6);
});

test("as JSON there is one line for each worker", () => {
  const { out } = check("--json", history("bad/anyone-may-clear"));
  const verdicts = out
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  expect(verdicts).toContainEqual(expect.objectContaining({ worker: 0, kind: "impossible" }));
});

test("a file that is not there is one line", () => {
  const { code, error } = check("nowhere.ndjson");
  expect(error).toMatch(/^kakehi: cannot read the history nowhere\.ndjson: .*\n$/);
  expect(code).toBe(2);
});
