// Who was connected to the workers of a run, by the addresses that records name.
import { listAt } from "../../grouped.ts";
import type { PeerLinked } from "../../observe/access.ts";

export class Peers {
  /** Undefined where two connections came from one address. */
  private readonly fronts = new Map<string, PeerLinked | undefined>();
  private readonly backs = new Map<string, PeerLinked[]>();

  add(linked: PeerLinked): void {
    const { side, worker, address } = linked;
    const key = keyOf(worker, address);
    if (side === "front") {
      this.fronts.set(key, this.fronts.has(key) ? undefined : linked);
      return;
    }
    listAt(this.backs, key).push(linked);
  }

  get isKnown(): boolean {
    return this.fronts.size > 0;
  }

  isShared(worker: number, address: string | undefined): boolean {
    const key = keyOf(worker, address ?? "");
    return this.fronts.has(key) && this.fronts.get(key) === undefined;
  }

  /** The connection of a client. */
  front(worker: number, address: string | undefined): PeerLinked | undefined {
    return address === undefined ? undefined : this.fronts.get(keyOf(worker, address));
  }

  /** The connections to a back end. */
  backsAt(worker: number, address: string | undefined): readonly PeerLinked[] {
    return address === undefined ? [] : (this.backs.get(keyOf(worker, address)) ?? []);
  }
}

function keyOf(worker: number, address: string): string {
  return `${worker} ${address}`;
}
