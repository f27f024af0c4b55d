import type { Rule } from "./rule.ts";

/** The METRICS family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const metricsRules: readonly Rule[] = [
  {
    id: "METRICS-FILTERS",
    level: "MUST",
    statement:
      "QueryMetrics honours list, no_clusters, cluster_ids, backend_ids, metric_names and workers; an unknown id yields nothing for it and an error where the reply can carry one, never another's rows.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "METRICS-MERGE",
    level: "MUST",
    statement:
      "Merged over workers, gauges and counts add, histograms add per bucket; with one worker the merge equals that worker.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "METRICS-HISTOGRAM",
    level: "MUST",
    statement:
      "Percentiles lie within the recorded precision of the recorded values; samples and sum agree with what was emitted.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "METRICS-SINK",
    level: "MUST",
    statement:
      "The StatsD sink gets every counter increment exactly once as a delta and every gauge's last value, idle gauges included; names follow the level like the rows do.",
    where: ["outside"],
    source: "C",
  },
];
