// Lengths that are not true: a little wrong, at a limit, or beyond everything.
import type { Draws } from "../gates/hostile/draws.ts";

const numbers = [0, 1, 4, 5, 6, 7, 8, 9, 127, 128, 255, 16_383, 16_384, 16_385, 0xffffff] as const;

export function lyingNumber(draws: Draws, honest: number): number {
  const near = draws.below(3);
  if (near === 0) return honest + 1;
  return near === 1 ? Math.max(0, honest - 1) : draws.oneOf(numbers);
}

/** The same as somebody might write it in a head. */
export function lyingText(draws: Draws, honest: number): string {
  const texts = ["", "-1", "+1", "1,1", "1, 2", "0x5", " 5", "5 ", "9".repeat(20), "00"];
  return draws.below(2) === 0 ? String(lyingNumber(draws, honest)) : draws.oneOf(texts);
}
