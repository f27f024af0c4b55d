// Which slots are attached to which connection of a back end: STREAM-LINKED-TOKEN, exactly the Linked
// ones. The slot table alone changes it.

import type { ConnId } from "../host.ts";
import type { Slot } from "./slot.ts";

const none: ReadonlySet<Slot> = new Set<Slot>([]);

export class Links {
  readonly #slots = new Map<ConnId, Set<Slot>>();
  /** The last one that became empty: most connections serve one exchange after the other. */
  #spare: Set<Slot> | undefined;

  /** In the order in which they were attached. A view: it changes with the links. */
  of(token: ConnId): ReadonlySet<Slot> {
    return this.#slots.get(token) ?? none;
  }

  add(token: ConnId, slot: Slot): void {
    slot.isListed = true;
    const there = this.#slots.get(token);
    if (there !== undefined) {
      there.add(slot);
      return;
    }
    const slots = this.#spare ?? new Set<Slot>();
    this.#spare = undefined;
    this.#slots.set(token, slots.add(slot));
  }

  remove(token: ConnId, slot: Slot): void {
    const there = this.#slots.get(token);
    if (there === undefined) return;
    slot.isListed = false;
    there.delete(slot);
    if (there.size > 0) return;
    this.#slots.delete(token);
    this.#spare = there;
  }

  /** Connections that something is attached to. */
  get size(): number {
    return this.#slots.size;
  }
}
