// What each profile comes to is written down in it, and what cannot be brought to agree with what was
// observed of the release has a written reason. A change of a case, a checker or the reference that moves
// either shows here.
import { expect, test } from "vitest";
import { loadProfiles, type Profile, withProfile } from "../defects/profile.ts";
import { rules } from "../rules/registry.ts";
import { loadCases } from "../runner/cases.ts";
import { runCase } from "../runner/run-case.ts";
import { Prediction } from "./prediction.ts";

const ids = rules.map(({ id }) => id);

async function brokenBy(profile: Profile): Promise<readonly string[]> {
  const target = await withProfile(profile);
  const prediction = new Prediction(profile);
  for (const { scenario } of loadCases()) {
    prediction.add(scenario.id, runCase(scenario, target, { seed: 0 }));
  }
  return prediction.broken(ids);
}

test.each(loadProfiles().map((profile) => [profile.id, profile] as const))(
  "%s should fail what is written in it, and each difference from what was observed has its reason",
  async (_, profile) => {
    const { broken, found, holds } = profile.observed;
    const predicted = await brokenBy(profile);
    expect(predicted).toEqual(profile.predicted);
    const missed = [...broken, ...found].filter((rule) => !predicted.includes(rule));
    const feared = holds.filter((rule) => predicted.includes(rule));
    expect(Object.keys(profile.differences).sort()).toEqual([...missed, ...feared].sort());
  },
  120_000,
);

test("a reference that elects otherwise is right in every case", () => {
  const profile = loadProfiles().find(({ id }) => id === "elects-otherwise");
  expect(profile?.predicted).toEqual([]);
});
