// Session ids that were read lately: a connection sends the same one with every request, and to find a
// number takes a fraction of making it. What is pushed out is read again.

import { RECENT_IDS } from "../bounds.ts";

export class RecentIds {
  readonly #texts = new Array<string>(RECENT_IDS).fill("");
  readonly #ids = new Array<bigint>(RECENT_IDS).fill(0n);

  /** Undefined: it is not here. */
  find(text: string): bigint | undefined {
    const slot = slotOf(text);
    return text !== "" && this.#texts[slot] === text ? this.#ids[slot] : undefined;
  }

  /** Passes the id on; what is none is not kept. */
  keep(text: string, id: bigint | undefined): bigint | undefined {
    if (id === undefined) return undefined;
    const slot = slotOf(text);
    this.#texts[slot] = text;
    this.#ids[slot] = id;
    return id;
  }
}

/** By the last two symbols, which are drawn at random in a ULID. */
function slotOf(text: string): number {
  const { length } = text;
  if (length < 2) return 0;
  return (31 * text.charCodeAt(length - 1) + text.charCodeAt(length - 2)) & (RECENT_IDS - 1);
}
