// What the gates have in common that judge programs of others on real sockets: the run itself, what it
// came to in a few lines, and what of it may be published.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Run, renderReport, writeReport } from "../../reports/index.ts";
import { judgedRules } from "../checkers/families.ts";
import { loadUncovered } from "../rules/uncovered.ts";
import { loadCases } from "../runner/cases.ts";
import { ownSurroundings, redacted } from "../runner/redaction.ts";
import { select } from "../runner/selection.ts";
import { loadDangers } from "./dangers.ts";
import { runLiveSuite } from "./live-suite.ts";
import { published } from "./publication.ts";
import { publishedBaseline } from "./published-baseline.ts";
import type { LiveDescription } from "./target-file.ts";

export interface Stopped {
  by: "SIGINT" | "SIGTERM" | undefined;
  readonly signal: AbortSignal;
}

/** The first signal ends the run in good order; a second one ends the process. */
export function watchSignals(): Stopped {
  const controller = new AbortController();
  const stopped: Stopped = { by: undefined, signal: controller.signal };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stopped.by = signal;
      controller.abort();
    });
  }
  return stopped;
}

export interface Asked {
  readonly case: readonly string[];
  readonly jobs?: string | undefined;
}

export async function playedAgainst(
  description: LiveDescription,
  { case: cases, jobs }: Asked,
  stop: Stopped,
): Promise<Run> {
  const selection = { rules: [], families: [], cases, tags: [] };
  const run = await runLiveSuite({
    selected: select(loadCases(), selection),
    selection,
    enforce: [],
    kills: undefined,
    uncovered: loadUncovered(judgedRules),
    notes: [],
    progress: (done, of, id) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${done}/${of} ${id}`);
    },
    stopped: () => stop.by,
    description,
    jobs: jobs === undefined ? undefined : Number(jobs),
    retries: 0,
    stop: stop.signal,
  });
  return redacted(run, ownSurroundings());
}

export function isWhole({ cases }: Run): boolean {
  return cases.every(({ outcome }) => outcome !== "not-run");
}

export function summaryOf({ cases, rules, notes, footer }: Run): string {
  const count = (all: readonly { readonly outcome: string }[]): string => {
    const counts = new Map<string, number>();
    for (const { outcome } of all) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    return [...counts].map(([outcome, number]) => `${number} ${outcome}`).join(", ");
  };
  const open = cases.filter(({ outcome }) => outcome === "inconclusive");
  return [
    `rules: ${count(rules)}`,
    `cases: ${count(cases)}`,
    `result: ${footer.exitReason}`,
    `time: ${(footer.elapsedMicros / 1e6).toFixed(1)} s`,
    ...notes.map(({ text }) => text),
    ...open.map((one) => `inconclusive: ${one.case}: ${one.reason ?? ""}`),
    "",
  ].join("\n");
}

/** The reports that may be published of a run, and the baseline that it makes. */
export function publishRun(folder: string, name: string, run: Run): void {
  mkdirSync(folder, { recursive: true });
  const report = published(run, loadDangers());
  for (const [kind, ending] of [
    ["ndjson", "ndjson"],
    ["html", "html"],
    ["markdown", "md"],
  ] as const) {
    writeReport(join(folder, `${name}.${ending}`), renderReport(kind, report));
  }
  const baseline = join(folder, `${name}.baseline.yaml`);
  const before = existsSync(baseline) ? readFileSync(baseline, "utf8") : undefined;
  writeFileSync(baseline, publishedBaseline(name, run, before));
}
