// The replies that one client is owed, in the order of its requests. A request's frames leave
// together and in turn: what is ready early waits here for its predecessors (FANOUT-REPLY-ORDER).

/** What a request has produced so far. */
export interface Slot {
  frames: Uint8Array[];
  isDone: boolean;
  /** The client becomes a subscriber when this reply leaves, never before. */
  subscribes: boolean;
}

export class ReplyQueue {
  readonly #slots: Slot[] = [];
  #heldBytes = 0;

  get length(): number {
    return this.#slots.length;
  }

  /** Bytes that are ready and wait for a predecessor. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Whether what this slot produces leaves at once. */
  isNext(slot: Slot): boolean {
    return this.#slots[0] === slot;
  }

  open(): Slot {
    const slot: Slot = { frames: [], isDone: false, subscribes: false };
    this.#slots.push(slot);
    return slot;
  }

  add(slot: Slot, frame: Uint8Array): void {
    slot.frames.push(frame);
    this.#heldBytes += frame.length;
  }

  /** The next frame that may leave, with the slot it closes if it is that slot's last. */
  next(): { readonly frame: Uint8Array; readonly closed: Slot | undefined } | undefined {
    const head = this.#slots[0];
    const frame = head?.frames.shift();
    if (head === undefined || frame === undefined) return undefined;
    this.#heldBytes -= frame.length;
    const isLast = head.isDone && head.frames.length === 0;
    if (isLast) this.#slots.shift();
    return { frame, closed: isLast ? head : undefined };
  }
}
