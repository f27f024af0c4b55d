// One world, drawn: first what it is made of, then everything in it.
import fc from "fast-check";
import { type Swarm, swarmArbitrary } from "../swarm.ts";
import { clustersArbitrary, surroundingsArbitrary, timeoutsArbitrary } from "./boot.ts";
import { faultsArbitrary, operatorsArbitrary } from "./events.ts";
import type { ClusterPlan, WorldPlan } from "./plan.ts";
import { clientsArbitrary } from "./visits.ts";

/** What the parts of a world depend on is not made smaller: another swarm would be another world. */
export function worldArbitrary(): fc.Arbitrary<WorldPlan> {
  return fc
    .noShrink(swarmArbitrary())
    .chain((swarm) =>
      fc.noShrink(clustersArbitrary(swarm)).chain((clusters) => partsArbitrary(swarm, clusters)),
    );
}

function partsArbitrary(swarm: Swarm, clusters: readonly ClusterPlan[]): fc.Arbitrary<WorldPlan> {
  return fc
    .record({
      surroundings: surroundingsArbitrary(swarm),
      timeouts: timeoutsArbitrary(),
      clients: clientsArbitrary(swarm, clusters),
      operators: operatorsArbitrary(swarm),
      faults: faultsArbitrary(swarm),
    })
    .map(({ surroundings, ...parts }) => ({ clusters, ...surroundings, ...parts }));
}
