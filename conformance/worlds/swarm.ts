// What a world is made of: before anything else each world draws which features it has and how heavily
// they weigh. Worlds differ more than if every one had a little of everything, and a fault that one
// feature would hide from another gets its chance.
import fc from "fast-check";

const features = [
  // What clients ask.
  "uploads",
  "heads",
  "closing-clients",
  "upgrades",
  "expectations",
  "old-versions",
  "unroutable",
  "redirected",
  "malformed-requests",
  "malformed-streams",
  "partial-requests",
  "stopped-uploads",
  "large-heads",
  "pipelines",
  // What origins answer.
  "large-answers",
  "chunked-answers",
  "closing-answers",
  "bodiless-answers",
  "interim-answers",
  "slow-answers",
  "silent-origins",
  "early-answers",
  "cut-answers",
  "lying-answers",
  "malformed-answers",
  "refusals",
  "goaways",
  "unsolicited",
  "pieces",
  // What clients do to their connections.
  "aborts",
  "leavers",
  "half-closes",
  "pauses",
  "frames",
  "floods",
  "shut-windows",
  "dripping-windows",
  // What stands behind the clusters.
  "absent-origins",
  "deaf-origins",
  "several-origins",
  "limits",
  // What operators do.
  "leases",
  "lessee-crashes",
  "metrics-orders",
  "removals",
  "drains",
  // What happens to the world.
  "latency",
  "segments",
  "narrow-links",
  "partitions",
  "stalls",
  "slowness",
  "origin-crashes",
  "client-crashes",
  "worker-crashes",
  "tls",
  // Every feature is a key: the list is what the type is made of.
] as const;

export type Feature = (typeof features)[number];

export interface Swarm {
  /** How heavily it weighs; 0: it is not there. */
  weightOf(feature: Feature): number;
}

/** Over half of the features are off in a world. */
const weight = fc.constantFrom(0, 0, 0, 1, 3);

export function swarmArbitrary(): fc.Arbitrary<Swarm> {
  return fc.tuple(...features.map(() => weight)).map((drawn) => {
    const weights = new Map<Feature, number>(features.map((name, at) => [name, drawn[at] ?? 0]));
    return { weightOf: (feature) => weights.get(feature) ?? 0 };
  });
}

/** One way in which something may be, if its feature is on; without a feature it always may. */
export interface Choice<T> {
  readonly feature?: Feature;
  /** Beside its feature's own. */
  readonly weight?: number;
  readonly of: fc.Arbitrary<T>;
}

/** The first choice needs no feature: it is what others are made simpler to. */
export function chosen<T>(swarm: Swarm, choices: readonly Choice<T>[]): fc.Arbitrary<T> {
  const open = choices.flatMap(({ feature, weight = 1, of }) => {
    const heavy = feature === undefined ? weight : weight * swarm.weightOf(feature);
    return heavy === 0 ? [] : [{ weight: heavy, arbitrary: of }];
  });
  return fc.oneof({ withCrossShrink: true }, ...open);
}

/** Several of something where a feature is on, nothing where it is off. */
export function manyIf<T>(
  weight: number,
  most: number,
  of: () => fc.Arbitrary<T>,
): fc.Arbitrary<readonly T[]> {
  return weight === 0 ? fc.constant([]) : fc.array(of(), { maxLength: most });
}
