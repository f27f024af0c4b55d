// The lines of a StatsD sink as amounts of series. What a series is called is not the contract's: in the
// one form it is named by the labels of its row alone, in the other also by who sends it.
import type { StatsdSettings } from "../../sim/index.ts";

export type StatsdFormat = "kakehi" | "sozu";

export interface StatsdLine {
  /** As `seriesOf` names a row. */
  readonly series: string;
  readonly kind: "count" | "gauge";
  readonly amount: bigint;
}

type Naming = Pick<StatsdSettings, "prefix" | "taggedMetrics">;

/** Counters and gauges; whatever else there is, is left out. */
export function statsdLines(text: string, format: StatsdFormat, naming: Naming): StatsdLine[] {
  return text.split("\n").flatMap((line): StatsdLine[] => {
    const [, name = "", digits = "", mark] = /^(.+):(-?\d+)\|([cg])$/u.exec(line) ?? [];
    if (mark === undefined) return [];
    const series = format === "kakehi" ? name : withoutSender(name, naming);
    return [{ series, kind: mark === "c" ? "count" : "gauge", amount: BigInt(digits) }];
  });
}

function withoutSender(name: string, { prefix, taggedMetrics }: Naming): string {
  const start = prefix === "" ? "" : `${prefix}.`;
  const rest = name.startsWith(start) ? name.slice(start.length) : name;
  if (!taggedMetrics) return start + rest.replace(/^[A-Za-z]+(?:-\d+)?\./u, "");
  const [own = "", ...tags] = rest.split(",");
  const kept = tags.filter((tag) => !/^(?:origin|version)=/u.test(tag));
  const scope = kept.length === 2 ? "backend." : kept.length === 1 ? "cluster." : "";
  const plain = own.startsWith(scope) ? own.slice(scope.length) : own;
  return start + [plain, ...kept].join(",");
}
