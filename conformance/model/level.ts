/** The names of the metric details, by number, from the coarsest to the finest. */
export const levelNames = ["process", "frontend", "cluster", "backend"] as const;

export function levelName(level: number): string {
  return levelNames[level] ?? String(level);
}
