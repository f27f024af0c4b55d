// Lease verbs over real bytes: four operators renew eight leases each, through a master and two
// workers, over connections that are cut at random, with the checkers of the lease families watching,
// and then those of all families. One verb is one client's request with everything it causes: two
// orders, two answers, two replies.

import { bench } from "mitata";
import { bindFamily } from "../conformance/checkers/bind/family.ts";
import { judgedFamilies } from "../conformance/checkers/families.ts";
import type { Family } from "../conformance/checkers/family.ts";
import { Judge } from "../conformance/checkers/judge.ts";
import { leaseFamily } from "../conformance/checkers/leases/family.ts";
import { statusFamily } from "../conformance/checkers/status/family.ts";
import { defaultLeaseConstants } from "../conformance/model/constants.ts";
import { Observer } from "../conformance/observe/observer.ts";
import { referenceTarget } from "../conformance/targets/reference.ts";
import { play, type Scenario } from "../sim/index.ts";

const operators = 4;
const leasesEach = 8;
const roundsPerLease = 64;

export const verbsPerIteration: number = operators * leasesEach * roundsPerLease;

const scenario: Scenario = {
  format: 1,
  id: "bench-lease-verbs",
  title: "Operators renew their leases.",
  rules: [],
  cells: [],
  tags: [],
  source: "bench",
  world: {
    workers: 2,
    latencyMicros: [20, 200],
    segmentation: "random",
  },
  actors: Object.fromEntries(
    Array.from({ length: operators }, (_, ordinal) => [
      `operator-${ordinal}`,
      { kind: "operator" },
    ]),
  ),
  steps: Array.from({ length: operators * leasesEach }, (_, ordinal) => ({
    at: 1_000_000 + 37 * ordinal,
    actor: `operator-${ordinal % operators}`,
    do: "apply",
    clientId: `bench-${ordinal}`,
    detail: "backend",
    ttlSeconds: 60,
    times: roundsPerLease,
    everyMicros: 10_000,
  })),
  expect: [],
  endMicros: 1_000_000 + 10_000 * (roundsPerLease + 10),
};

const sessions = { sessionMicros: 140_000_000, longestMicros: 61_000_000 };
const boot = { requests: [], savedState: undefined };

/** Plays the scenario once; throws unless every verb was judged and right. */
function renewLeases(families: readonly Family[]): number {
  const judge = new Judge({
    families,
    floor: 2,
    constants: defaultLeaseConstants,
    world: { workerTimeoutMicros: 10_000_000, frameBytesMax: 2_000_000, boot, sessions },
    hasMaster: true,
    sampling: false,
  });
  const observer = new Observer({
    scripted: new Set(),
    showsBytes: judge.wants("client-bytes"),
    showsLegs: judge.wantsLegs,
    frameBytesMax: 2_000_000,
    emit: (observation) => {
      judge.observe(observation);
    },
  });
  play(scenario, referenceTarget().testee, {
    seed: 1,
    keepJournals: false,
    choicesRecordedMax: 0,
    observe: (event) => {
      observer.observe(event);
    },
  });
  const judged = judge.verdicts.evaluations.get("LEASE-FLOOR-STATIC") ?? 0;
  if (judge.verdicts.broken || judged !== 2 * verbsPerIteration) {
    throw new Error(`${judged} of ${2 * verbsPerIteration} answers were judged`);
  }
  return judged;
}

const leaseFamilies = [leaseFamily, bindFamily, statusFamily];

export function benchLeaseVerbs(): void {
  const name = `lease verbs: ${verbsPerIteration} renewals`;
  bench(`${name}, lease checkers`, () => renewLeases(leaseFamilies));
  bench(`${name}, all checkers`, () => renewLeases(judgedFamilies));
}
