// The slots of one client's connection: makes them, moves them along slot-state.ts, uses them again and
// gives them back. What a move means for metrics and logs is its ledger's business; nothing is routed
// or written here.

import type { ConnId, Micros } from "../host.ts";
import { shrinkRatio } from "./bounds.ts";
import type { BufferPool } from "./buffer-pool.ts";
import { Links } from "./links.ts";
import { LowestIndex } from "./lowest-index.ts";
import { Slot } from "./slot.ts";
import { slotTransitions, type SlotInput, type SlotState } from "./slot-state.ts";

/** What a slot's moves are entered in. */
export interface SlotLedger {
  /** GAUGE-COUNT-ONCE: the slot was admitted. */
  count(slot: Slot): void;
  /** Its one final record, and the release of its unit. */
  settle(now: Micros, slot: Slot): void;
  /** For checkers: after every move. */
  moved(slot: Slot, from: SlotState | "none", to: SlotState | "none", input: string): void;
}

export class SlotTable {
  readonly links: Links = new Links();
  readonly #pool: BufferPool;
  readonly #ledger: SlotLedger;
  readonly #slots: Slot[] = [];
  readonly #recycled = new LowestIndex();
  #active = 0;

  constructor(pool: BufferPool, ledger: SlotLedger) {
    this.#pool = pool;
    this.#ledger = ledger;
  }

  /** All of them, those for another use included. */
  get size(): number {
    return this.#slots.length;
  }

  /** Those that are not for another use. */
  get active(): number {
    return this.#active;
  }

  /** In order of their index. */
  slots(): readonly Slot[] {
    return this.#slots;
  }

  /** An Idle slot. Undefined: the pool has no two buffers. */
  take(now: Micros): Slot | undefined {
    const used = this.#takeRecycled(now);
    if (used !== undefined) return used;
    const buffers = this.#pool.takePair();
    if (buffers === undefined) return undefined;
    const slot = new Slot(this.#slots.length, buffers);
    this.#slots.push(slot);
    this.#active += 1;
    this.#ledger.moved(slot, "none", "Idle", "make");
    return slot;
  }

  /** `token`: of the connection it is linked to. */
  move(now: Micros, slot: Slot, input: SlotInput, token?: ConnId): void {
    const from = slot.state;
    const transition = slotTransitions[from][input];
    if (transition === undefined) throw new Error(`a slot that is ${from} cannot ${input}`);
    const { to } = transition;
    if (transition.settles === true) this.settle(now, slot);
    this.#unlink(slot);
    slot.state = to;
    if (input === "link") this.#link(slot, token);
    if (to === "Idle") this.#clean(slot);
    if (transition.counts === true) this.#count(slot);
    if (to === "Recycle") this.#recycle(slot);
    this.#ledger.moved(slot, from, to, input);
    if (to === "Recycle") this.#shrink();
  }

  /** GAUGE-REENTRY: the second time nothing happens. */
  settle(now: Micros, slot: Slot): void {
    if (slot.isLogged) return;
    slot.isLogged = true;
    this.#ledger.settle(now, slot);
    slot.counted = false;
  }

  /** GAUGE-RELEASE-ONCE: before its end, where the slot stays for what is left of its connection. */
  release(now: Micros, slot: Slot): void {
    const wasCounted = slot.counted;
    this.settle(now, slot);
    // What was never counted has nothing to release: nothing of it is shown.
    if (wasCounted) this.#ledger.moved(slot, slot.state, slot.state, "release");
  }

  /** STREAM-NO-LEAK: every slot ends, and every buffer goes back. */
  close(now: Micros): void {
    for (const slot of [...this.#slots]) {
      if (slot.state !== "Recycle") this.move(now, slot, slot.isOpen ? "abort" : "forget");
    }
    while (this.#slots.length > 0) this.#drop();
  }

  /** STREAM-REUSE-ONLY-RECYCLED: the lowest one, if there is one. */
  #takeRecycled(now: Micros): Slot | undefined {
    for (let index = this.#recycled.take(); index !== undefined; index = this.#recycled.take()) {
      const slot = this.#slots[index];
      // A slot that was given back may have left its index behind.
      if (slot?.state !== "Recycle") continue;
      this.#active += 1;
      this.move(now, slot, "take");
      return slot;
    }
    return undefined;
  }

  #count(slot: Slot): void {
    slot.counted = true;
    this.#ledger.count(slot);
  }

  /** STREAM-REUSE-CLEAN */
  #clean(slot: Slot): void {
    if (slot.counted) throw new Error("a slot is used again with a unit that is not its own");
    slot.reset();
  }

  #link(slot: Slot, token: ConnId | undefined): void {
    if (token === undefined) throw new Error("a slot is linked to nothing");
    slot.token = token;
    this.links.add(token, slot);
  }

  #unlink(slot: Slot): void {
    if (slot.token === undefined) return;
    this.links.remove(slot.token, slot);
    slot.token = undefined;
  }

  #recycle(slot: Slot): void {
    this.#active -= 1;
    this.#recycled.add(slot.index);
  }

  /** The last ones go while there are more than enough for what is under way. */
  #shrink(): void {
    const kept = shrinkRatio * Math.max(1, this.#active);
    while (this.#slots.length > kept && this.#slots.at(-1)?.state === "Recycle") this.#drop();
  }

  #drop(): void {
    const slot = this.#slots.pop();
    if (slot === undefined) return;
    this.#pool.give(slot.request.buffer);
    this.#pool.give(slot.response.buffer);
    this.#ledger.moved(slot, slot.state, "none", "drop");
  }
}
