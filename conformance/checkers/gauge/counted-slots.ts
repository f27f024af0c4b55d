// Which slots of a worker are open, and which of them carry a counted request.
import type { SlotMoved } from "../../observe/data-plane.ts";

export class CountedSlots {
  private readonly slots = new Map<string, { counted: boolean }>();
  counted = 0;

  /** Slots that were made and not dropped, whatever their state. */
  get open(): number {
    return this.slots.size;
  }

  isCounted({ session, slot }: SlotMoved): boolean {
    return this.slots.get(`${session}/${slot}`)?.counted ?? false;
  }

  move(moved: SlotMoved): void {
    const key = `${moved.session}/${moved.slot}`;
    const was = this.isCounted(moved);
    if (moved.to === "none") this.slots.delete(key);
    else this.slots.set(key, { counted: moved.counted });
    const is = moved.to !== "none" && moved.counted;
    this.counted += Number(is) - Number(was);
  }
}
