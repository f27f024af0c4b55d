// One worker's share of a gather.

import type { ResponseContent } from "../../wire/index.ts";

/** `waiting` until the worker answered everything it was asked; then it stays what it became. */
export type PartState = "waiting" | "ok" | "refused" | "silent" | "lost";

export interface Part {
  readonly worker: number;
  state: PartState;
  /** Requests of this part that the worker has not answered. */
  awaited: number;
  /** The worker said that it is on its way: it is not silent. */
  isOnItsWay: boolean;
  /** What the worker said, or what became of it. */
  text: string;
  content: ResponseContent | undefined;
}

/** How many workers accepted, refused or never answered. */
export interface Tally {
  readonly ok: number;
  readonly refused: number;
  readonly silent: number;
}

export function tallyOf(parts: readonly Part[]): Tally {
  let ok = 0;
  let refused = 0;
  for (const { state } of parts) {
    if (state === "ok") ok += 1;
    else if (state === "refused") refused += 1;
  }
  // Silent, lost, or not yet heard of.
  return { ok, refused, silent: parts.length - ok - refused };
}
