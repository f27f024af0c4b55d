// Compares a shown standing with every standing that would be right, and tells which rule a wrong
// one breaks: the first hypothesis that explains it, else the general rule of the field.
import { levelName } from "../../model/level.ts";
import type { Standing } from "../../model/census.ts";
import type { Hypothesis } from "./hypotheses.ts";

export interface StandingVerdict {
  /** Positions of the right standings that match; empty when the shown one is wrong. */
  readonly matching: readonly number[];
  /** When right: what would have been wrong, and which rule it would have broken. */
  readonly wrong: readonly Hypothesis[];
  /** When wrong: the rule broken. */
  readonly broken: string | undefined;
}

function sameStanding(a: Standing, b: Standing): boolean {
  return a.effective === b.effective && a.count === b.count;
}

export function showStanding(standing: Standing): string {
  return `effective ${levelName(standing.effective)}, count ${standing.count}`;
}

export function judgeStanding(
  shown: Standing,
  right: readonly Standing[],
  hypotheses: readonly Hypothesis[],
  floor: number,
): StandingVerdict {
  const matching: number[] = [];
  for (let at = 0; at < right.length; at++) {
    const standing = right[at];
    if (standing !== undefined && sameStanding(standing, shown)) matching.push(at);
  }
  if (matching.length === 0) {
    const explained = hypotheses.find((hypothesis) => sameStanding(hypothesis.standing, shown));
    return { matching, wrong: [], broken: explained?.rule ?? generalRule(shown, right, floor) };
  }
  const wrong: Hypothesis[] = [];
  addWrong(wrong, right, hypotheses);
  addWrong(wrong, right, generalHypotheses(shown, floor));
  return { matching, wrong, broken: undefined };
}

/** A standing that is right, or that an earlier mistake explains, is no evidence for this one. */
function addWrong(
  wrong: Hypothesis[],
  right: readonly Standing[],
  hypotheses: readonly Hypothesis[],
): void {
  for (const hypothesis of hypotheses) {
    if (!isAmong(right, hypothesis.standing) && !isExplained(wrong, hypothesis.standing))
      wrong.push(hypothesis);
  }
}

function isAmong(standings: readonly Standing[], standing: Standing): boolean {
  for (const other of standings) if (sameStanding(other, standing)) return true;
  return false;
}

function isExplained(hypotheses: readonly Hypothesis[], standing: Standing): boolean {
  for (const other of hypotheses) if (sameStanding(other.standing, standing)) return true;
  return false;
}

function generalRule(shown: Standing, right: readonly Standing[], floor: number): string {
  if (shown.effective < floor) return "LEASE-EFFECTIVE-FLOOR";
  const effectiveIsRight = right.some((standing) => standing.effective === shown.effective);
  return effectiveIsRight ? "LEASE-COUNT" : "LEASE-EFFECTIVE-MAX";
}

/** Values that no particular mistake explains. */
function generalHypotheses(shown: Standing, floor: number): Hypothesis[] {
  const { effective, count } = shown;
  const found: Hypothesis[] = [
    { rule: "LEASE-COUNT", standing: { effective, count: count + 17 } },
    { rule: "LEASE-EFFECTIVE-MAX", standing: { effective: effective + 1, count: count + 17 } },
  ];
  if (floor > 0) {
    found.push({ rule: "LEASE-EFFECTIVE-FLOOR", standing: { effective: floor - 1, count } });
  }
  return found;
}
