import { expect, test } from "vitest";
import { labelsAt, type Labels } from "./labels.ts";

const none: Labels = {};
const cluster: Labels = { cluster: "c" };
const both: Labels = { cluster: "c", backend: "b" };

/** LABEL-FILTER, whole: level, labels of the emission, labels kept. */
const table = [
  [0, none, none],
  [0, cluster, none],
  [0, both, none],
  [1, none, none],
  [1, cluster, none],
  [1, both, none],
  [2, none, none],
  [2, cluster, cluster],
  [2, both, cluster],
  [3, none, none],
  [3, cluster, cluster],
  [3, both, both],
] as const;

test.each(table)("LABEL-FILTER: level %i makes %o %o", (level, labels, kept) => {
  expect(labelsAt(level, labels)).toEqual(kept);
});
