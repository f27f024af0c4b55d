// The clusters that requests may go to, kept from the verbs that change them.

import type { AddBackend, Cluster, RemoveBackend } from "../../wire/index.ts";
import type { Host } from "../host.ts";
import { checkedAddress, inetAddress } from "../state/address.ts";
import { keyOf } from "../state/model.ts";
import { Backend } from "./balance/backend.ts";
import { Balancer } from "./balance/balancer.ts";
import { balanceKey } from "./bounds.ts";

export class ClusterBook {
  readonly #random: Host["random"];
  readonly #balancers = new Map<string, Balancer>();

  constructor(random: Host["random"]) {
    this.#random = random;
  }

  get(id: string): Balancer | undefined {
    return this.#balancers.get(id);
  }

  add(cluster: Cluster): void {
    const { clusterId } = cluster;
    const there = this.#balancers.get(clusterId);
    if (there !== undefined) {
      there.configure(cluster);
      return;
    }
    const key = keyOfDraws(clusterId);
    this.#balancers.set(clusterId, new Balancer(cluster, () => this.#random(key)));
  }

  remove(id: string): void {
    this.#balancers.get(id)?.removeAll();
    this.#balancers.delete(id);
  }

  addBackend(message: AddBackend): void {
    const { clusterId, backendId } = message;
    const balancer = this.#balancers.get(clusterId);
    const address = checkedAddress(message.address);
    const configured = { clusterId, backendId, address, message };
    const key = keyOf(backendId, address);
    const there = balancer?.get(key);
    if (there === undefined) {
      balancer?.add(key, new Backend(configured, inetAddress(message.address)));
    } else there.configure(configured);
  }

  removeBackend({ clusterId, backendId, address }: RemoveBackend): void {
    this.#balancers.get(clusterId)?.remove(keyOf(backendId, checkedAddress(address)));
  }
}

/** FNV-1a: what one cluster draws does not depend on how often another did. */
function keyOfDraws(clusterId: string): number {
  let hash = 0x811c_9dc5 ^ balanceKey;
  for (let at = 0; at < clusterId.length; at += 1) {
    hash = Math.imul(hash ^ clusterId.charCodeAt(at), 0x0100_0193);
  }
  return hash >>> 0;
}
