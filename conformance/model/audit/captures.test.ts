// The rows that real releases wrote while their exchanges were recorded, where the recordings are
// present: what nobody tried to forge is read whole, what was forged is found.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../package-root.ts";
import { auditFormat, type AuditFormatName } from "./formats.ts";
import type { ParsedLine } from "./row.ts";

interface Capture {
  readonly steps: readonly { readonly note?: string }[];
}

const folder = join(packageRoot, "..", "shared", "data", "captures", "control");
const names = existsSync(folder) ? readdirSync(folder) : [];
const hostile = names.filter((name) => /^audit-(forged|hostile)/u.test(name));
const others = names.filter((name) => !hostile.includes(name));

const sinks: readonly (readonly [string, AuditFormatName])[] = [
  ["audit-text: ", "sozu-text"],
  ["audit-json: ", "sozu-json"],
];

function parsedLines(files: readonly string[]): readonly ParsedLine[] {
  const notes = files.flatMap((name) => {
    const capture = JSON.parse(readFileSync(join(folder, name), "utf8")) as Capture;
    return capture.steps.map(({ note }) => note ?? "");
  });
  return sinks.flatMap(([mark, format]) =>
    notes
      .filter((note) => note.startsWith(mark))
      .map((note) => auditFormat(format).parse(note.slice(mark.length))),
  );
}

test.skipIf(names.length === 0)("rows that nobody attacked are read", () => {
  const lines = parsedLines(others);
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.filter(({ kind }) => kind !== "row" && kind !== "other")).toEqual([]);
  const rows = lines.flatMap((line) => (line.kind === "row" ? [line.row] : []));
  const told = rows.filter(({ workers }) => workers !== undefined);
  expect(told.length).toBeGreaterThan(0);
  expect(told.filter(({ isAttempt }) => isAttempt)).toEqual([]);
  expect(rows.filter(({ session, actor }) => session === "" || actor.pid === undefined)).toEqual(
    [],
  );
});

test.skipIf(names.length === 0)("rows that were forged are found", () => {
  const forged = parsedLines(hostile).filter(({ kind }) => kind === "forged");
  expect(forged.length).toBeGreaterThan(20);
});
