// `kakehi run`: all selected cases under all seeds, the table, the reports, the exit code.
import { availableParallelism } from "node:os";
import { isatty } from "node:tty";
import { Command } from "commander";
import {
  annotations,
  type Circumstances,
  type Enforcement,
  exitCodes,
  type NoteRecord,
  paletteOf,
  renderReport,
  reportKinds,
  terminalReport,
  writeReport,
} from "../../reports/index.ts";
import { judgedRules } from "../checkers/families.ts";
import { findProfile, type Profile, withProfile } from "../defects/profile.ts";
import { killCounts, type KillCounts } from "../defects/matrix.ts";
import { loadUncovered } from "../rules/uncovered.ts";
import { loadCases } from "../runner/cases.ts";
import { ownSurroundings, redacted } from "../runner/redaction.ts";
import { runSuite } from "../runner/run-suite.ts";
import { select } from "../runner/selection.ts";
import { targetDefault, targetOf } from "../targets/by-name.ts";
import { UsageError } from "../usage-error.ts";
import {
  commaSeparated,
  countOf,
  enforcement,
  repeatable,
  reportOrder,
  type ReportOrder,
  targetOption,
} from "./options.ts";
import { Prediction } from "./prediction.ts";
import { Progress } from "./progress.ts";

interface RunFlags {
  readonly target: string;
  readonly profile: string | undefined;
  readonly rule: readonly string[];
  readonly family: readonly string[];
  readonly case: readonly string[];
  readonly tag: readonly string[];
  readonly seeds: number;
  readonly jobs: number;
  readonly report: readonly ReportOrder[];
  readonly enforce: readonly Enforcement[];
  readonly verbose: boolean;
}

export function runCommand(): Command {
  return new Command("run")
    .description("Judge a target by every selected case.")
    .addOption(targetOption())
    .option(
      "--profile <name>",
      "predict which rules a release should fail, such as sozu-2.1; exit code 0 when that could be told",
    )
    .option(
      "--rule <glob>",
      "only rules (and their cases) such as 'LEASE-*'; repeatable",
      repeatable("--rule"),
      [],
    )
    .option("--family <names>", "only families such as LEASE,BIND", commaSeparated("--family"), [])
    .option(
      "--case <glob>",
      "only cases such as 'lease-cap-*'; repeatable",
      repeatable("--case"),
      [],
    )
    .option("--tag <tag>", "only cases with a tag; repeatable", repeatable("--tag"), [])
    .option(
      "--seeds <n>",
      "run each case under the seeds 0 to n-1; 0 is calm",
      countOf("--seeds", 1),
      3,
    )
    .option(
      "--report <kind=path>",
      `write a report, KIND one of ${reportKinds.join(", ")}; repeatable`,
      reportOrder,
      [],
    )
    .option(
      "--jobs <n>",
      "threads at most; the results do not depend on it",
      countOf("--jobs", 1),
      availableParallelism(),
    )
    .option("--enforce <what>", "must (always), should, covered; repeatable", enforcement, [])
    .option("--verbose", "name uncovered rules one by one", false)
    .addHelpText(
      "after",
      `
Examples:
  kakehi run
  kakehi run --rule 'LEASE-*' --seeds 100 --report ndjson=run.ndjson
  kakehi run --report html=out.html --report junit=run.xml --report markdown=run.md
  kakehi run --family LEASE,BIND --enforce covered
  kakehi run --profile sozu-2.1
  kakehi run --case lease-cap-65th --target reference:cap-off-by-one`,
    )
    .action(async (flags: RunFlags) => {
      process.exitCode = await run(flags);
    });
}

async function run(flags: RunFlags): Promise<number> {
  const selection = {
    rules: flags.rule,
    families: flags.family,
    cases: flags.case,
    tags: flags.tag,
  };
  const selected = select(loadCases(), selection);
  const profile = profileOf(flags);
  const target = await (profile === undefined ? targetOf(flags.target) : withProfile(profile));
  const prediction = profile === undefined ? undefined : new Prediction(profile);
  const counts = killCounts();
  const progress = new Progress();
  const stop = watchSignals();
  const judged = await runSuite({
    selected,
    selection,
    enforce: flags.enforce,
    target,
    seeds: flags.seeds,
    jobs: flags.jobs,
    kills: counts.kind === "current" ? counts.kills : undefined,
    uncovered: loadUncovered(judgedRules),
    notes: notesOn(counts),
    judged: (caseId, run) => {
      prediction?.add(caseId, run);
    },
    // Only the page has room for them.
    examples: flags.report.some(({ kind }) => kind === "html"),
    progress: (done, of, id) => {
      progress.show(done, of, id);
    },
    stopped: () => stop.by,
  });
  progress.clear();
  const report = redacted(judged, ownSurroundings());
  for (const { kind, path } of flags.report) writeReport(path, renderReport(kind, report));
  if (prediction !== undefined) {
    process.stdout.write(prediction.text(report.rules));
    const { exitCode } = report.footer;
    return exitCode === exitCodes.nonConformance ? exitCodes.ok : exitCode;
  }
  const palette = paletteOf(isatty(process.stdout.fd) && process.env["NO_COLOR"] === undefined);
  process.stdout.write(terminalReport(report, { palette, verbose: flags.verbose }));
  if (process.env["GITHUB_ACTIONS"] === "true") process.stdout.write(annotations(report));
  return report.footer.exitCode;
}

function profileOf({ profile, target }: RunFlags): Profile | undefined {
  if (profile === undefined) return undefined;
  if (target !== targetDefault) {
    throw new UsageError("--profile is a target of its own; leave --target out");
  }
  return findProfile(profile);
}

function notesOn({ kind }: KillCounts): NoteRecord[] {
  if (kind === "current") return [];
  const text = `the kill matrix is ${kind}: no kills are shown; \`kakehi defects --full\` makes it anew`;
  return [{ t: "note", severity: "info", text }];
}

/** The first signal ends the run in good order, with its report; a second one ends the process. */
function watchSignals(): { by: Circumstances["stoppedBy"] } {
  const stop: { by: Circumstances["stoppedBy"] } = { by: undefined };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stop.by = signal;
    });
  }
  return stop;
}
