// What a metric may say about where it comes from, and how much of that each level keeps. It does
// not know which clusters exist.

import type { Level } from "../lease/level.ts";

/** A back end never stands without its cluster. */
export type Labels =
  | { readonly cluster?: undefined; readonly backend?: undefined }
  | { readonly cluster: string; readonly backend?: string };

export const unlabelled: Labels = {};

/** LABEL-FILTER: process and frontend keep no label, cluster keeps the cluster, backend both. */
const keptAt: readonly ((labels: Labels) => Labels)[] = [
  () => unlabelled,
  () => unlabelled,
  ({ cluster }) => (cluster === undefined ? unlabelled : { cluster }),
  (labels) => labels,
];

export function labelsAt(level: Level, labels: Labels): Labels {
  const keep = keptAt[level];
  if (keep === undefined) throw new Error(`no level ${level}`);
  return keep(labels);
}
