// Every gather that is open, and which worker answer belongs to which of them. Answers to nothing
// that is open are nobody's: they came late, twice, or from another worker than was asked.

import type { WorkerResponse } from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import { Gather } from "./gather.ts";
import type { Part } from "./part.ts";

interface Expected {
  readonly gather: Gather;
  readonly part: Part;
}

export class Gathers {
  readonly #open = new Map<number, Gather>();
  readonly #expected = new Map<string, Expected>();
  #lastId = 0;

  get size(): number {
    return this.#open.size;
  }

  open(workers: readonly number[], requests: number, deadline: Micros | undefined): Gather {
    this.#lastId += 1;
    const gather = new Gather(this.#lastId, workers, requests);
    gather.deadline = deadline;
    this.#open.set(gather.id, gather);
    return gather;
  }

  /** The id under which a worker is to answer one request of a gather. */
  expect(gather: Gather, part: Part, request: number): string {
    const id = requestId(part.worker, gather.id, request);
    this.#expected.set(id, { gather, part });
    return id;
  }

  /** Whom an answer of `worker` belongs to; the id stays open. */
  find(worker: number, id: string): Expected | undefined {
    const expected = this.#expected.get(id);
    return expected?.part.worker === worker ? expected : undefined;
  }

  /** Counts a final answer, once; undefined when nobody waits for it. */
  answer(worker: number, response: WorkerResponse): Gather | undefined {
    const expected = this.find(worker, response.id);
    if (expected === undefined) return undefined;
    this.#expected.delete(response.id);
    expected.gather.answer(expected.part, response);
    return expected.gather;
  }

  /** FANOUT-DEATH: what a worker will never answer fails at once. The gathers it was part of. */
  lose(worker: number): readonly Gather[] {
    const touched: Gather[] = [];
    for (const gather of this.#open.values()) {
      const part = gather.part(worker);
      if (part?.state !== "waiting") continue;
      gather.settle(part, "lost", "the worker died before it answered");
      touched.push(gather);
    }
    return touched;
  }

  /** Forgets a gather; answers to it are late from now on. */
  close(gather: Gather): void {
    this.#open.delete(gather.id);
    for (const part of gather.parts) {
      if (part.awaited === 0) continue;
      for (let n = 0; n < gather.requests; n += 1) {
        this.#expected.delete(requestId(part.worker, gather.id, n));
      }
    }
  }

  nextDeadline(): Micros | undefined {
    let next: Micros | undefined;
    for (const { deadline } of this.#open.values()) {
      if (deadline !== undefined && (next === undefined || deadline < next)) next = deadline;
    }
    return next;
  }

  /**
   * The gathers whose time is over, given that the host woke us for deadlines at `now`.
   *
   * FANOUT-COUNTED: an answer that came at the very instant of the deadline may still be queued
   * behind this wake-up, so a deadline ends its gather at the second wake-up after it was reached.
   */
  wake(now: Micros): readonly Gather[] {
    const over: Gather[] = [];
    for (const gather of this.#open.values()) {
      if (gather.deadline === undefined || now < gather.deadline) continue;
      if (gather.isDue) over.push(gather);
      gather.isDue = true;
    }
    return over;
  }

  all(): readonly Gather[] {
    return [...this.#open.values()];
  }
}

function requestId(worker: number, gather: number, request: number): string {
  return `${worker}-${gather}-${request}`;
}
