// Where everything of a diagram stands. Time runs down; a step is a row, however long it took, because
// what matters is the order. What is sent in one row may be taken in a later one.

import type { PageTrace } from "../page-data.ts";

export const rowHeight = 32;
export const headHeight = 44;
export const gutterWidth = 104;
const laneWidthMin = 144;
const laneWidthMax = 340;
/** Room for words right of the last lane. */
const edgeWidth = 44;
/** How much an arrow falls when nothing came between. */
const fall = 7;
/** Width of one character of the small print. */
const characterWidth = 6.1;

export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly laneWidth: number;
  readonly laneX: (lane: string) => number;
  readonly sentY: (position: number) => number;
  readonly takenY: (position: number) => number;
  /** As many characters as fit into so many pixels. */
  readonly charactersIn: (width: number) => number;
  /** The same for words that begin beside a lane. */
  readonly charactersBeside: (lane: string) => number;
}

export function geometryOf({ lanes, steps }: PageTrace, room: number): Geometry {
  const fair = (room - gutterWidth - edgeWidth) / Math.max(1, lanes.length);
  const laneWidth = Math.min(laneWidthMax, Math.max(laneWidthMin, Math.floor(fair)));
  const sentY = (position: number): number => rowHeight * (position + 0.5) + rowHeight / 4;
  const bottom = rowHeight * (steps.length + 0.5);
  const charactersIn = (width: number): number => Math.max(4, Math.floor(width / characterWidth));
  return {
    width: gutterWidth + laneWidth * lanes.length + edgeWidth,
    height: bottom + rowHeight / 2,
    laneWidth,
    laneX: (lane) => gutterWidth + laneWidth * (lanes.indexOf(lane) + 0.5),
    sentY,
    takenY: (position) => {
      const after = steps[position]?.takenAfter ?? 0;
      return Math.min(bottom, sentY(position + after) + fall);
    },
    charactersIn,
    charactersBeside: (lane) => {
      const isLast = lane === lanes.at(-1);
      return charactersIn((isLast ? laneWidth / 2 + edgeWidth : laneWidth) - 24);
    },
  };
}
