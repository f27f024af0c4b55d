import { expect, test } from "vitest";
import { AssertionFault, WorldError } from "../../sim/index.ts";
import { referenceTarget } from "../targets/reference.ts";
import { loadCases } from "./cases.ts";
import { runCase } from "./run-case.ts";

const [one] = loadCases();

function thrownBy(error: Error): () => unknown {
  const fail = () => {
    throw error;
  };
  const target = referenceTarget({ createMaster: fail, createWorker: fail });
  return () => runCase(one!.scenario, target, { seed: 0 });
}

test("what a machine throws is judged, and refuses nothing", () => {
  const run = thrownBy(new Error("no"))() as ReturnType<typeof runCase>;
  expect(run.violations.map(({ rule }) => rule)).toContain("LIVE-NO-CRASH");
});

const ours: readonly (readonly [string, Error])[] = [
  ["world", new WorldError("unknown-node", "nobody")],
  ["suite", new AssertionFault("a broken promise of our own")],
];

test.each(ours)("a fault of the %s is no verdict on the target", (_, error) => {
  expect(thrownBy(error)).toThrow(error);
});
