import { expect, it } from "vitest";
import { mayBeOld } from "./age.ts";

it.each([
  { takenAt: 5, at: 5, movedAt: 5, isOld: false },
  { takenAt: 5, at: 5, movedAt: 4, isOld: false },
  { takenAt: 5, at: 9, movedAt: 4, isOld: false },
  { takenAt: 5, at: 9, movedAt: 5, isOld: true },
  { takenAt: 5, at: 9, movedAt: 9, isOld: true },
])(
  "taken at $takenAt, written at $at, moved at $movedAt: $isOld",
  ({ movedAt, isOld, ...done }) => {
    expect(mayBeOld(done, movedAt)).toBe(isOld);
  },
);
