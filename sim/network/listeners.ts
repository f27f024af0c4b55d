// Who listens where. Stream and datagram addresses are apart, as ports of TCP and UDP are.

import { backlogDefault } from "../bounds.ts";
import type { Address, ListenerId, ListenOptions } from "../machine.ts";
import type { SimNode } from "../node/node.ts";

export interface Listener {
  readonly node: SimNode;
  readonly id: ListenerId;
  readonly at: Address;
  readonly tls: string | undefined;
  readonly datagram: boolean;
  readonly backlog: number;
  /** Accepts that wait for the node to have time. */
  waiting: number;
}

/** One text for equal addresses. */
export function addressKey(address: Address): string {
  switch (address.kind) {
    case "unix":
      return `unix:${address.path}`;
    case "inet":
      return `inet:${address.host}:${address.port}`;
    case "node":
      return `node:${address.node}`;
  }
}

export class Listeners {
  private readonly byAddress: Map<string, Listener> = new Map<string, Listener>();

  /** Undefined when the address is taken. */
  add(node: SimNode, id: ListenerId, at: Address, options: ListenOptions): Listener | undefined {
    const datagram = options.datagram ?? false;
    const key = keyOf(at, datagram);
    if (this.byAddress.has(key)) return undefined;
    const backlog = options.backlog ?? backlogDefault;
    const listener = { node, id, at, tls: options.tls, datagram, backlog, waiting: 0 };
    this.byAddress.set(key, listener);
    return listener;
  }

  at(address: Address, datagram: boolean): Listener | undefined {
    return this.byAddress.get(keyOf(address, datagram));
  }

  remove(listener: Listener): void {
    this.byAddress.delete(keyOf(listener.at, listener.datagram));
  }
}

function keyOf(address: Address, datagram: boolean): string {
  return `${datagram ? "datagram" : "stream"} ${addressKey(address)}`;
}
