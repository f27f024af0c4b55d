// What a worker was told to remove and was not told to add again, and whether anything in flight may
// still name it: a request that is counted, or a connection to a back end.
import { placeKey, type Place } from "../../model/metrics/placement.ts";
import type { Request } from "../../../wire/index.ts";

export class Removals {
  /** By cluster and back end: its addresses. One id may stand for several. */
  private readonly backends = new Map<string, { readonly place: Place; addresses: Set<string> }>();
  private readonly gone = new Map<string, Place>();
  private inFlight = 0;

  /** One that is counted or connected began, or ended. */
  shift(delta: number): void {
    this.inFlight += delta;
  }

  get isQuiet(): boolean {
    return this.inFlight === 0;
  }

  /** What this order removes, or brings back. */
  apply({ requestType: { case: verb, value } }: Request): Place | undefined {
    if (verb === "addCluster") return this.bringBack(keyOf(value.clusterId));
    if (verb === "addBackend") {
      const key = keyOf(value.clusterId, value.backendId);
      const place = { cluster: value.clusterId, backend: value.backendId };
      const known = this.backends.get(key) ?? { place, addresses: new Set<string>() };
      known.addresses.add(JSON.stringify(value.address));
      this.backends.set(key, known);
      return this.bringBack(key);
    } else if (verb === "removeCluster") {
      return this.removeCluster(value);
    } else if (verb === "removeBackend") {
      const known = this.backends.get(keyOf(value.clusterId, value.backendId));
      known?.addresses.delete(JSON.stringify(value.address));
      return known?.addresses.size === 0 ? this.remove(known.place) : undefined;
    }
    return undefined;
  }

  isGone({ cluster, backend }: Place): boolean {
    if (cluster === undefined) return false;
    if (this.gone.has(keyOf(cluster))) return true;
    return backend !== undefined && this.gone.has(keyOf(cluster, backend));
  }

  /** Any of it. */
  first(): Place | undefined {
    return this.gone.values().next().value;
  }

  private bringBack(key: string): Place | undefined {
    const place = this.gone.get(key);
    this.gone.delete(key);
    return place;
  }

  private removeCluster(cluster: string): Place {
    for (const { place, addresses } of this.backends.values()) {
      if (place.cluster !== cluster) continue;
      addresses.clear();
      this.remove(place);
    }
    return this.remove({ cluster, backend: undefined });
  }

  private remove(place: Place): Place {
    this.gone.set(placeKey(place), place);
    return place;
  }
}

function keyOf(cluster: string, backend?: string): string {
  return placeKey({ cluster, backend });
}
