// Which cases can be held against a running proxy, and the reasons of those that cannot.
import { describe, expect, test } from "vitest";
import type { Scenario } from "../../sim/index.ts";
import { loadCases } from "../runner/cases.ts";
import { referenceTarget } from "../targets/reference.ts";
import { bearingOf } from "./bearing.ts";

const reference = referenceTarget();
const time = {
  latenessMicros: 0,
  slackMicros: 1_000_000,
  ttlDefaultSeconds: 60,
  stretch: 1,
};
const cases = loadCases().map(({ scenario }) => scenario);
const plain = cases.find(({ id }) => id === "bind-stranger-clears")!;

const able = { masterLeases: true, readsStateFiles: true };

function why(scenario: Scenario): string | undefined {
  const bearing = bearingOf(scenario, time, reference, able);
  return bearing.kind === "unsupported" ? bearing.why : undefined;
}

test("a case that asks for nothing special is played", () => {
  expect(why(plain)).toBeUndefined();
});

const changes: readonly [string, Partial<Scenario>, RegExp][] = [
  ["a scripted master", { world: { topology: "scripted-master" } }, /plays the master/],
  ["no credentials", { world: { credentials: "none" } }, /every real peer/],
  [
    "a file that the proxy waits for",
    { world: { savedState: "pipe", files: { pipe: { special: "stuck" } } } },
    /does not come up/,
  ],
  ["its own users", { world: { allowedUids: [0] } }, /several users/],
  [
    "a master that is killed",
    { steps: [{ at: 1, do: "kill", node: "master" }] },
    /nobody can kill/,
  ],
  [
    "a long life",
    { endMicros: 4e9, steps: [...plain.steps, { ...plain.steps[0]!, at: 3e9 }] },
    /20 s/,
  ],
];

test.each(changes)("%s is unsupported", (_, change, message) => {
  const shifted = { ...plain, ...change, expect: [] };
  expect(why(shifted)).toMatch(message);
});

test("a master that elects no lease table is not expected to show one", () => {
  const scenario = cases.find(({ id }) => id === "lease-apply-backend")!;
  const expectedOf = (masterLeases: boolean): string =>
    JSON.stringify(bearingOf(scenario, time, reference, { ...able, masterLeases }));
  expect(expectedOf(true)).toContain('"master":{');
  expect(expectedOf(false)).not.toContain('"master":{');
});

describe("the whole suite", () => {
  const reasons = cases.map((scenario) => why(scenario));

  test("every case is played or says why not", () => {
    expect(reasons.filter((reason) => reason === undefined).length).toBeGreaterThan(60);
    expect(reasons.filter((reason) => reason === "")).toEqual([]);
  });

  test("cases at the microsecond of an expiry are not played", () => {
    const ties = cases.flatMap(({ id }, place) =>
      id.endsWith("at-expiry") ? [reasons[place]] : [],
    );
    expect(ties.length).toBeGreaterThan(0);
    expect(ties).not.toContain(undefined);
  });
});
