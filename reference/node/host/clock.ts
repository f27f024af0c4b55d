// The two clocks of a real node: a monotonic one for everything the machine decides by, and the
// wall clock for what people read. It deliberately never mixes them: the wall clock may step.

import type { Micros } from "../../host.ts";

export interface Clock {
  /** Whole microseconds since the clock's beginning; never goes back. */
  now(): Micros;
  /** Microseconds since 1970. */
  wall(): number;
}

/** Begins at an instant of `process.hrtime`, which all processes of a machine share; now unless told. */
export function realClock(startNanos: bigint = process.hrtime.bigint()): Clock {
  return {
    now: () => Number((process.hrtime.bigint() - startNanos) / 1000n),
    wall: () => Date.now() * 1000,
  };
}
