// What operators do while exchanges are under way, and what happens to the world around them.
import fc from "fast-check";
import { type Choice, chosen, type Swarm } from "../swarm.ts";
import type { OperatorAct, WorldFault } from "./plan.ts";

const operatorActsMax = 14;
const faultsMax = 4;
const [firstMicros, lastMicros] = [500_000, 20_000_000];

const instants = fc.integer({ min: firstMicros, max: lastMicros });

export function operatorsArbitrary(swarm: Swarm): fc.Arbitrary<readonly OperatorAct[]> {
  const query: Choice<OperatorAct> = {
    of: fc.record({ do: fc.constant("query" as const), at: instants }),
  };
  return fc.array(chosen(swarm, [query, ...leases(), ...orders()]), { maxLength: operatorActsMax });
}

function leases(): readonly Choice<OperatorAct>[] {
  const clientId = fc.constantFrom("a", "b", "c");
  const detail = fc.constantFrom(
    "backend" as const,
    "cluster" as const,
    "frontend" as const,
    "process" as const,
  );
  return [
    {
      feature: "leases",
      weight: 4,
      of: fc.record({
        do: fc.constant("apply" as const),
        at: instants,
        by: fc.nat({ max: 1 }),
        lease: fc.record({ clientId, detail, ttlSeconds: fc.constantFrom(60, 1, 2, 5) }),
      }),
    },
    {
      feature: "leases",
      of: fc.record({
        do: fc.constant("clear" as const),
        at: instants,
        by: fc.nat({ max: 1 }),
        clientId,
      }),
    },
    {
      feature: "lessee-crashes",
      of: fc.record({ do: fc.constant("crash" as const), at: instants }),
    },
  ];
}

function orders(): readonly Choice<OperatorAct>[] {
  return [
    {
      feature: "metrics-orders",
      weight: 2,
      of: fc.record({
        do: fc.constant("metrics" as const),
        at: instants,
        order: fc.constantFrom("CLEAR" as const, "DISABLED" as const, "ENABLED" as const),
      }),
    },
    {
      feature: "removals",
      weight: 2,
      of: fc.record({
        do: fc.constantFrom("dropCluster" as const, "dropBackend" as const),
        at: instants,
        cluster: fc.nat({ max: 2 }),
        forMicros: fc.constantFrom(500_000, 1_000, 4_000_000),
      }),
    },
    {
      feature: "drains",
      of: fc.record({
        do: fc.constant("stop" as const),
        at: fc.integer({ min: 3_000_000, max: lastMicros }),
        isHard: fc.constantFrom(false, false, true),
      }),
    },
  ];
}

export function faultsArbitrary(swarm: Swarm): fc.Arbitrary<readonly WorldFault[]> {
  const kinds = [
    ["partition", "partitions"],
    ["stall", "stalls"],
    ["slow", "slowness"],
    ["pause", "slowness"],
    ["refuse", "absent-origins"],
    ["killOrigin", "origin-crashes"],
    ["killClient", "client-crashes"],
    ["killWorker", "worker-crashes"],
  ] as const;
  const open = kinds.filter(([, feature]) => swarm.weightOf(feature) > 0).map(([kind]) => kind);
  if (open.length === 0) return fc.constant([]);
  const fault = fc.record({
    do: fc.constantFrom(...open),
    at: instants,
    forMicros: fc.constantFrom(1_000_000, 20_000, 4_000_000),
    target: fc.nat({ max: 5 }),
  });
  return fc.array(fault, { maxLength: faultsMax });
}
