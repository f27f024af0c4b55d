// What one look at a connection found: a rule that held, with the value that would have failed it, or
// one that did not.
import type { Falsification } from "../verdicts.ts";
import type { Direction, Piece } from "./traffic.ts";

export interface Finding {
  readonly rule: string;
  readonly holds: boolean;
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
  /** The bytes that show it. */
  readonly piece: Piece | undefined;
  /** What those bytes would have been; absent, nothing counts as evaluated. */
  readonly falsified: string | undefined;
}

export function falsificationOf(text: string): Falsification {
  return { field: "text", value: text };
}

/** The same bytes with another status line, where the whole of it stands in one piece. */
export function withStatus(
  direction: Direction,
  place: number,
  status: number,
): Pick<Finding, "piece" | "falsified"> {
  return replacedAt(direction, place, /^HTTP\/1\.\d \d{3}/, `HTTP/1.1 ${status}`);
}

/** What stands at a place, replaced within its piece. */
export function replacedAt(
  direction: Direction,
  place: number,
  pattern: RegExp,
  text: string,
): Pick<Finding, "piece" | "falsified"> {
  const piece = direction.pieceAt(place);
  if (piece === undefined) return { piece, falsified: undefined };
  const start = place - piece.from;
  const behind = piece.text.slice(start);
  if (!pattern.test(behind)) return { piece, falsified: undefined };
  return { piece, falsified: piece.text.slice(0, start) + behind.replace(pattern, () => text) };
}
