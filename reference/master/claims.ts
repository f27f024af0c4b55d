// Who owns a lease in the fleet. The master's own table knows what was concluded; here is what it
// does not know: which workers hold a lease, and which requests about it are still with them.
//
// Requests that are under way are replayed over the table in their order, as every worker will carry
// them out. Thus two strangers who ask at once never split an id between an old worker and a new one
// (BIND-ONE-OWNER), and a clear that is under way frees the id for whoever comes next.

import { givesWayTo, type Binding } from "../lease/binding.ts";
import type { LeaseOrder } from "../lease/request.ts";
import type { LeaseTable } from "../lease/table.ts";

export class Claims {
  readonly #table: LeaseTable;
  readonly #pending = new Set<LeaseOrder>();
  readonly #holders = new Map<string, readonly number[]>();

  constructor(table: LeaseTable) {
    this.#table = table;
  }

  /** The order is with the workers. */
  open(order: LeaseOrder): void {
    this.#pending.add(order);
  }

  /** The workers have answered it, or will not, and the master's own table knows. */
  close(order: LeaseOrder, holders: readonly number[]): void {
    this.#pending.delete(order);
    if (order.kind === "clear") return;
    this.#holders.set(order.clientId, holders);
    // Every lease of the table is here: more of these than of those are some that are over.
    if (this.#holders.size <= this.#table.count) return;
    for (const clientId of this.#holders.keys()) {
      if (this.#table.find(clientId) === undefined) this.#holders.delete(clientId);
    }
  }

  /** LEASE-WORKER-DEATH: leases die with their worker, and a lease nobody holds binds nobody. */
  bury(worker: number): void {
    for (const [clientId, holders] of this.#holders) {
      this.#holders.set(
        clientId,
        holders.filter((holder) => holder !== worker),
      );
    }
  }

  /** Whether any worker may still hold the lease of the master's table. */
  isHeld(clientId: string): boolean {
    return (this.#holders.get(clientId)?.length ?? 0) > 0;
  }

  /**
   * Whether an order would take a lease from a known owner. Clears are left to the workers: only
   * they know whether there is anything to clear.
   */
  isForeign(order: LeaseOrder): boolean {
    if (order.kind === "clear") return false;
    const owner = this.#ownerOf(order.clientId);
    return owner !== undefined && !givesWayTo(owner, order.binding);
  }

  #ownerOf(clientId: string): Binding | undefined {
    let owner = this.isHeld(clientId) ? this.#table.find(clientId)?.binding : undefined;
    for (const order of this.#pending) {
      if (order.clientId !== clientId) continue;
      if (owner !== undefined && !givesWayTo(owner, order.binding)) continue;
      owner = order.kind === "clear" ? undefined : (owner ?? order.binding);
    }
    return owner;
  }
}
