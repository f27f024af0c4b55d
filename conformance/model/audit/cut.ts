// How a text of a peer stands in a row: cut by code points, and made harmless one for one. The two
// are told apart, because different rules are broken by each.
import { isNeutralised } from "./hazard.ts";

/** What may follow a cut text; it is not counted. */
const cutMark = "…";

const unitsPerPointMax = 2;

export type Likeness = "same" | "cut-wrongly" | "other";

/** Where a text may be cut: exactly there, or anywhere from `least` on. */
export type CutAt = { readonly points: number } | { readonly least: number };

/** How the text in a row relates to the text that the peer sent. */
export function likeness(shown: string, given: string, at: CutAt): Likeness {
  if (shown === given && fits(given, at)) return "same";
  const original = Array.from(beginningOf(given, Math.max(shown.length, pointsOf(at)) + 2));
  const points = Array.from(shown);
  const isMarked = points.at(-1) === cutMark && points.length <= original.length + 1;
  const bare = isMarked ? points.slice(0, -1) : points;
  if (isPrefix(points, original) && allowed(points.length, original.length, at)) return "same";
  if (!isPrefix(bare, original)) return isPrefix(points, original) ? "cut-wrongly" : "other";
  return isMarked && bare.length < original.length && allowed(bare.length, original.length, at)
    ? "same"
    : "cut-wrongly";
}

/** At least so many points of a text: it may be a thousand times as long as what is shown of it. */
function beginningOf(text: string, points: number): string {
  return text.slice(0, unitsPerPointMax * points);
}

function pointsOf(at: CutAt): number {
  return "points" in at ? at.points : at.least;
}

/** Whether a text has so many points, or more. */
export function hasPoints(text: string, points: number): boolean {
  return text.length >= points && Array.from(beginningOf(text, points)).length >= points;
}

function fits(text: string, at: CutAt): boolean {
  // A text of no more code units than points has no more points either.
  return "least" in at || text.length <= at.points;
}

function allowed(shown: number, given: number, at: CutAt): boolean {
  if ("points" in at) return shown === Math.min(given, at.points);
  return shown === given || shown >= at.least;
}

function isPrefix(shown: readonly string[], given: readonly string[]): boolean {
  return shown.length <= given.length && isNeutralised(shown, given.slice(0, shown.length));
}
