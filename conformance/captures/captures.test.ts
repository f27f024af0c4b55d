import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../package-root.ts";
import { referenceTarget } from "../targets/reference.ts";
import type { Answer, Capture } from "./capture.ts";
import { deriveFolder } from "./derive-folder.ts";
import { judgeCaptures } from "./judge-captures.ts";
import type { ExpectedDifference } from "./listings.ts";
import {
  formatCapture,
  loadCaptures,
  loadExpectedDifferences,
  loadNotReplayable,
} from "./store.ts";

const { testee } = referenceTarget();
const folder = join(packageRoot, "..", "shared", "data", "captures", "control");
const listWorkers = "0a000000000000002200";
const listed: Answer = {
  at: 5,
  kind: "reply",
  status: "ok",
  content: { workers: { 0: "running", 1: "running" } },
};

function captureOf(answer: Answer): Capture {
  return {
    format: 1,
    name: "sample",
    release: "2.1.0",
    world: {},
    processes: { client: ["A"] },
    steps: [{ at: 5, conn: "A", do: "send", hex: listWorkers }],
    answers: { A: [answer] },
    end: 200,
  };
}

const entry: ExpectedDifference = {
  capture: "sample",
  at: "A#0 status",
  rule: "FRAME-MANY",
  excluded: undefined,
  because: "It is so.",
};

test("every capture is answered as the release did, or as a listed rule says", () => {
  const verdict = judgeCaptures(loadCaptures(), loadExpectedDifferences(), testee);
  expect(verdict.unlisted).toEqual([]);
  expect(verdict.vanished).toEqual([]);
  expect(verdict.equal).toBeGreaterThan(2_000);
});

test("the reference's answer to the recorded bytes is what is compared", () => {
  expect(judgeCaptures([captureOf(listed)], [], testee)).toMatchObject({
    equal: 1,
    listed: 0,
    excluded: 0,
    unlisted: [],
  });
});

test("a difference that nobody listed is wrong", () => {
  const { unlisted } = judgeCaptures([captureOf({ ...listed, status: "failure" })], [], testee);
  expect(unlisted.map(({ at }) => at)).toEqual(["A#0 status"]);
});

test("a listed difference is counted, by rule or as excluded", () => {
  const captures = [captureOf({ ...listed, status: "failure" })];
  expect(judgeCaptures(captures, [entry], testee)).toMatchObject({ listed: 1, unlisted: [] });
  const excluded = { ...entry, rule: undefined, excluded: "verb" };
  expect(judgeCaptures(captures, [excluded], testee)).toMatchObject({ excluded: 1, listed: 0 });
});

test("a listed difference that is there no more is wrong", () => {
  expect(judgeCaptures([captureOf(listed)], [entry], testee).vanished).toEqual([entry]);
});

test("an entry holds for its own place only", () => {
  const captures = [captureOf({ ...listed, status: "failure" })];
  const elsewhere = { ...entry, at: "A#1 status" };
  const verdict = judgeCaptures(captures, [elsewhere], testee);
  expect([verdict.unlisted.length, verdict.vanished.length]).toEqual([1, 1]);
});

test.skipIf(!existsSync(folder))("the committed captures are what derivation gives", () => {
  const derived = deriveFolder(folder, loadNotReplayable());
  expect(loadCaptures().map(formatCapture)).toEqual(derived.map(formatCapture));
});
