// Requests that are over although some worker was not seen being ordered anything for them: their
// orders may wait in the master for room on a channel. A channel keeps its order, so whatever is
// older than what a worker is given just now will not come any more.
import { sameLeaseContent } from "./facts.ts";
import type { LeaseRequest } from "./observation.ts";
import type { OriginTaken } from "./origin.ts";

interface Wanted {
  readonly key: string;
  readonly lease: LeaseRequest | undefined;
  /** The place of the request that would have it otherwise. */
  readonly before: number | undefined;
}

interface Line {
  /** The first request that can be meant for this worker. */
  readonly since: number;
  /** Oldest first. */
  readonly requests: OriginTaken[];
}

export class LateOrders {
  /** By worker with a channel. */
  private readonly lines = new Map<number, Line>();
  /** Of all workers together. */
  length = 0;

  linked(worker: number, since: number): void {
    this.lines.set(worker, { since, requests: [] });
  }

  severed(worker: number): void {
    this.length -= this.lines.get(worker)?.requests.length ?? 0;
    this.lines.delete(worker);
  }

  /** For every worker that is there, was not seen being ordered it and may still be. */
  add(request: OriginTaken, isOver: (worker: number) => boolean): void {
    for (const [worker, { since, requests }] of this.lines) {
      if (request.place < since || request.ordered.includes(worker) || isOver(worker)) continue;
      let place = requests.length;
      while (place > 0 && (requests[place - 1]?.place ?? 0) > request.place) place -= 1;
      requests.splice(place, 0, request);
      this.length += 1;
    }
  }

  take(worker: number, { key, lease, before }: Wanted): OriginTaken | undefined {
    const requests = this.lines.get(worker)?.requests;
    if (requests === undefined) return undefined;
    const until = before ?? Number.POSITIVE_INFINITY;
    const found = requests.findIndex(
      (late) => late.key === key && late.place < until && sameLeaseContent(late.lease, lease),
    );
    if (found >= 0) {
      this.length -= found + 1;
      return requests.splice(0, found + 1).at(-1);
    }
    if (before === undefined) return undefined;
    const newer = requests.findIndex(({ place }) => place > before);
    this.length -= requests.splice(0, newer < 0 ? requests.length : newer).length;
    return undefined;
  }
}
