// The back ends of one cluster, and which of them takes a request. It opens no connection; whoever
// does tells it what became of it.

import type { Cluster as Message } from "../../../wire/index.ts";
import type { Micros } from "../../host.ts";
import type { Backend } from "./backend.ts";
import { pick, type Choosing, type Draw } from "./policy.ts";

export interface Wish {
  /** What the sticky cookie says. */
  readonly sticky: string | undefined;
  /** Those that failed this very request: not asked again for it. */
  readonly avoid: ReadonlySet<Backend>;
}

/** `load_metric` of a cluster; any other is the number of connections. */
const byRequests = 1;

export class Cluster {
  readonly #backends = new Map<string, Backend>();
  readonly #choosing: Choosing;
  #message: Message;
  #turn = 0;

  constructor(message: Message, draw: Draw) {
    this.#message = message;
    this.#choosing = {
      draw,
      busyness: (backend) => this.#busyness(backend),
      turn: () => this.#turn++,
    };
  }

  get message(): Message {
    return this.#message;
  }

  /** In the order in which they came. */
  get backends(): readonly Backend[] {
    return [...this.#backends.values()];
  }

  /** CONFIG-UPSERT: the back ends stay. */
  configure(message: Message): void {
    this.#message = message;
  }

  get(key: string): Backend | undefined {
    return this.#backends.get(key);
  }

  add(key: string, backend: Backend): void {
    this.#backends.set(key, backend);
  }

  remove(key: string): void {
    const backend = this.#backends.get(key);
    if (backend !== undefined) backend.isRemoved = true;
    this.#backends.delete(key);
  }

  removeAll(): void {
    for (const key of [...this.#backends.keys()]) this.remove(key);
  }

  /**
   * ROUTE-503: undefined when there is none to ask. RETRY-BACKOFF: one that is left alone is asked
   * only when there is no other; of several the one whose pause ends first.
   */
  choose(now: Micros, { sticky, avoid }: Wish): Backend | undefined {
    const candidates = this.backends.filter((backend) => !avoid.has(backend));
    const rested = candidates.filter(({ backOff }) => backOff.isOver(now));
    const wanted = rested.find(({ stickyId }) => stickyId === sticky);
    if (wanted !== undefined) return wanted;
    const first = rested.filter(({ isBackup }) => !isBackup);
    const best = first.length > 0 ? first : rested;
    if (best.length > 0) return pick(this.#message.loadBalancing, best, this.#choosing);
    return candidates.reduce(soonest, undefined);
  }

  /** Whether the cookie names a back end that is there. */
  hasSticky(sticky: string): boolean {
    return this.backends.some(({ stickyId }) => stickyId === sticky);
  }

  #busyness({ connections, requests }: Backend): number {
    return this.#message.loadMetric === byRequests ? requests.count : connections.count;
  }
}

function soonest(best: Backend | undefined, candidate: Backend): Backend {
  return best === undefined || candidate.backOff.until < best.backOff.until ? candidate : best;
}
