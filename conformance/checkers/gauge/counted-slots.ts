// Which slots of a worker are open, and what became of the request in each: whether it carries a unit,
// and whether it gave one back.
import type { SlotMoved } from "../../observe/data-plane.ts";

export type Unit = "none" | "counted" | "released";

/** More slots than a connection ever has. */
const slotsPerSession = 65_536;

export class CountedSlots {
  private readonly units = new Map<number, Unit>();
  counted = 0;

  unitOf(session: number, slot: number): Unit {
    return this.units.get(session * slotsPerSession + slot) ?? "none";
  }

  /** What the slot carries from now on; one that begins anew has given nothing back. */
  move({ session, slot, to, counted }: SlotMoved, was: Unit): void {
    const key = session * slotsPerSession + slot;
    const is = unitAfter(to, counted, was);
    if (to === "none") this.units.delete(key);
    else if (is !== was || was === "none") this.units.set(key, is);
    this.counted += Number(is === "counted") - Number(was === "counted");
  }
}

function unitAfter(to: string, counted: boolean, was: Unit): Unit {
  if (to === "none") return "none";
  // STREAM-RECYCLE-UNCOUNTED: whether one that is over still bears the flag is judged there.
  if (counted && to !== "Recycle") return "counted";
  // Whoever is made anew, or waits for another use, carries nothing of what was.
  if (to === "Idle" || to === "Recycle") return "none";
  return was === "none" ? "none" : "released";
}
