// Cases whose point nobody sees from outside, each with its reason, and one beside it that is seen.
import { expect, test } from "vitest";
import { loadCases } from "../../runner/cases.ts";
import { unseen } from "./unseen.ts";

const scenarios = new Map(loadCases().map(({ scenario }) => [scenario.id, scenario]));

const told: readonly (readonly [id: string, reason: string | undefined])[] = [
  ["told-when-there-is-room", "nobody sees when somebody was told of a stop who did not read then"],
  ["drain-h2-client-does-not-read", undefined],
  ["drain-h1-to-h1-hard", undefined],
];

test.each(told)("%s", (id, reason) => {
  expect(unseen(scenarios.get(id)!)).toBe(reason);
});

test("every reason has a case", () => {
  const reasons = new Set([...scenarios.values()].flatMap((one) => unseen(one) ?? []));
  expect(reasons).toEqual(
    new Set([
      "nobody sees what a proxy says to a back end that reads nothing",
      "nobody sees when somebody was told of a stop who did not read then",
      "nobody sees whether a flood or a hard stop came first",
      "nobody sees which worker has taken a client",
      "nobody wakes a worker that sleeps to the end",
    ]),
  );
});
