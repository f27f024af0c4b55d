// Applies edits to the text of a source file. An edit that matches nowhere or twice, or overlaps
// another, is an error: a defect that silently is not there would look like one that survives.
import type { Edit } from "./defect.ts";

/** How many lines a defect may change; a larger change is not the smallest fault. */
export const changedLinesMax = 5;

class PatchError extends Error {
  override readonly name = "PatchError";
}

interface Placed {
  readonly edit: Edit;
  readonly from: number;
  readonly to: number;
}

/** @throws PatchError when an edit cannot be placed exactly once. */
export function patched(file: string, text: string, edits: readonly Edit[]): string {
  const lines = text.split("\n");
  const placed = edits.map((edit) => place(file, lines, edit)).sort((a, b) => b.from - a.from);
  placed.forEach((later, at) => {
    const earlier = placed[at + 1];
    if (earlier !== undefined && earlier.to > later.from)
      throw new PatchError(`${file}: two edits overlap`);
  });
  for (const { edit, from, to } of placed) {
    const indent = /^\s*/.exec(lines[from] ?? "")?.[0] ?? "";
    lines.splice(from, to - from, ...edit.replace.map((line) => indent + line));
  }
  return lines.join("\n");
}

function place(file: string, lines: readonly string[], edit: Edit): Placed {
  const wanted = edit.find.map((line) => line.trim());
  const starts = lines.flatMap((_, from) =>
    wanted.every((line, at) => lines[from + at]?.trim() === line) ? [from] : [],
  );
  const [from] = starts;
  if (from === undefined || starts.length > 1) {
    const found = starts.length === 0 ? "stands nowhere" : `stands ${starts.length} times`;
    throw new PatchError(
      `${file}: ${JSON.stringify(wanted[0])} ${found}, it has to stand exactly once`,
    );
  }
  return { edit, from, to: from + wanted.length };
}

/** The lines that an edit takes the place of, counted from 1. */
export function editedLines(file: string, text: string, edit: Edit): readonly number[] {
  const { from, to } = place(file, text.split("\n"), edit);
  return Array.from({ length: to - from }, (_, at) => from + at + 1);
}

/** How many lines differ, counted as the longer side of each edit without what both sides share. */
export function changedLines(edits: readonly Edit[]): number {
  return edits.reduce((sum, { find, replace }) => {
    const shared = replace.filter((line) =>
      find.some((other) => other.trim() === line.trim()),
    ).length;
    return sum + Math.max(find.length, replace.length) - shared;
  }, 0);
}
