// The captures and the two lists beside them, as files: one step and one answer a line, so that a
// change shows where it is.

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fixturePath } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";
import type { Capture } from "./capture.ts";
import {
  parseExpectedDifferences,
  parseNotReplayable,
  type ExpectedDifference,
  type NotReplayable,
} from "./listings.ts";

const captureFolder = fixturePath("captures");

const ending = ".json";

export function loadCaptures(folder: string = captureFolder): readonly Capture[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => basename(file, ending))
    .toSorted()
    .map((name) => parseCapture(name, readFileSync(captureFile(name, folder), "utf8")));
}

export function loadNotReplayable(): readonly NotReplayable[] {
  const file = "not-replayable.yaml";
  return parseNotReplayable(file, readFileSync(join(captureFolder, file), "utf8"));
}

export function loadExpectedDifferences(): readonly ExpectedDifference[] {
  const file = "expected-differences.yaml";
  return parseExpectedDifferences(file, readFileSync(join(captureFolder, file), "utf8"));
}

export function captureFile(name: string, folder: string = captureFolder): string {
  return join(folder, `${name}${ending}`);
}

export function formatCapture(capture: Capture): string {
  const { processes, steps, answers, ...head } = capture;
  const lists = Object.entries(answers).map(
    ([conn, list]) => `    ${JSON.stringify(conn)}: ${linesOf(list, "      ", "    ")}`,
  );
  const members = [
    ...Object.entries(head).map(
      ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
    ),
    `  "processes": ${JSON.stringify(processes)}`,
    `  "steps": ${linesOf(steps, "    ", "  ")}`,
    `  "answers": {\n${lists.join(",\n")}\n  }`,
  ];
  return `{\n${members.join(",\n")}\n}\n`;
}

function linesOf(list: readonly unknown[], indent: string, outdent: string): string {
  if (list.length === 0) return "[]";
  const lines = list.map((entry) => `${indent}${JSON.stringify(entry)}`);
  return `[\n${lines.join(",\n")}\n${outdent}]`;
}

function parseCapture(name: string, text: string): Capture {
  const value: unknown = JSON.parse(text);
  if (!isCapture(value) || value.name !== name) {
    throw new UsageError(`${name} is no capture: make it anew with npm run captures -- --write`);
  }
  return value;
}

/** Whoever wrote it was `formatCapture`: what is looked at is that nobody else did. */
function isCapture(value: unknown): value is Capture {
  if (typeof value !== "object" || value === null) return false;
  const keys = ["name", "release", "world", "processes", "steps", "answers", "end"];
  return "format" in value && value.format === 1 && keys.every((key) => key in value);
}
