// Numbers as people read them, the same in every locale.

import { outcomes, sumOf } from "./outcome.ts";
import type { Totals } from "./outcome.ts";
import type { Seeds } from "./run.ts";

/** `12345` as `12,345`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

export function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A virtual instant, to the microsecond: races are decided there. */
export function instantText(micros: number): string {
  return `${secondsOf(micros)}.${String(micros % 1_000_000).padStart(6, "0")} s`;
}

/** Wall time, to the hundredth of a second. */
export function elapsedText(micros: number): string {
  const hundredths = Math.round(micros / 10_000);
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")} s`;
}

export function seedsText(seeds: Seeds): string {
  return seeds.count === 1
    ? `seed ${seeds.first}`
    : `seeds ${seeds.first}-${seeds.first + seeds.count - 1}`;
}

/** `41 pass, 2 fail, 120 uncovered (163)`: what is zero is left out, the denominator never. */
export function totalsText(totals: Totals): string {
  const parts = outcomes
    .filter((outcome) => totals[outcome] > 0)
    .map((outcome) => `${grouped(totals[outcome])} ${outcome}`);
  return `${parts.length === 0 ? "none" : parts.join(", ")} (${grouped(sumOf(totals))})`;
}

function secondsOf(micros: number): number {
  return Math.floor(micros / 1_000_000);
}
