// Aligned columns. Cells are padded before they are painted, because colour codes have a length and no
// width; a cell is one line of printable text.

import type { Paint } from "./palette.ts";

export interface Cell {
  readonly text: string;
  readonly align?: "left" | "right";
  readonly paint?: Paint;
}

/** One string per row, two spaces between columns, nothing after the last visible character. */
export function alignedRows(rows: readonly (readonly Cell[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.text.length);
    }
  }
  return rows.map((row) => rowText(row, widths));
}

function rowText(row: readonly Cell[], widths: readonly number[]): string {
  const last = row.findLastIndex((cell) => cell.text !== "");
  return row
    .slice(0, last + 1)
    .map((cell, column) =>
      cellText(cell, column === last ? 0 : (widths[column] ?? 0), widths[column] ?? 0),
    )
    .join("  ");
}

// The last cell of a row needs no padding behind it.
function cellText(cell: Cell, leftWidth: number, rightWidth: number): string {
  const padded =
    cell.align === "right" ? cell.text.padStart(rightWidth) : cell.text.padEnd(leftWidth);
  return cell.paint === undefined ? padded : cell.paint(padded);
}
