import { expect, test } from "vitest";
import { PruneInstant } from "./prune-instant.ts";

const until = (...instants: number[]): { until: number }[] =>
  instants.map((instant) => ({ until: instant }));

test("exact expiry leaves one candidate, now", () => {
  const instant = new PruneInstant({ kind: "exact" });
  expect(instant.candidates(10, until(1, 5, 10, 20))).toEqual([10]);
});

test("a janitor may be a period behind", () => {
  const instant = new PruneInstant({ kind: "janitor", periodMicros: 5 });
  expect(instant.candidates(10, until(1, 5, 8, 10, 20))).toEqual([5, 8, 10]);
});

test("what an observation explained never moves back", () => {
  const instant = new PruneInstant({ kind: "janitor", periodMicros: 5 });
  instant.narrow(8);
  expect(instant.candidates(12, until(7, 8, 9, 11))).toEqual([8, 9, 11]);
});
