// How an outcome looks: one mark and one paint. The word beside the mark is the outcome's own name, so
// nothing is lost without colour or in a screen reader.

import type { Outcome } from "./outcome.ts";
import type { Palette } from "./palette.ts";

interface Look {
  readonly mark: string;
  readonly paint: keyof Palette;
}

export const lookOf: Readonly<Record<Outcome, Look>> = {
  pass: { mark: "✓", paint: "good" },
  fail: { mark: "✗", paint: "bad" },
  "expected-fail": { mark: "≈", paint: "muted" },
  "unexpected-pass": { mark: "!", paint: "bad" },
  inconclusive: { mark: "?", paint: "doubtful" },
  unsupported: { mark: "-", paint: "muted" },
  uncovered: { mark: "○", paint: "muted" },
  excluded: { mark: "·", paint: "muted" },
  "not-run": { mark: "…", paint: "doubtful" },
};
