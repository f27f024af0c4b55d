// ROUTE-429: how many connections of one address a cluster serves at once. A connection takes a place
// with its first request to the cluster and keeps it until it ends, however it ends.

export class PlaceLedger {
  /** By cluster and address. */
  readonly #taken = new Map<string, number>();

  /** Of one client connection. */
  placesOf(peer: string): ClientPlaces {
    return new ClientPlaces(this.#taken, peer);
  }

  /** Nobody holds anything. */
  get isEmpty(): boolean {
    return this.#taken.size === 0;
  }
}

export class ClientPlaces {
  readonly #taken: Map<string, number>;
  readonly #peer: string;
  readonly #held = new Map<string, string>();
  #isReleased = false;

  constructor(taken: Map<string, number>, peer: string) {
    this.#taken = taken;
    this.#peer = peer;
  }

  /** False when `limit` connections of this address have one; 0 is no limit. */
  take(clusterId: string, limit: number): boolean {
    if (this.#held.has(clusterId) || this.#isReleased) return true;
    const key = JSON.stringify([clusterId, this.#peer]);
    const taken = this.#taken.get(key) ?? 0;
    if (limit > 0 && taken >= limit) return false;
    // Counted without a limit too: one may be set while the connection stands.
    this.#taken.set(key, taken + 1);
    this.#held.set(clusterId, key);
    return true;
  }

  /** At the end of the connection; a second call does nothing. */
  release(): void {
    this.#isReleased = true;
    for (const key of this.#held.values()) {
      const left = (this.#taken.get(key) ?? 0) - 1;
      if (left > 0) this.#taken.set(key, left);
      else this.#taken.delete(key);
    }
    this.#held.clear();
  }
}
