// The clusters that requests may go to, kept from the verbs that change them.

import type { AddBackend, Cluster as Message, RemoveBackend } from "../../../wire/index.ts";
import type { Host } from "../../host.ts";
import { checkedAddress, inetAddress } from "../../state/address.ts";
import { keyOf } from "../../state/model.ts";
import { balanceKey } from "../bounds.ts";
import { Backend } from "./backend.ts";
import { Cluster } from "./cluster.ts";

export class ClusterBook {
  readonly #host: Pick<Host, "random">;
  readonly #clusters = new Map<string, Cluster>();

  constructor(host: Pick<Host, "random">) {
    this.#host = host;
  }

  get(id: string): Cluster | undefined {
    return this.#clusters.get(id);
  }

  add(message: Message): void {
    const { clusterId } = message;
    const there = this.#clusters.get(clusterId);
    if (there !== undefined) {
      there.configure(message);
      return;
    }
    const key = keyOfDraws(clusterId);
    this.#clusters.set(clusterId, new Cluster(message, () => this.#host.random(key)));
  }

  remove(id: string): void {
    this.#clusters.get(id)?.removeAll();
    this.#clusters.delete(id);
  }

  addBackend(message: AddBackend): void {
    const { clusterId, backendId } = message;
    const cluster = this.#clusters.get(clusterId);
    const address = checkedAddress(message.address);
    const key = keyOf(backendId, address);
    const there = cluster?.get(key);
    if (there !== undefined) {
      there.configure({ backendId, message });
      return;
    }
    const configured = { clusterId, backendId, address, message };
    cluster?.add(key, new Backend(configured, inetAddress(message.address)));
  }

  removeBackend({ clusterId, backendId, address }: RemoveBackend): void {
    this.#clusters.get(clusterId)?.remove(keyOf(backendId, checkedAddress(address)));
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
