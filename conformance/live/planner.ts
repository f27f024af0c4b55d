// Finds the bearing of every case while others are played already. What needs no trial is told at once;
// the rest is tried by a thread, those first that will take longest, since they are played first.
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Scenario } from "../../sim/index.ts";
import { type Abilities, type Bearing, missingFor } from "./bearing.ts";
import type { BearingFound, BearingOrder } from "./bearing-thread.ts";
import { inRealTime, type RealTime } from "./timeline.ts";

export interface Planning {
  readonly time: RealTime;
  readonly abilities: Abilities;
  readonly stop: AbortSignal;
}

export class Planner {
  /** What is known by now, by the id of the case. */
  readonly known: Map<string, Bearing> = new Map<string, Bearing>();
  private readonly waiting = new Map<string, (bearing: Bearing | undefined) => void>();
  private readonly thread: Worker | undefined;
  private failure: Error | undefined;

  constructor(scenarios: readonly Scenario[], { time, abilities, stop }: Planning) {
    const tried = scenarios.filter((scenario) => {
      const why = missingFor(scenario, abilities);
      if (why !== undefined) this.known.set(scenario.id, { kind: "unsupported", why });
      return why === undefined;
    });
    if (tried.length === 0) return;
    const order: BearingOrder = { scenarios: longestFirst(tried, time), time, abilities };
    this.thread = new Worker(join(import.meta.dirname, "bearing-thread.js"), { workerData: order });
    this.thread.on("message", ({ id, bearing }: BearingFound) => {
      this.known.set(id, bearing);
      this.answer(id, bearing);
    });
    this.thread.on("error", (error: Error) => {
      this.failure = error;
      for (const id of this.waiting.keys()) this.answer(id, undefined);
    });
    stop.addEventListener("abort", () => void this.end(), { once: true });
  }

  /** Undefined when it was ended before that was known. */
  async bearingOf(id: string): Promise<Bearing | undefined> {
    const known = this.known.get(id);
    if (known !== undefined || this.thread === undefined) return known;
    if (this.failure === undefined) {
      const found = await new Promise<Bearing | undefined>((resolve) => {
        this.waiting.set(id, resolve);
      });
      if (found !== undefined) return found;
    }
    if (this.failure !== undefined) throw this.failure;
    return undefined;
  }

  async end(): Promise<void> {
    await this.thread?.terminate();
    for (const id of this.waiting.keys()) this.answer(id, undefined);
  }

  private answer(id: string, bearing: Bearing | undefined): void {
    this.waiting.get(id)?.(bearing);
    this.waiting.delete(id);
  }
}

export function longestFirst(scenarios: readonly Scenario[], time: RealTime): Scenario[] {
  const micros = new Map(scenarios.map((one) => [one.id, inRealTime(one, time).endMicros]));
  return scenarios.toSorted((a, b) => (micros.get(b.id) ?? 0) - (micros.get(a.id) ?? 0));
}
