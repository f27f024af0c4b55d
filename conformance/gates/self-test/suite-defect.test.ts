import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { changedLines, changedLinesMax, patched } from "../../defects/patch.ts";
import { packageRoot } from "../../package-root.ts";
import { probes } from "./probes.ts";
import { loadSuiteDefects } from "./suite-defect.ts";

const defects = loadSuiteDefects();

describe.each(defects.map((defect) => [defect.id, defect] as const))("%s", (_, { edits }) => {
  test("fits the sources and changes them a little", () => {
    const files = [...new Set(edits.map(({ file }) => file))];
    const unchanged = files.filter((file) => {
      const text = readFileSync(join(packageRoot, file), "utf8");
      return (
        patched(
          file,
          text,
          edits.filter((edit) => edit.file === file),
        ) === text
      );
    });
    expect(unchanged).toEqual([]);
    expect(changedLines(edits)).toBeLessThanOrEqual(changedLinesMax);
  });
});

test("every probe has a fault that it is there for, but the one that holds the others honest", () => {
  const expected = new Set(defects.flatMap(({ expectedProbes }) => expectedProbes));
  const idle = probes.map(({ id }) => id).filter((id) => !expected.has(id));
  expect(idle).toEqual(["content"]);
});
