// `--smoke`: the few cases of a first look, the same against every target.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseReport, type Run } from "../../reports/index.ts";
import { packageRoot } from "../package-root.ts";

const folder = mkdtempSync(join(tmpdir(), "kakehi-smoke-"));
const main = join(packageRoot, "dist", "conformance", "cli", "main.js");
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("the smoke cases are few, and the reference passes them", () => {
  const report = join(folder, "smoke.ndjson");
  const args = [main, "run", "--smoke", "--seeds", "1", "--report", `ndjson=${report}`];
  expect(spawnSync(process.execPath, args).status).toBe(0);
  const { run } = parseReport(readFileSync(report, "utf8")) as { readonly run: Run };
  expect(run.cases.length).toBeGreaterThanOrEqual(10);
  expect(run.cases.length).toBeLessThanOrEqual(30);
});
