// A client's connections: which requests go over each, how close together, and what the client does to it
// in between and in the end.
import fc from "fast-check";
import { type Choice, chosen, manyIf, type Swarm } from "../swarm.ts";
import { answerArbitrary } from "./answering.ts";
import { questionArbitrary } from "./asking.ts";
import { floods, hostileFrames } from "./hostile-frames.ts";
import type { Act, ClientPlan, ClusterPlan, Group, Visit } from "./plan.ts";

const clientsMax = 6;
const visitsMax = 5;
const groupsMax = 4;
const actsMax = 2;
const startMicrosMax = 12_000_000;

const moments = fc.constantFrom(0, 1, 300, 20_000, 400_000, 2_500_000, 5_500_000);
const gaps = fc.constantFrom(300_000, 0, 1, 5_000, 2_000_000, 6_000_000);

/** The clusters are known, since an answer is of the protocol that its origin speaks. */
export function clientsArbitrary(
  swarm: Swarm,
  clusters: readonly ClusterPlan[],
): fc.Arbitrary<readonly ClientPlan[]> {
  const ofProtocol = { h1: client(swarm, clusters, "h1"), h2: client(swarm, clusters, "h2") };
  return fc.array(fc.oneof(ofProtocol.h1, ofProtocol.h2), { minLength: 1, maxLength: clientsMax });
}

function client(
  swarm: Swarm,
  clusters: readonly ClusterPlan[],
  protocol: "h1" | "h2",
): fc.Arbitrary<ClientPlan> {
  const isShut = swarm.weightOf("shut-windows") > 0 && protocol === "h2";
  return fc.record({
    protocol: fc.constant(protocol),
    isSecure: swarm.weightOf("tls") > 0 ? fc.boolean() : fc.constant(false),
    settings: isShut
      ? fc.constantFrom<ClientPlan["settings"]>(
          [],
          [[4, 0]],
          [[4, 100]],
          [[4, 20_000]],
          [[5, 20_000]],
        )
      : fc.constant([]),
    isHeld: isShut ? fc.boolean() : fc.constant(false),
    visits: fc.array(visit(swarm, clusters, protocol), { minLength: 1, maxLength: visitsMax }),
  });
}

function visit(
  swarm: Swarm,
  clusters: readonly ClusterPlan[],
  protocol: "h1" | "h2",
): fc.Arbitrary<Visit> {
  return fc.record({
    startMicros: fc.integer({ min: 0, max: startMicrosMax }),
    groups: fc.array(group(swarm, clusters, protocol), { minLength: 1, maxLength: groupsMax }),
    farewell: farewells(swarm),
  });
}

function group(
  swarm: Swarm,
  clusters: readonly ClusterPlan[],
  protocol: "h1" | "h2",
): fc.Arbitrary<Group> {
  const question = questionArbitrary(swarm, protocol);
  const [h1, h2] = [answerArbitrary(swarm, false), answerArbitrary(swarm, true)];
  const drawn = fc.record({
    question,
    cluster: fc.nat({ max: clusters.length - 1 }),
    answers: fc.record({ h1, h2 }),
    times: fc.oneof(
      { withCrossShrink: true },
      { weight: 4, arbitrary: fc.constant(1) },
      { weight: 5, arbitrary: fc.constantFrom(2, 4, 9) },
      { weight: 1, arbitrary: fc.integer({ min: 10, max: 40 }) },
    ),
    everyMicros:
      swarm.weightOf("pipelines") > 0
        ? fc.constantFrom(0, 1, 2_000, 100_000)
        : fc.constantFrom(100_000, 700_000, 2_000, 0),
    gapMicros: gaps,
    acts: acts(swarm, protocol),
  });
  return drawn.map(({ question: { asking, answer }, answers, ...rest }) => {
    const own = clusters[rest.cluster]?.http2 === true ? answers.h2 : answers.h1;
    return { ...rest, asking, answer: answer ?? own };
  });
}

function acts(swarm: Swarm, protocol: "h1" | "h2"): fc.Arbitrary<readonly Act[]> {
  const choices = [...ofAny(), ...(protocol === "h2" ? ofHttp2() : [])];
  const weight = choices.reduce(
    (sum, { feature }) => sum + (feature === undefined ? 0 : swarm.weightOf(feature)),
    0,
  );
  return manyIf(weight, actsMax, () => chosen(swarm, [{ of: goOn() }, ...choices]));
}

function goOn(): fc.Arbitrary<Act> {
  return fc.record({
    do: fc.constant("goOn" as const),
    afterMicros: moments,
    bytes: fc.constantFrom(undefined, 500),
  });
}

function ofAny(): readonly Choice<Act>[] {
  const act = (
    ...kinds: readonly ("close" | "reset" | "halfClose" | "pauseReading" | "resumeReading")[]
  ) => fc.record({ do: fc.constantFrom(...kinds), afterMicros: moments });
  return [
    { feature: "stopped-uploads", weight: 3, of: goOn() },
    { feature: "expectations", weight: 3, of: goOn() },
    {
      feature: "aborts",
      weight: 2,
      of: fc.record({
        do: fc.constant("abort" as const),
        afterMicros: moments,
        code: fc.constantFrom(8, 0, 2),
      }),
    },
    { feature: "leavers", weight: 2, of: act("close", "reset") },
    { feature: "half-closes", weight: 2, of: act("halfClose") },
    { feature: "pauses", weight: 2, of: act("pauseReading", "resumeReading") },
  ];
}

function ofHttp2(): readonly Choice<Act>[] {
  const credit = (drops: fc.Arbitrary<number>) =>
    fc.record({
      do: fc.constant("credit" as const),
      afterMicros: moments,
      bytes: fc.constantFrom(60_000, 1_000, 1),
      drops,
      isOfStream: fc.boolean(),
    });
  return [
    { feature: "shut-windows", weight: 4, of: credit(fc.constant(1)) },
    { feature: "dripping-windows", weight: 2, of: credit(fc.constantFrom(5, 20)) },
    {
      feature: "frames",
      weight: 2,
      of: fc.record({
        do: fc.constant("frame" as const),
        afterMicros: moments,
        frame: fc.constantFrom(...hostileFrames),
        times: fc.constant(1),
      }),
    },
    { feature: "floods", of: fc.constantFrom(...floods) },
  ];
}

/** Most connections are left to whoever gets tired of them first. */
function farewells(swarm: Swarm): fc.Arbitrary<readonly Act[]> {
  const last = fc.record({
    do: fc.constantFrom("close" as const, "reset" as const, "halfClose" as const),
    afterMicros: fc.constantFrom(3_000_000, 0, 100, 60_000),
  });
  return manyIf(1 + swarm.weightOf("leavers"), 1, () => last);
}
