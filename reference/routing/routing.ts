// Routing as a worker has it: built from the verbs of the configuration, one after the other, while
// requests go on. What a verb costs does not depend on how much is configured, but for those that take
// a whole cluster or listener away.

import type { Request } from "../../wire/index.ts";
import type { Host } from "../host.ts";
import type { ConfigurationState } from "../state/configuration-state.ts";
import { ClusterBalancer } from "./balance/cluster-balancer.ts";
import { ClusterBook } from "./balance/cluster-book.ts";
import { HttpRouter } from "./http-router.ts";
import { RouteBook } from "./route-book.ts";
import type { Balancer } from "./router.ts";

export class Routing {
  readonly router: HttpRouter;
  readonly balancer: Balancer;
  readonly #state: ConfigurationState;
  readonly #routes = new RouteBook();
  readonly #clusters: ClusterBook;

  /** `state` is empty, or what the requests given to `apply` make of it. */
  constructor(state: ConfigurationState, host: Pick<Host, "random">) {
    this.#state = state;
    this.#clusters = new ClusterBook(host);
    this.balancer = new ClusterBalancer(this.#clusters);
    this.router = new HttpRouter({ state, routes: this.#routes, clusters: this.#clusters });
  }

  /** For each request that the state accepted, in that order, and for the limit per address. */
  apply({ requestType: type }: Request): void {
    if (type.case === "addCluster") this.#clusters.add(type.value);
    if (type.case === "removeCluster") {
      this.#routes.removeCluster(type.value);
      this.#clusters.remove(type.value);
    }
    if (type.case === "addBackend") this.#clusters.addBackend(type.value);
    if (type.case === "removeBackend") this.#clusters.removeBackend(type.value);
    if (type.case === "addHttpFrontend") this.#routes.add("http", type.value);
    if (type.case === "addHttpsFrontend") this.#routes.add("https", type.value);
    if (type.case === "removeHttpFrontend") this.#routes.remove("http", type.value);
    if (type.case === "removeHttpsFrontend") this.#routes.remove("https", type.value);
    if (type.case === "removeListener") {
      this.#routes.keepListeners((address) => this.#state.listener(address) !== undefined);
    }
    if (type.case === "setMaxConnectionsPerIp") {
      this.router.connectionsPerIpMax = Number(type.value);
    }
  }
}
