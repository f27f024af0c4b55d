// Colour as a value that is handed in: a renderer never asks where it prints. Colour only repeats what a
// mark and a word already say.

import picocolors from "picocolors";

export type Paint = (text: string) => string;

export interface Palette {
  readonly good: Paint;
  readonly bad: Paint;
  readonly doubtful: Paint;
  readonly muted: Paint;
  readonly strong: Paint;
}

/** With `coloured` false every paint returns its text; whether to colour (NO_COLOR, a pipe) is the caller's to know. */
export function paletteOf(coloured: boolean): Palette {
  const colors = picocolors.createColors(coloured);
  return {
    good: colors.green,
    bad: colors.red,
    doubtful: colors.yellow,
    muted: colors.dim,
    strong: colors.bold,
  };
}
