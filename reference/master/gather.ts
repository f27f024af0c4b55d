// A request that was scattered over workers and whose answers are being gathered. It knows who was
// asked, who answered what and until when; it does not know what was asked, nor what to make of it.

import { ResponseStatus, type WorkerResponse } from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import { tallyOf, type Part, type Tally } from "./part.ts";

export class Gather {
  readonly id: number;
  readonly parts: readonly Part[];
  /** How many each worker was asked. */
  readonly requests: number;
  openedAt: Micros = 0;
  /** Undefined: it waits for as long as the workers live. */
  deadline: Micros | undefined;
  /** The deadline has passed once; see `Gathers.wake`. */
  isDue = false;
  /** When those that are on their way are given up; undefined when nobody is, or from then on. */
  #patience: Micros | undefined;

  /** `requests` of each part are to be answered by each of the `workers`. */
  constructor(id: number, workers: readonly number[], requests: number) {
    this.id = id;
    this.requests = requests;
    this.parts = workers.map((worker) => ({
      worker,
      state: "waiting",
      awaited: requests,
      isOnItsWay: false,
      text: "",
      content: undefined,
    }));
  }

  get isComplete(): boolean {
    for (const { state } of this.parts) if (state === "waiting") return false;
    return true;
  }

  get tally(): Tally {
    return tallyOf(this.parts);
  }

  part(worker: number): Part | undefined {
    for (const part of this.parts) if (part.worker === worker) return part;
    return undefined;
  }

  /** A final answer of one of the workers. The first refusal of a part is the one that is kept. */
  answer(part: Part, response: WorkerResponse): void {
    if (part.state !== "waiting") return;
    part.awaited -= 1;
    const isRefusal = response.status !== ResponseStatus.OK;
    if (!isRefusal && part.awaited > 0) return;
    part.content = response.content;
    this.settle(part, isRefusal ? "refused" : "ok", response.message);
  }

  settle(part: Part, state: Exclude<Part["state"], "waiting">, text: string): void {
    if (part.state !== "waiting") return;
    part.state = state;
    part.text = text;
  }

  /** From now on whoever is on its way may take until then; the others are as silent as before. */
  waitFor(part: Part, until: Micros): void {
    part.isOnItsWay = true;
    this.#patience = until;
  }

  /** FANOUT-TIMEOUT: whoever has not answered is called silent, unless it is waited for. */
  expire(): void {
    const patience = this.#patience;
    this.#patience = undefined;
    for (const part of this.parts) {
      if (patience === undefined || !part.isOnItsWay) {
        this.settle(part, "silent", "no answer in time");
      }
    }
    this.deadline = patience;
    this.isDue = false;
  }
}
