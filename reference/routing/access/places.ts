// ROUTE-429: how many connections of one address a cluster serves at once. A connection takes a place
// with its first request to the cluster and keeps it until it ends, however it ends.

import type { ConnId } from "../../host.ts";

export interface PlaceSeeker {
  readonly conn: ConnId;
  /** The client's address without its port. */
  readonly peer: string;
}

export class Places {
  /** By cluster and address. */
  readonly #taken = new Map<string, number>();
  /** Which each connection holds, by cluster. */
  readonly #held = new Map<ConnId, Map<string, string>>();

  /** Nobody holds anything. */
  get isEmpty(): boolean {
    return this.#taken.size === 0 && this.#held.size === 0;
  }

  /** False when `limit` connections of this address have one; 0 is no limit. */
  take({ conn, peer }: PlaceSeeker, clusterId: string, limit: number): boolean {
    const held = this.#held.get(conn) ?? new Map<string, string>();
    if (held.has(clusterId)) return true;
    const key = JSON.stringify([clusterId, peer]);
    const taken = this.#taken.get(key) ?? 0;
    if (limit > 0 && taken >= limit) return false;
    // Counted without a limit too: one may be set while the connection stands.
    this.#taken.set(key, taken + 1);
    this.#held.set(conn, held.set(clusterId, key));
    return true;
  }

  /** At the end of the connection; a second call does nothing. */
  release(conn: ConnId): void {
    for (const key of this.#held.get(conn)?.values() ?? []) {
      const left = (this.#taken.get(key) ?? 0) - 1;
      if (left > 0) this.#taken.set(key, left);
      else this.#taken.delete(key);
    }
    this.#held.delete(conn);
  }
}
