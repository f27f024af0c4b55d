// The back ends of one cluster, and which of them takes a request. It opens no connection; whoever
// does tells the back end what became of it.

import type { LoadBalancingAlgorithms } from "../../../wire/index.ts";
import { type Cluster } from "../../../wire/index.ts";
import type { Micros } from "../../host.ts";
import type { Backend } from "./backend.ts";
import { pick, type Choosing, type Draw } from "./policy.ts";

export interface Wish {
  /** What the sticky cookie says. */
  readonly sticky: string | undefined;
  /** Those that failed this very request: not asked again for it. */
  readonly avoid: readonly Backend[];
}

/** `load_metric` of a cluster. */
const loadMetrics = { connections: 0, requests: 1, connectTime: 2 } as const;

export class Balancer {
  readonly #backends = new Map<string, Backend>();
  readonly #choosing: Choosing;
  #cluster: Cluster;
  #turn = 0;

  constructor(cluster: Cluster, draw: Draw) {
    this.#cluster = cluster;
    this.#choosing = {
      draw,
      busyness: (backend) => this.#busyness(backend),
      turn: () => this.#turn++,
    };
  }

  get cluster(): Cluster {
    return this.#cluster;
  }

  /** In the order in which they came. */
  get backends(): readonly Backend[] {
    return [...this.#backends.values()];
  }

  /** CONFIG-UPSERT: the back ends stay. */
  configure(cluster: Cluster): void {
    this.#cluster = cluster;
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
   * only when every other was asked in vain; the one whose pause ends first, then.
   */
  choose(now: Micros, wish: Wish): Backend | undefined {
    const candidates = this.backends.filter((backend) => !wish.avoid.includes(backend));
    const rested = candidates.filter(({ backOff }) => backOff.isOver(now));
    const wanted = rested.find(({ stickyId }) => stickyId === wish.sticky);
    if (wanted !== undefined) return wanted;
    const first = rested.filter(({ isBackup }) => !isBackup);
    const best = first.length > 0 ? first : rested;
    if (best.length > 0) return pick(this.#algorithm, best, this.#choosing);
    return candidates.reduce(soonest, undefined);
  }

  /**
   * Whether a connection to `backend` that is already open may take a request: not to one that was
   * removed, and not when the cookie names another that could be asked.
   */
  mayReuse(now: Micros, backend: Backend, sticky: string | undefined): boolean {
    if (backend.isRemoved) return false;
    if (sticky === undefined || backend.stickyId === sticky) return true;
    return !this.backends.some(
      ({ stickyId, backOff }) => stickyId === sticky && backOff.isOver(now),
    );
  }

  get #algorithm(): LoadBalancingAlgorithms {
    return this.#cluster.loadBalancing;
  }

  #busyness(backend: Backend): number {
    switch (this.#cluster.loadMetric) {
      case loadMetrics.requests:
        return backend.requests.count;
      case loadMetrics.connectTime:
        return backend.connectMicros * (backend.connections.count + 1);
      case loadMetrics.connections:
      default:
        return backend.connections.count;
    }
  }
}

function soonest(best: Backend | undefined, candidate: Backend): Backend {
  return best === undefined || candidate.backOff.until < best.backOff.until ? candidate : best;
}
