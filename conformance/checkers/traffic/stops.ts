// Which workers were told to stop, how, and when they took it: a worker says so in the turn in which it
// handles the order.
import type { Observation } from "../../observe/observation.ts";

export interface Stop {
  readonly worker: number;
  readonly isHard: boolean;
  readonly at: number;
  readonly index: number;
  /** When the worker told that it is done. */
  doneAt: number | undefined;
}

const stopVerbs: ReadonlySet<string> = new Set(["softStop", "hardStop"]);

export class Stops {
  /** By worker and order, before the worker has said anything. */
  private readonly ordered = new Map<string, string>();
  private readonly soft = new Map<number, Stop>();
  private readonly hard = new Map<number, Stop>();
  private readonly byOrder = new Map<string, Stop>();

  observe(seen: Observation, index: number): void {
    if (seen.kind === "order-sent") {
      if (stopVerbs.has(seen.verb)) this.ordered.set(keyOf(seen), seen.verb);
    } else if (seen.kind === "answer") {
      const key = keyOf(seen);
      const verb = this.ordered.get(key);
      if (verb === undefined) return;
      const { worker, at } = seen;
      let stop = this.byOrder.get(key);
      if (stop === undefined) {
        stop = { worker, isHard: verb === "hardStop", at, index, doneAt: undefined };
        this.byOrder.set(key, stop);
        const stops = stop.isHard ? this.hard : this.soft;
        if (!stops.has(worker)) stops.set(worker, stop);
      }
      if (seen.status !== "processing") stop.doneAt ??= at;
    }
  }

  softOf(worker: number): Stop | undefined {
    return this.soft.get(worker);
  }

  hardOf(worker: number): Stop | undefined {
    return this.hard.get(worker);
  }

  /** Since when a worker takes nothing new. */
  since(worker: number): number | undefined {
    const soft = this.soft.get(worker)?.at;
    const hard = this.hard.get(worker)?.at;
    return soft === undefined || hard === undefined ? (soft ?? hard) : Math.min(soft, hard);
  }

  *softStops(): Generator<Stop> {
    yield* this.soft.values();
  }
}

function keyOf({ worker, id }: { readonly worker: number; readonly id: string }): string {
  return `${worker} ${id}`;
}
