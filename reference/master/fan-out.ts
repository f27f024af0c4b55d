// Requests on their way to the workers and answers on their way back. It pairs each answer with the
// task that waits for it and says when a task is over; it knows neither clients nor verbs.

import {
  encodeRequest,
  frameWorkerRequest,
  ResponseStatus,
  type WorkerResponse,
} from "../../wire/index.ts";
import { gathersMax } from "../bounds.ts";
import type { Digest, Micros } from "../host.ts";
import type { Gather } from "./gather.ts";
import { Gathers } from "./gathers.ts";
import type { Task } from "./task.ts";
import type { SendFault, WorkerLink } from "./worker-link.ts";

const sendFaults: Readonly<Record<SendFault, string>> = {
  "too-large": "the request does not fit its channel",
  "queue-full": "it does not read what it is sent",
};

export class FanOut {
  readonly #timed: (micros: Micros) => void;
  readonly #gathers = new Gathers();
  /** By the id of the gather. */
  readonly #tasks = new Map<number, Task>();

  /** `timed` is told how long each gather took that asked somebody. */
  constructor(timed: (micros: Micros) => void) {
    this.#timed = timed;
  }

  get hasRoom(): boolean {
    return this.#gathers.size < gathersMax;
  }

  /** Asks every one of the workers. Concluded at once when nobody could be asked. */
  scatter(now: Micros, task: Task, links: readonly WorkerLink[]): void {
    const workers = links.map(({ id }) => id);
    const gather = this.#gathers.open(workers, task.requests.length, task.deadline);
    gather.openedAt = now;
    this.#tasks.set(gather.id, task);
    const payloads = task.requests.map(encodeRequest);
    for (const link of links) this.#ask(gather, payloads, link, task.extraBytes);
    this.#settle(now, gather);
  }

  /** False: nobody waits for this answer; it came late or twice. */
  answer(now: Micros, worker: number, response: WorkerResponse): boolean {
    if (response.status === ResponseStatus.PROCESSING) {
      const expected = this.#gathers.find(worker, response.id);
      if (expected === undefined) return false;
      this.#tasks.get(expected.gather.id)?.progress?.(now, worker, expected.gather);
      return true;
    }
    const gather = this.#gathers.answer(worker, response);
    if (gather === undefined) return false;
    this.#settle(now, gather);
    return true;
  }

  /** FANOUT-DEATH */
  lose(now: Micros, worker: number): void {
    for (const gather of this.#gathers.lose(worker)) this.#settle(now, gather);
  }

  nextDeadline(): Micros | undefined {
    return this.#gathers.nextDeadline();
  }

  /** The host woke us for a deadline: the gathers whose time is over. */
  wake(now: Micros): readonly Gather[] {
    return this.#gathers.wake(now);
  }

  /** Ends a gather with what it has; does nothing to one that has ended. */
  expire(now: Micros, gather: Gather): void {
    if (!this.#tasks.has(gather.id)) return;
    gather.expire();
    this.#settle(now, gather);
  }

  /** Ends every gather. */
  expireAll(now: Micros): void {
    for (const gather of this.#gathers.all()) {
      this.expire(now, gather);
      // Those that were on their way are not waited for either.
      this.expire(now, gather);
    }
  }

  digest(into: Digest): void {
    for (const { parts, deadline } of this.#gathers.all()) {
      if (deadline !== undefined) into.duration(deadline);
      for (const { worker, state, awaited } of parts) {
        into.int(worker);
        into.text(state);
        into.int(awaited);
      }
    }
  }

  #ask(
    gather: Gather,
    payloads: readonly Uint8Array[],
    link: WorkerLink,
    extraBytes: number | undefined,
  ): void {
    const part = gather.part(link.id);
    if (part === undefined) return;
    for (const [index, payload] of payloads.entries()) {
      const id = this.#gathers.expect(gather, part, index);
      const fault = link.send(frameWorkerRequest(id, payload), extraBytes);
      if (fault === undefined) continue;
      gather.settle(part, "refused", sendFaults[fault]);
      return;
    }
  }

  #settle(now: Micros, gather: Gather): void {
    if (!gather.isComplete) return;
    const task = this.#tasks.get(gather.id);
    if (task === undefined) return;
    this.#tasks.delete(gather.id);
    this.#gathers.close(gather);
    if (gather.parts.length > 0) this.#timed(now - gather.openedAt);
    task.conclude(now, gather);
  }
}
