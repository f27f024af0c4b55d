// What the suite asks of its own world: bytes, time, chance.
import { play, type Scenario, type TraceEvent } from "../../../sim/index.ts";
import { playOptionsOf } from "../../runner/run-case.ts";
import { referenceTarget } from "../../targets/reference.ts";
import { firstOf, lively, type Probe } from "./probe.ts";
import { Streams } from "./streams.ts";

const { testee } = referenceTarget();

function watch(scenario: Scenario, seed: number, observe: (event: TraceEvent) => void): string {
  return play(scenario, testee, { ...playOptionsOf(seed), probing: true, observe }).hash;
}

const bytes: Probe = {
  id: "bytes",
  promise: "What is taken at one end of a connection is what was written at the other, in order.",
  ask: (scenarios) =>
    firstOf(lively(scenarios, 12), (scenario) => {
      const streams = new Streams();
      watch(scenario, 1, (event) => {
        streams.observe(event);
      });
      return streams.fault === undefined ? undefined : `${scenario.id}: ${streams.fault}`;
    }),
};

const time: Probe = {
  id: "time",
  promise: "Time never goes back.",
  ask: (scenarios) =>
    firstOf(lively(scenarios, 12), (scenario) => {
      let [last, fault]: [number, string | undefined] = [0, undefined];
      watch(scenario, 1, ({ at, kind }) => {
        if (at < last) fault ??= `${scenario.id}: ${kind} at ${at} came after ${last}`;
        last = at;
      });
      return fault;
    }),
};

const sameSeed: Probe = {
  id: "same-seed",
  promise: "The same seed gives the same run.",
  ask: (scenarios) =>
    firstOf(lively(scenarios, 12), (scenario) => {
      const [one, other] = [1, 2].map(() => watch(scenario, 7, () => undefined));
      return one === other ? undefined : `${scenario.id}: seed 7 gave ${one} and ${other}`;
    }),
};

const seedsOfTies = [1, 2, 3, 4, 5, 6, 7, 8];

const ties: Probe = {
  id: "ties",
  promise: "What happens at one instant happens in an order that the seed draws.",
  ask: (scenarios) => {
    const calm = scenarios.filter(({ tags }) => tags.includes("race") && !tags.includes("latency"));
    const varied = calm.some((scenario) => {
      const orders = seedsOfTies.map((seed) => {
        const order: string[] = [];
        watch(scenario, seed, ({ kind, node }) => order.push(`${kind} ${node}`));
        return order.join();
      });
      return new Set(orders).size > 1;
    });
    return varied ? undefined : `no order differs among ${calm.length} races and 8 seeds`;
  },
};

export const worldProbes: readonly Probe[] = [bytes, time, sameSeed, ties];
