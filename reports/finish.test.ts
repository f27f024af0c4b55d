import { expect, test } from "vitest";
import { finishRun } from "./finish.ts";
import { sumOf } from "./outcome.ts";
import { sampleHeader, sampleOpenRun, sampleRun } from "./testing/sample-run.ts";

test("closes a run whose outcomes sum to what was planned", () => {
  expect(sumOf(sampleRun.footer.totals.rules)).toBe(sampleHeader.planned.rules);
  expect(sumOf(sampleRun.footer.totals.cases)).toBe(sampleHeader.planned.cases);
  expect(sampleRun.footer.exitCode).toBe(1);
  expect(sampleRun.footer.aborted).toBe(false);
});

test.each(["rules", "cases"] as const)("refuses to close a run that lost one of its %s", (kind) => {
  const open = { ...sampleOpenRun, [kind]: sampleOpenRun[kind].slice(1) };
  expect(() => finishRun(open, {}, 0)).toThrow(/records were planned, the outcomes sum to/);
});

test("refuses to close a run that has a case twice", () => {
  const [first, ...rest] = sampleOpenRun.cases;
  const open = { ...sampleOpenRun, cases: [first!, first!, ...rest.slice(1)] };
  expect(() => finishRun(open, {}, 0)).toThrow('case "lease-cap-at-64" has more than one record');
});

test("marks a run that was stopped", () => {
  const run = finishRun(sampleOpenRun, { stoppedBy: "SIGTERM" }, 0);
  expect([run.footer.exitCode, run.footer.aborted]).toEqual([143, true]);
});
