// What the gates have in common that judge programs of others on real sockets: the run itself, what it
// came to in a few lines, and what of it may be published.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Run, renderReport, writeReport } from "../../reports/index.ts";
import { judgedRules } from "../checkers/families.ts";
import { loadUncovered } from "../rules/uncovered.ts";
import { loadCases } from "../runner/cases.ts";
import { ownSurroundings, redacted } from "../runner/redaction.ts";
import { select, type SelectionOptions } from "../runner/selection.ts";
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
  /** Globs of their ids; all, when there is none. */
  readonly cases: readonly string[];
  /** As the description says, when absent. */
  readonly jobs: number | undefined;
  /** How many runs one after the other. */
  readonly times: number;
}

/** Runs that are alike, one at least; a run that was stopped, or had no target, is the last. */
export async function playedAgainst(
  description: LiveDescription,
  { cases, jobs, times }: Asked,
  stop: Stopped,
): Promise<readonly [Run, ...Run[]]> {
  const selection = { rules: [], families: [], cases, tags: [] };
  const options = { description, selection, jobs, stop };
  const runs: [Run, ...Run[]] = [await playedOnce(options)];
  while (runs.length < times && runs.every(isWhole)) {
    process.stdout.write(`run ${runs.length} of ${times}\n${summaryOf(lastOf(runs))}\n`);
    runs.push(await playedOnce(options));
  }
  return runs;
}

export function lastOf(runs: readonly [Run, ...Run[]]): Run {
  return runs.at(-1) ?? runs[0];
}

interface Once {
  readonly description: LiveDescription;
  readonly selection: SelectionOptions;
  readonly jobs: number | undefined;
  readonly stop: Stopped;
}

async function playedOnce({ description, selection, jobs, stop }: Once): Promise<Run> {
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
    jobs,
    retries: 0,
    stop: stop.signal,
  });
  return redacted(run, ownSurroundings());
}

function isWhole({ cases }: Run): boolean {
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

/**
 * The reports that may be published of the last run, and the baseline that all of them make. Whether they were:
 * nobody may have asked for it, and what is not whole is not published.
 */
export function publishRuns(
  folder: string | undefined,
  name: string,
  runs: readonly [Run, ...Run[]],
): folder is string {
  if (folder === undefined) return false;
  if (!isWhole(lastOf(runs))) {
    process.stdout.write("not published: it is not whole\n");
    return false;
  }
  mkdirSync(folder, { recursive: true });
  const report = published(lastOf(runs), loadDangers());
  for (const [kind, ending] of [
    ["ndjson", "ndjson"],
    ["html", "html"],
    ["markdown", "md"],
  ] as const) {
    writeReport(join(folder, `${name}.${ending}`), renderReport(kind, report));
  }
  const baseline = join(folder, `${name}.baseline.yaml`);
  const before = existsSync(baseline) ? readFileSync(baseline, "utf8") : undefined;
  writeFileSync(baseline, publishedBaseline(name, runs, before));
  return true;
}
