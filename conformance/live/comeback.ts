// When the workers that were killed had successors that run. A master takes a moment for that, on a busy
// machine a longer one, and a step that is to find the successor is played too early before.
import { setTimeout as pause } from "node:timers/promises";
import { heardWorkersOf, workersOf } from "./control.ts";
import type { Launched } from "./launched.ts";

/** How often it is looked, and for how long at most: a machine that is busy makes a process in seconds. */
const lookMillis = 30;
const patienceMillis = 10_000;
const answerMillis = 1_000;

export interface Comeback {
  readonly killedAt: number;
  /** Infinity: nobody came. */
  readonly backAt: number;
}

export interface Killed {
  readonly at: number;
  /** Everybody who was killed by now. */
  readonly dead: ReadonlySet<number>;
  /** How many there were before. */
  readonly count: number;
  /** The case has traffic. */
  readonly serves: boolean;
}

/**
 * Only the master is asked, which wakes no worker. Where a case has traffic, which wakes them anyway, the successor
 * has to answer itself: one that is listed does not listen yet.
 */
export async function comebackOf(
  { commandSocket }: Pick<Launched, "commandSocket">,
  { at, dead, count, serves }: Killed,
  now: () => number,
): Promise<Comeback> {
  const ask = serves ? heardWorkersOf : workersOf;
  const deadline = performance.now() + patienceMillis;
  while (performance.now() < deadline) {
    const workers = await ask(commandSocket, answerMillis);
    // A master that did not answer in time was as busy as everybody else.
    const running = (workers ?? []).filter(({ id, isRunning }) => isRunning && !dead.has(id));
    if (running.length >= count) return { killedAt: at, backAt: now() };
    await pause(lookMillis);
  }
  return { killedAt: at, backAt: Infinity };
}
