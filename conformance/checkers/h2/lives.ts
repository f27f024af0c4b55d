// What ends everything that goes on in a worker, whatever its streams do: its own end.
import type { Observation } from "../../observe/observation.ts";

export class Lives {
  private readonly endedAt = new Map<number, number>();

  observe(observation: Observation): void {
    if (observation.kind === "worker-ended") this.endedAt.set(observation.worker, observation.at);
  }

  /** Whether the worker ended within this time. */
  endedWithin(worker: number, from: number, to: number): boolean {
    const at = this.endedAt.get(worker);
    return at !== undefined && at >= from && at <= to;
  }
}
