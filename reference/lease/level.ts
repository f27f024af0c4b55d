// How much detail the metrics carry, as four ordered levels. Nothing here knows of leases.

/** 0 process, 1 frontend, 2 cluster, 3 backend: each one finer than the one before. */
export type Level = 0 | 1 | 2 | 3;

/** The levels by number. */
export const levelNames = ["process", "frontend", "cluster", "backend"] as const;

export type LevelName = (typeof levelNames)[number];

export function isLevel(value: number): value is Level {
  return Number.isInteger(value) && value >= 0 && value < levelNames.length;
}

export function higherLevel(left: Level, right: Level): Level {
  return left > right ? left : right;
}
