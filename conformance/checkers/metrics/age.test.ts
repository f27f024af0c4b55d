import { expect, it } from "vitest";
import { mayBeOld } from "./age.ts";

it.each([
  { takenAt: 5, hasWaited: false, movedAt: 5, isOld: false },
  { takenAt: 5, hasWaited: false, movedAt: 4, isOld: false },
  { takenAt: 5, hasWaited: true, movedAt: 4, isOld: false },
  { takenAt: 5, hasWaited: true, movedAt: 5, isOld: true },
  { takenAt: 5, hasWaited: true, movedAt: 9, isOld: true },
])(
  "taken at $takenAt, written in a later turn: $hasWaited, moved at $movedAt: $isOld",
  ({ movedAt, isOld, ...done }) => {
    expect(mayBeOld(done, movedAt)).toBe(isOld);
  },
);
