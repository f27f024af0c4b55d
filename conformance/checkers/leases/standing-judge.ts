// Compares a shown standing with every standing that would be right, and tells which rule a wrong
// one breaks: the first hypothesis that explains it, else the general rule of the field.
import { levelName } from "../../model/level.ts";
import type { Standing } from "../../model/census.ts";
import type { Mistakes } from "./mistakes.ts";

export interface StandingVerdict {
  /** Positions of the right standings that match; empty when the shown one is wrong. */
  readonly matching: readonly number[];
  /** When wrong: the rule broken. */
  readonly broken: string | undefined;
}

function sameStanding(a: Standing, b: Standing): boolean {
  return a.effective === b.effective && a.count === b.count;
}

export function showStanding(standing: Standing): string {
  return `effective ${levelName(standing.effective)}, count ${standing.count}`;
}

/** When right, the mistakes become those that would have been wrong, with the rules they would have broken. */
export function judgeStanding(
  shown: Standing,
  right: readonly Standing[],
  mistakes: Mistakes,
  floor: number,
): StandingVerdict {
  const matching: number[] = [];
  for (let at = 0; at < right.length; at++) {
    const standing = right[at];
    if (standing !== undefined && sameStanding(standing, shown)) matching.push(at);
  }
  if (matching.length === 0) {
    return { matching, broken: mistakes.explaining(shown) ?? generalRule(shown, right, floor) };
  }
  addGeneralMistakes(mistakes, shown, floor);
  mistakes.distinguish(right);
  return { matching, broken: undefined };
}

function generalRule(shown: Standing, right: readonly Standing[], floor: number): string {
  if (shown.effective < floor) return "LEASE-EFFECTIVE-FLOOR";
  const effectiveIsRight = right.some((standing) => standing.effective === shown.effective);
  return effectiveIsRight ? "LEASE-COUNT" : "LEASE-EFFECTIVE-MAX";
}

/** Values that no particular mistake explains. */
function addGeneralMistakes(found: Mistakes, { effective, count }: Standing, floor: number): void {
  found.add("LEASE-COUNT", effective, count + 17);
  found.add("LEASE-EFFECTIVE-MAX", effective + 1, count + 17);
  if (floor > 0) found.add("LEASE-EFFECTIVE-FLOOR", floor - 1, count);
}
