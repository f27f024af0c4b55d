import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ReportError } from "./report-error.ts";
import { writeReport } from "./write.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kakehi-report-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("makes the folders, replaces what was there, and leaves nothing beside it", () => {
  const path = join(folder, "a", "b", "run.ndjson");
  writeReport(path, "first\n");
  writeReport(path, "鹿\n");
  expect(readFileSync(path, "utf8")).toBe("鹿\n");
  expect(readdirSync(join(folder, "a", "b"))).toEqual(["run.ndjson"]);
});

test("names the path it cannot write, and keeps what was there", () => {
  const path = join(folder, "file");
  writeFileSync(path, "kept");
  const beneath = join(path, "run.ndjson");
  expect(() => {
    writeReport(beneath, "x");
  }).toThrow(ReportError);
  expect(readFileSync(path, "utf8")).toBe("kept");
});
