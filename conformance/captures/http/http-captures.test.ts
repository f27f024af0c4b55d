import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../package-root.ts";
import { referenceTarget } from "../../targets/reference.ts";
import type { HttpCapture } from "./capture.ts";
import { judgeHttpCaptures } from "./judge.ts";
import { parseHttpListing } from "./listing.ts";
import {
  derivedText,
  httpCaptureFile,
  httpFronts,
  loadHttpCaptures,
  loadHttpListing,
} from "./store.ts";

const { testee } = referenceTarget();
const data = join(packageRoot, "..", "shared", "data", "captures");
const listing = loadHttpListing();
const captures = loadHttpCaptures();
const some = captures.slice(0, 40);

test("every exchange is answered as the release did, or as a listed rule says", () => {
  const verdict = judgeHttpCaptures(captures, listing.differences, testee);
  expect(verdict.unlisted).toEqual([]);
  expect(verdict.vanished).toEqual([]);
  expect(verdict.equal).toBeGreaterThan(1_000);
});

test("a difference that nobody listed, and one that is there no more, are wrong", () => {
  const lie: HttpCapture[] = some.map((capture) => ({
    ...capture,
    seen: { ...capture.seen, requests: [...capture.seen.requests, "GET /never"] },
  }));
  const wrong = judgeHttpCaptures(lie, [], testee);
  expect(wrong.unlisted.filter(({ at }) => at === "requests")).toHaveLength(some.length);
  const because = "It was so at the time.";
  const gone = judgeHttpCaptures([], [{ rule: "H1-HOST", because, at: ["a client"] }], testee);
  expect(gone.vanished).toEqual([{ address: "a client", rule: "H1-HOST" }]);
});

test.each([
  ["no list", "[]"],
  ["differences", "notReplayable: []"],
  [
    "there is no rule",
    "{notReplayable: [], differences: [{rule: X-Y, because: long enough, at: [a b]}]}",
  ],
  [
    "is listed twice",
    "{notReplayable: [{because: long enough, captures: [a, a]}], differences: []}",
  ],
])("a list with a mistake in it is refused: %s", (_reason, text) => {
  expect(() => parseHttpListing("differences.yaml", text)).toThrow("differences.yaml");
});

test("no text of a release is in a capture: of its own answers the status is kept", () => {
  const lines = captures.flatMap(({ seen }) => Object.values(seen.clients).flat());
  const own = lines.filter((line) => /^(stream \d+: )?[345]\d\d(?! bytes that)\b/.test(line));
  expect(own.length).toBeGreaterThan(50);
  expect(own.filter((line) => line.includes("bytes"))).toEqual([]);
});

test.skipIf(!existsSync(data)).each(httpFronts)(
  "the committed captures of %s are what derivation gives",
  (front) => {
    expect(readFileSync(httpCaptureFile(front), "utf8")).toBe(derivedText(data, front, listing));
  },
);
