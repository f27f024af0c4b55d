import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { judgedRules } from "../checkers/families.ts";
import { packageRoot } from "../package-root.ts";
import { loadDefects } from "./defect.ts";
import { changedLines, changedLinesMax, patched } from "./patch.ts";

const defects = loadDefects();

test("there are at least twenty", () => {
  expect(defects.length).toBeGreaterThanOrEqual(20);
});

describe.each(defects.map((defect) => [defect.id, defect] as const))("%s", (_, defect) => {
  test("fits the pristine sources and changes them", () => {
    const files = [...new Set(defect.edits.map((edit) => edit.file))];
    const changed = files.map((file) => {
      const text = readFileSync(join(packageRoot, file), "utf8");
      return (
        patched(
          file,
          text,
          defect.edits.filter((edit) => edit.file === file),
        ) !== text
      );
    });
    expect(changed.every(Boolean)).toBe(true);
  });

  test("is small", () => {
    expect(changedLines(defect.edits)).toBeLessThanOrEqual(changedLinesMax);
  });

  test("expects rules that are judged, or broken by a machine that throws or spins", () => {
    const broken = new Set([...judgedRules, "LIVE-NO-CRASH", "LIVE-ENDS"]);
    expect(defect.expectedRules.filter((rule) => !broken.has(rule))).toEqual([]);
  });
});
