// Which clusters and back ends a worker has been given: a filter that names another one names nobody.
import type { Request } from "../../../wire/index.ts";

export class Configured {
  private readonly backendsOf = new Map<string, Set<string>>();

  /** A worker carried out an order of the configuration. */
  apply({ requestType: { case: verb, value } }: Request): void {
    if (verb === "addCluster" && !this.backendsOf.has(value.clusterId)) {
      this.backendsOf.set(value.clusterId, new Set());
    } else if (verb === "removeCluster") {
      this.backendsOf.delete(value);
    } else if (verb === "addBackend") {
      this.backendsOf.get(value.clusterId)?.add(value.backendId);
    } else if (verb === "removeBackend") {
      this.backendsOf.get(value.clusterId)?.delete(value.backendId);
    }
  }

  hasCluster(id: string): boolean {
    return this.backendsOf.has(id);
  }

  /** In any cluster of those named; in any at all when none is. */
  hasBackend(id: string, clusters: readonly string[]): boolean {
    const among = clusters.length === 0 ? [...this.backendsOf.keys()] : clusters;
    return among.some((cluster) => this.backendsOf.get(cluster)?.has(id) === true);
  }
}
