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
  readonly shared: boolean;
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
  /** More than one only where all of them share. */
  private readonly byAddress: Map<string, Listener[]> = new Map<string, Listener[]>();

  /** Undefined when the address is taken. */
  add(node: SimNode, id: ListenerId, at: Address, options: ListenOptions): Listener | undefined {
    const { datagram = false, shared = false } = options;
    const key = keyOf(at, datagram);
    const there = this.byAddress.get(key);
    if (there?.every((other) => shared && other.shared) === false) return undefined;
    const backlog = options.backlog ?? backlogDefault;
    const listener = { node, id, at, tls: options.tls, datagram, backlog, shared, waiting: 0 };
    if (there === undefined) this.byAddress.set(key, [listener]);
    else there.push(listener);
    return listener;
  }

  /** Of those that share an address the one whose turn it is; `take` gives the turn to the next. */
  at(address: Address, datagram: boolean): Listener | undefined {
    return this.byAddress.get(keyOf(address, datagram))?.[0];
  }

  /** It has got a connection. */
  take(listener: Listener): void {
    const there = this.byAddress.get(keyOf(listener.at, listener.datagram));
    if (there === undefined || there.length < 2 || there[0] !== listener) return;
    there.push(listener);
    there.shift();
  }

  remove(listener: Listener): void {
    const key = keyOf(listener.at, listener.datagram);
    const there = this.byAddress.get(key) ?? [];
    const others = there.filter((other) => other !== listener);
    if (others.length === 0) this.byAddress.delete(key);
    else this.byAddress.set(key, others);
  }
}

function keyOf(address: Address, datagram: boolean): string {
  return `${datagram ? "datagram" : "stream"} ${addressKey(address)}`;
}
