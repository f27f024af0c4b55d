// What has to happen in the turn in which a reply leaves, and not before: the end of a request whose
// reply still stands behind another on the same connection. It waits here until its reply is the
// next, or until nobody is there to be answered.

import type { Micros } from "../host.ts";
import type { Order } from "./order.ts";

type Act = (now: Micros) => void;

export class Waiting {
  readonly #acts = new Map<Order, Act>();

  get length(): number {
    return this.#acts.size;
  }

  /** At once, when nothing stands in the way. */
  await(now: Micros, order: Order, act: Act): void {
    if (isNext(order)) act(now);
    else this.#acts.set(order, act);
  }

  /** Lets the first leave that may, which may let another. False: nobody may. */
  serve(now: Micros): boolean {
    for (const [order, act] of this.#acts) {
      if (!isNext(order)) continue;
      this.#acts.delete(order);
      act(now);
      return true;
    }
    return false;
  }
}

function isNext({ session, slot }: Order): boolean {
  return session.isGone || session.isNext(slot);
}
