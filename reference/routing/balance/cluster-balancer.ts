// The mux's view of balancing: back ends by the decision of a request, and what became of them.

import type { Micros } from "../../host.ts";
import type { BackendChoice, Balancer, ForwardDecision } from "../router.ts";
import { Backend } from "./backend.ts";
import type { ClusterBook } from "./cluster-book.ts";

export class ClusterBalancer implements Balancer {
  readonly #clusters: ClusterBook;
  /** When each request last asked a back end; gone with the request. */
  readonly #asked = new WeakMap<ForwardDecision, Map<Backend, Micros>>();

  constructor(clusters: ClusterBook) {
    this.#clusters = clusters;
  }

  pick(now: Micros, decision: ForwardDecision): BackendChoice | undefined {
    const asked = this.#asked.get(decision) ?? new Map<Backend, Micros>();
    const avoid = new Set<Backend>();
    for (const [backend, at] of asked) {
      if (backend.failedAt !== undefined && backend.failedAt >= at) avoid.add(backend);
    }
    const wish = { sticky: decision.sticky, avoid };
    const choice = this.#clusters.get(decision.cluster)?.choose(now, wish);
    if (choice === undefined) return undefined;
    asked.set(choice, now);
    this.#asked.set(decision, asked);
    return choice;
  }

  /** CONFIG-REMOVE, and a cookie that names another back end that is there. */
  isUsable(choice: BackendChoice, { cluster, sticky }: ForwardDecision): boolean {
    const backend = ours(choice);
    if (backend.isRemoved || backend.cluster !== cluster) return false;
    if (sticky === undefined || backend.stickyId === sticky) return true;
    return this.#clusters.get(cluster)?.hasSticky(sticky) !== true;
  }

  opened(choice: BackendChoice): void {
    ours(choice).connections.add();
  }

  closed(choice: BackendChoice): void {
    ours(choice).connections.remove();
  }

  began(choice: BackendChoice): void {
    ours(choice).requests.add();
  }

  ended(choice: BackendChoice): void {
    ours(choice).requests.remove();
  }

  failed(now: Micros, choice: BackendChoice): void {
    ours(choice).failed(now);
  }

  succeeded(_now: Micros, choice: BackendChoice): void {
    ours(choice).backOff.succeed();
  }
}

function ours(choice: BackendChoice): Backend {
  if (choice instanceof Backend) return choice;
  throw new Error("a back end that nobody chose here");
}
