// What workers were configured with, as far as traffic depends on it: how long each listener waits for
// whom, and which back ends each cluster has. It follows the orders that workers carried out.
import { addressText } from "../../model/address-text.ts";
import type { TimeoutSeconds } from "../../model/traffic-constants.ts";
import { microsPerSecond } from "../../model/constants.ts";
import type { OrderDone } from "../../observe/observation.ts";

export interface Timeouts {
  readonly requestMicros: number;
  readonly frontMicros: number;
  readonly connectMicros: number;
  readonly backMicros: number;
}

interface Given {
  readonly requestTimeout: number;
  readonly frontTimeout: number;
  readonly connectTimeout: number;
  readonly backTimeout: number;
}

export class Configured {
  readonly defaults: Timeouts;
  private readonly listeners = new Map<string, Timeouts>();
  /** By worker and cluster, then by the id of the back end: its address. */
  private readonly clusters = new Map<string, Map<string, string>>();
  /** By worker and address: when a back end there was last taken away. */
  private readonly removals = new Map<string, number>();

  constructor(seconds: TimeoutSeconds) {
    this.defaults = {
      requestMicros: seconds.request * microsPerSecond,
      frontMicros: seconds.front * microsPerSecond,
      connectMicros: seconds.connect * microsPerSecond,
      backMicros: seconds.back * microsPerSecond,
    };
  }

  observe({ worker, request, status, at }: OrderDone): void {
    if (status !== "ok") return;
    const { requestType: verb } = request;
    if (verb.case === "addHttpListener" || verb.case === "addHttpsListener") {
      this.listeners.set(addressText(verb.value.address), this.timeoutsOf(verb.value));
    } else if (verb.case === "addBackend") {
      const { clusterId, backendId, address } = verb.value;
      this.cluster(worker, clusterId).set(backendId, addressText(address));
    } else if (verb.case === "removeBackend") {
      const { clusterId, backendId } = verb.value;
      this.removed(worker, this.cluster(worker, clusterId).get(backendId), at);
      this.cluster(worker, clusterId).delete(backendId);
    } else if (verb.case === "removeCluster") {
      for (const address of this.cluster(worker, verb.value).values()) {
        this.removed(worker, address, at);
      }
      this.clusters.delete(keyOf(worker, verb.value));
    }
  }

  /** Since when whoever is configured at an address is another one than before. */
  removedAt(worker: number, address: string): number {
    return this.removals.get(keyOf(worker, address)) ?? -Infinity;
  }

  /** Of a listener, by its address; where that is not known, of the only one there is. */
  timeouts(address: string | undefined): Timeouts {
    if (address !== undefined) return this.listeners.get(address) ?? this.defaults;
    const [only, another] = this.listeners.values();
    return another === undefined ? (only ?? this.defaults) : this.defaults;
  }

  /** The clusters of a worker that have a back end at this address: all addresses of each. */
  *neighbours(worker: number, address: string): Generator<readonly string[]> {
    const prefix = keyOf(worker, "");
    for (const [key, backends] of this.clusters) {
      const addresses = [...backends.values()];
      if (key.startsWith(prefix) && addresses.includes(address)) yield addresses;
    }
  }

  private removed(worker: number, address: string | undefined, at: number): void {
    if (address !== undefined) this.removals.set(keyOf(worker, address), at);
  }

  private cluster(worker: number, id: string): Map<string, string> {
    const key = keyOf(worker, id);
    const known = this.clusters.get(key);
    if (known !== undefined) return known;
    const made = new Map<string, string>();
    this.clusters.set(key, made);
    return made;
  }

  /** Nobody waits for no time at all: 0 says nothing. */
  private timeoutsOf(given: Given): Timeouts {
    const { requestMicros, frontMicros, connectMicros, backMicros } = this.defaults;
    return {
      requestMicros: given.requestTimeout * microsPerSecond || requestMicros,
      frontMicros: given.frontTimeout * microsPerSecond || frontMicros,
      connectMicros: given.connectTimeout * microsPerSecond || connectMicros,
      backMicros: given.backTimeout * microsPerSecond || backMicros,
    };
  }
}

function keyOf(worker: number, cluster: string): string {
  return `${worker} ${cluster}`;
}
