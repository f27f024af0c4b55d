// What a world begins with: clusters and what stands behind them, timeouts, the network.
import fc from "fast-check";
import type { Swarm } from "../swarm.ts";
import type { ClusterPlan, OriginPlan, Timeouts, WorldPlan } from "./plan.ts";

const clustersMax = 3;
const originsMax = 3;

export function clustersArbitrary(swarm: Swarm): fc.Arbitrary<readonly ClusterPlan[]> {
  const cluster = fc.record({
    http2: fc.boolean(),
    origins: originsArbitrary(swarm),
    connectionsPerIp:
      swarm.weightOf("limits") > 0 ? fc.constantFrom(undefined, 1, 2) : fc.constant(undefined),
    isRedirecting: swarm.weightOf("redirected") > 0 ? fc.boolean() : fc.constant(false),
  });
  return fc.array(cluster, { minLength: 1, maxLength: clustersMax });
}

function originsArbitrary(swarm: Swarm): fc.Arbitrary<readonly OriginPlan[]> {
  const most =
    swarm.weightOf("several-origins") > 0 || swarm.weightOf("absent-origins") > 0 ? originsMax : 1;
  const least = swarm.weightOf("absent-origins") > 0 ? 0 : 1;
  return fc.array(origin(swarm), { minLength: least, maxLength: most });
}

function origin(swarm: Swarm): fc.Arbitrary<OriginPlan> {
  const presence = fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: fc.constant("there" as const) },
    { weight: swarm.weightOf("absent-origins"), arbitrary: fc.constant("absent" as const) },
    { weight: swarm.weightOf("deaf-origins"), arbitrary: fc.constant("deaf" as const) },
  );
  const isShut = swarm.weightOf("shut-windows") > 0;
  return fc.record({
    presence,
    settings: isShut
      ? fc.constantFrom<OriginPlan["settings"]>([], [[4, 0]], [[4, 1_000]], [[3, 2]])
      : fc.constant([]),
    isHeld: isShut ? fc.boolean() : fc.constant(false),
    greeting:
      swarm.weightOf("unsolicited") > 2
        ? fc.constantFrom(undefined, "early")
        : fc.constant(undefined),
  });
}

export function timeoutsArbitrary(): fc.Arbitrary<Timeouts> {
  return fc.record({
    frontTimeout: fc.constantFrom(6, 3, 12),
    backTimeout: fc.constantFrom(4, 2, 8),
    connectTimeout: fc.constantFrom(2, 1),
    requestTimeout: fc.constantFrom(4, 2, 7),
  });
}

type Surroundings = Pick<
  WorldPlan,
  "workers" | "isStatsd" | "latencyMicros" | "isSegmented" | "windowBytes"
>;

export function surroundingsArbitrary(swarm: Swarm): fc.Arbitrary<Surroundings> {
  const latencies = fc.constantFrom<readonly [number, number]>(
    [50, 50],
    [20, 3_000],
    [500, 90_000],
  );
  return fc.record({
    workers: fc.constantFrom(1, 2),
    isStatsd: swarm.weightOf("metrics-orders") > 0 ? fc.boolean() : fc.constant(false),
    latencyMicros: swarm.weightOf("latency") > 0 ? latencies : fc.constant([0, 0] as const),
    isSegmented: fc.constant(swarm.weightOf("segments") > 1),
    windowBytes:
      swarm.weightOf("narrow-links") > 0
        ? fc.constantFrom(20_000, 4_000, 1_500)
        : fc.constant(undefined),
  });
}
