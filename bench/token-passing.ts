// Workload W1: 64 tokens passed between 16 nodes over streams, through World, Machine and Host, with
// latencies from 0.1 to 100 ms drawn by choice and every payload in the trace hash. An event is one
// delivery with everything it causes: a turn, a write, a segment. The hash of a run of known length
// is pinned, so that no measurement can skip work.

import { bench } from "mitata";
import { World } from "../sim/index.ts";
import { machineFactories } from "./token-machines.ts";
import { playMicros, seatName, seats } from "./token-seat.ts";

/** Mean latency is about 50 ms, so 64 tokens make about 1,280 deliveries a second. */
export const sliceMicros = 100_000_000;

/** A world with every connection made and every token on its first way. */
export function tokenWorld(): World {
  const world = new World({
    seed: 1,
    choicesRecordedMax: 0,
    network: { latencyMicros: [100, 100_000] },
  });
  for (let index = 0; index < seats; index++) {
    const factory = machineFactories[index % machineFactories.length];
    if (factory !== undefined) {
      world.addNode(seatName(index), factory, { config: Uint8Array.of(index) });
    }
  }
  world.run(playMicros);
  return world;
}

export interface TokenRun {
  readonly hash: string;
  /** Each delivery is two trace events: the data taken and the write it caused. */
  readonly deliveries: number;
}

/** Lets the tokens run for a while. */
export function passTokens(world: World, forMicros: number): TokenRun {
  const before = world.events;
  const result = world.run(world.now + forMicros);
  return { hash: result.hash, deliveries: (result.events - before) / 2 };
}

/** Registers the workload; one iteration is `sliceMicros` of virtual time. */
export function benchTokenPassing(): void {
  const world = tokenWorld();
  bench("W1 token passing, 100 virtual seconds", () => passTokens(world, sliceMicros));
}
