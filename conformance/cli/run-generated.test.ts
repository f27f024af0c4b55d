import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { interrupted, kakehi, ownFolder } from "./testing/command.ts";

const folder = ownFolder();
const defect = "reference:born-with-an-attempt";
const rule = "STREAM-NEW-CLEAN";

test("a world that breaks a rule is cut down, kept, and replayed by the line that is printed", () => {
  const out = join(folder, "kept");
  const args = ["--generated", "3", "--seed", "2", "--cut-runs", "40", "--out", out];
  const told = kakehi("run", ...args, "--target", defect);
  expect(told.code).toBe(1);
  expect(told.out).toContain("3 worlds of seed 2 from 0");
  const line = told.out
    .split("\n")
    .find((one) => one.includes("replay") && one.includes("new-clean"));
  const [, file = "", seed = ""] = /replay (\S+) --seed (\d+)/u.exec(line ?? "") ?? [];
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ rules: [rule] });
  const again = kakehi("replay", file, "--seed", seed, "--target", defect);
  expect(again.code).toBe(1);
  expect(again.out).toContain(`✗ ${rule}`);
}, 120_000);

test("what is printed does not depend on how many threads play", () => {
  const worlds = ["run", "--generated", "20", "--seed", "4", "--cut-runs", "1"];
  const [one, two] = ["1", "2"].map((jobs) => {
    const { out } = kakehi(...worlds, "--jobs", jobs, "--out", join(folder, jobs));
    return out.replaceAll(/[\d.]+ s\b|\S*kakehi-cli\S*/gu, "-");
  });
  expect(two).toBe(one);
}, 300_000);

test("what was judged by the time of a signal is told", async () => {
  const args = ["run", "--generated", "100000", "--jobs", "1", "--out", join(folder, "stopped")];
  const { code, out } = await interrupted("SIGINT", args);
  expect(code).toBe(130);
  expect(out).toMatch(/^\d+ worlds of seed 1 from 0/mu);
}, 120_000);

test.each([
  [["--seed", "3"], "--seed goes with --generated"],
  [["--from", "3"], "--from goes with --generated"],
  [["--generated", "3", "--case", "lease-*"], "--case is about cases"],
  [["--generated", "3", "--report", "text=x"], "--report is about cases"],
  [["--generated", "0"], "--generated takes a whole number from 1 up"],
  [["--generated", "3", "--target", "live:x.toml"], "played in the simulator"],
])("%j is misuse", (args, words) => {
  const { code, error } = kakehi("run", ...args);
  expect(code).toBe(2);
  expect(error).toContain(words);
});
