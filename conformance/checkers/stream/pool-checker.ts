// The buffers of each worker, and what is left when nobody is connected: STREAM-BUFFERS, STREAM-POOL-HALF
// and STREAM-NO-LEAK. Who is connected is known from the sockets, not from what the worker says.
import type { BuffersHeld } from "../../observe/data-plane.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";
import { report } from "./finding.ts";

interface Books {
  /** Sockets, by the ordinal of their connections. */
  readonly open: Set<number>;
  last: BuffersHeld | undefined;
  /** Buffers that were lost one by one: told once, and no fault of those who come later. */
  lost: number;
}

export class PoolChecker implements Checker {
  readonly kinds = ["worker-started", "worker-ended", "socket", "buffers", "at-rest"] as const;
  private readonly verdicts: Verdicts;
  private readonly workers = new Map<number, Books>();

  constructor(verdicts: Verdicts) {
    this.verdicts = verdicts;
  }

  observe(observation: Observation, index: number): void {
    switch (observation.kind) {
      case "worker-started":
      case "worker-ended":
        this.workers.delete(observation.worker);
        return;
      case "socket":
        if (observation.phase === "begun") this.booksOf(observation).open.add(observation.link);
        else if (observation.phase === "over") {
          this.booksOf(observation).open.delete(observation.link);
        }
        return;
      case "buffers":
        this.held(observation, index);
        return;
      case "at-rest":
        this.atRest(observation.at, index);
        return;
      default:
        return;
    }
  }

  /** STREAM-BUFFERS: two for a slot, and one for a connection of HTTP/2. */
  private held(held: BuffersHeld, index: number): void {
    const books = this.booksOf(held);
    const { inUse, slots, http2Connections, max, refusals, at } = held;
    const isRefusal = refusals > (books.last?.refusals ?? 0);
    books.last = held;
    const due = 2 * slots + http2Connections;
    // STREAM-POOL-HALF: a pair was wanted, and only one was to be had.
    const rule = isRefusal && max - due === 1 ? "STREAM-POOL-HALF" : "STREAM-BUFFERS";
    const isDue = report(
      this.verdicts,
      rule,
      { index, at },
      {
        holds: inUse === due || inUse === due + books.lost,
        expected: `${due} for ${slots} slots and ${http2Connections} connections of HTTP/2`,
        actual: `${inUse}`,
        falsification: { field: "inUse", value: inUse + 1 },
      },
    );
    books.lost = inUse - due;
    if (isDue && books.open.size === 0) this.left(held, { index, at });
  }

  /** STREAM-NO-LEAK */
  private left(held: BuffersHeld, place: { readonly index: number; readonly at: number }): void {
    const { inUse, slots, links, timers, connections } = held;
    const left = inUse + slots + links + timers + connections;
    report(this.verdicts, "STREAM-NO-LEAK", place, {
      holds: left === 0,
      expected: "nothing, for nobody is connected",
      actual: `${slots} slots, ${inUse} buffers, ${links} links, ${timers} timers of ${connections} connections`,
      falsification: { field: "timers", value: 1 },
    });
  }

  /** What changed nothing more was not shown again. */
  private atRest(at: number, index: number): void {
    for (const { open, last, lost } of this.workers.values()) {
      if (open.size > 0 || last === undefined || lost > 0) continue;
      const { inUse, slots, links, timers, connections } = last;
      if (inUse + slots + links + timers + connections > 0) this.left(last, { index, at });
    }
  }

  private booksOf({ worker }: { readonly worker: number }): Books {
    let books = this.workers.get(worker);
    if (books === undefined) {
      books = { open: new Set(), last: undefined, lost: 0 };
      this.workers.set(worker, books);
    }
    return books;
  }
}
