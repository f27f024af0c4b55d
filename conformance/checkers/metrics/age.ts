// How old an answer of a worker may be. One that waits for room on its channel was made before it is written,
// and does not know of what came in between: nobody outside can tell when it was made. Such a wait may pass within
// one instant.
import type { OrderDone } from "../../observe/observation.ts";

/** Something that it would have to show came last at `movedAt`, behind its order, and the answer behind that. */
export function mayBeOld(
  { takenAt, hasWaited }: Pick<OrderDone, "takenAt" | "hasWaited">,
  movedAt: number,
): boolean {
  return hasWaited && movedAt >= takenAt;
}
