// Histories on disk: every good one is explained and every bad one is not, whoever reads them; text
// that is no history is refused with the line that is wrong.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fixturePath } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";
import { checkHistory } from "./check.ts";
import { historyText, parseHistory, readHistory } from "./read.ts";

const folder = (kind: string): string => fixturePath("histories", kind);
const files = (kind: string): string[] => readdirSync(folder(kind));
const header =
  '{"t":"history","format":1,"floor":2,"latenessMicros":0,"slackMicros":0,"leasesPerWorkerMax":64,"takeover":"keeps"}';
const end = '{"t":"end","at":9}';
const operation =
  '{"t":"operation","id":"o","session":"s","verb":"clear","clientId":"a","sent":5,"answers":{}}';

describe.each(files("good"))("good/%s", (file) => {
  test("is explained", () => {
    const verdicts = checkHistory(readHistory(join(folder("good"), file)));
    expect(new Set(verdicts.map(({ kind }) => kind))).toEqual(new Set(["explained"]));
  });
});

describe.each(files("bad"))("bad/%s", (file) => {
  test("is impossible, and the witness says why", () => {
    const verdicts = checkHistory(readHistory(join(folder("bad"), file)));
    const impossible = verdicts.filter(({ kind }) => kind === "impossible");
    expect(impossible.length).toBeGreaterThan(0);
    const said = impossible.map(({ witness }) => [
      ...(witness?.operations ?? []),
      ...(witness?.events === true ? ["events"] : []),
    ]);
    expect(said).not.toContainEqual([]);
  });

  test("is written as it was read", () => {
    const path = join(folder("bad"), file);
    expect(historyText(readHistory(path))).toBe(readFileSync(path, "utf8"));
  });
});

test.each([
  ["no header", [end], /the first line is no history header/],
  ["no end", [header, operation], /the last line is missing/],
  ["no JSON", [header, "{", end], /x:2: this is no JSON/],
  ["an unknown record", [header, '{"t":"other"}', end], /x:2: \/t must be equal to one of/],
  ["a member too many", [header, '{"t":"end","at":9,"by":1}'], /x:2: .*additional properties/],
  ["an apply without a level", [header, operation.replace("clear", "apply"), end], /x:2: .*level/],
  ["the same id twice", [header, operation, operation, end], /two operations are called o/],
  [
    "an answer before the question",
    [header, operation.replace('"sent":5', '"sent":5,"replied":4'), end],
    /o was answered before it was sent/,
  ],
])("%s is refused", (_, lines, message) => {
  const read = (): unknown => parseHistory(lines.join("\n"), "x");
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
});
