// `kakehi run`: all selected cases under all seeds, the table, the reports, the exit code.
import { availableParallelism } from "node:os";
import { isatty } from "node:tty";
import { Command } from "commander";
import {
  annotations,
  baselineLines,
  type Circumstances,
  type Enforcement,
  exitCodes,
  type NoteRecord,
  paletteOf,
  renderReport,
  reportKinds,
  type Run,
  terminalReport,
  writeReport,
} from "../../reports/index.ts";
import { judgedRules } from "../checkers/families.ts";
import { findProfile, type Profile, withProfile } from "../defects/profile.ts";
import { killCounts, type KillCounts } from "../defects/matrix.ts";
import { loadUncovered } from "../rules/uncovered.ts";
import type { LiveSuiteOptions } from "../live/live-suite.ts";
import { type LiveDescription, readLiveDescription } from "../live/target-file.ts";
import { loadCases } from "../runner/cases.ts";
import type { CommonOptions } from "../runner/close-run.ts";
import { ownSurroundings, redacted } from "../runner/redaction.ts";
import { runSuite } from "../runner/run-suite.ts";
import { select } from "../runner/selection.ts";
import { targetDefault, targetOf } from "../targets/by-name.ts";
import { UsageError } from "../usage-error.ts";
import { commaSeparated, countOf, repeatable } from "./options.ts";
import { Prediction } from "./prediction.ts";
import { Progress } from "./progress.ts";
import { partedBy } from "./run-baseline.ts";
import { enforcement, reportOrder, type ReportOrder } from "./report-order.ts";
import { targetOption } from "./target-option.ts";
import { type GeneratedChoice, generatedFlags, withGeneratedOptions } from "./generated-flags.ts";
import type { GeneratedFlags } from "./run-generated.ts";

interface RunFlags {
  readonly target: string;
  readonly profile: string | undefined;
  readonly rule: readonly string[];
  readonly family: readonly string[];
  readonly case: readonly string[];
  readonly tag: readonly string[];
  readonly smoke: boolean;
  readonly seeds: number;
  readonly jobs: number | undefined;
  readonly report: readonly ReportOrder[];
  readonly enforce: readonly Enforcement[];
  readonly baseline: string | undefined;
  readonly runQuarantined: boolean;
  readonly retries: number;
  readonly verbose: boolean;
}

const liveKind = "live:";

const examples = `
Examples:
  kakehi run
  kakehi run --rule 'LEASE-*' --seeds 100 --report ndjson=run.ndjson
  kakehi run --report html=out.html --report junit=run.xml --report markdown=run.md
  kakehi run --family LEASE,BIND --enforce covered
  kakehi run --profile sozu-2.1
  kakehi run --case lease-cap-65th --target reference:cap-off-by-one
  kakehi run --generated 2000 --seed 1
  kakehi run --generated 1 --seed 1 --from 1234
  kakehi run --target live:kakehi.target.toml --smoke
  kakehi run --target live:kakehi.target.toml --baseline kakehi.baseline.yaml
  kakehi run --target live:kakehi.target.toml --baseline kakehi.baseline.yaml --retries 2`;

export function runCommand(): Command {
  const command = new Command("run")
    .description("Judge a target by every selected case, or by generated worlds.")
    .addOption(targetOption())
    .option(
      "--profile <name>",
      "predict which rules a release should fail, such as sozu-2.1; and compare with what was observed; exit code 0 when that could be told",
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
    .option("--smoke", "only the few cases tagged smoke, for a first look", false)
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
      "threads, or live instances, at most; the results do not depend on it",
      countOf("--jobs", 1),
    )
    .option("--enforce <what>", "must (always), should, covered; repeatable", enforcement, [])
    .option(
      "--baseline <file>",
      "failures that are known, each with its reason; whatever differs from them fails the run",
    )
    .option("--run-quarantined", "play the cases that the baseline quarantines, too", false)
    .option(
      "--retries <n>",
      "with --baseline and a live target: play what differs up to n times more, alone; what does not come every time wavers, and fails nobody",
      countOf("--retries", 0),
      0,
    )
    .option("--verbose", "name uncovered rules one by one", false)
    .addHelpText("after", examples)
    .action(async (flags: RunFlags & GeneratedChoice) => {
      const worlds = generatedFlags(flags);
      process.exitCode = await (worlds === undefined ? run(flags) : generated(worlds));
    });
  return withGeneratedOptions(command);
}

/** What plays worlds, and what talks to sockets, is loaded by who needs it. */
async function generated(worlds: GeneratedFlags): Promise<number> {
  const { runGenerated } = await import("./run-generated.ts");
  return runGenerated(worlds);
}

async function runLive(options: LiveSuiteOptions): Promise<Run> {
  const { runLiveSuite } = await import("../live/live-suite.ts");
  return runLiveSuite(options);
}

async function run(flags: RunFlags): Promise<number> {
  const selection = {
    rules: flags.rule,
    families: flags.family,
    cases: flags.case,
    tags: flags.smoke ? [...flags.tag, "smoke"] : flags.tag,
  };
  const all = loadCases();
  const profile = profileOf(flags);
  const { selected, baseline } = partedBy(flags, all, select(all, selection));
  const prediction = profile === undefined ? undefined : new Prediction(profile);
  const counts = killCounts();
  const progress = new Progress();
  const stop = watchSignals();
  const common: CommonOptions = {
    selected,
    selection,
    enforce: flags.enforce,
    kills: counts.kind === "current" ? counts.kills : undefined,
    uncovered: loadUncovered(judgedRules),
    notes: notesOn(counts),
    ...(baseline === undefined ? {} : { baseline }),
    progress: (done, of, id) => {
      progress.show(done, of, id);
    },
    stopped: () => stop.by,
  };
  const description = liveTargetOf(flags.target);
  const judged = await (description === undefined
    ? runSimulated(flags, { ...common, profile, prediction })
    : runLive({ ...common, ...live(flags), description, stop: stop.signal }));
  progress.clear();
  const report = redacted(judged, ownSurroundings());
  for (const { kind, path } of flags.report) writeReport(path, renderReport(kind, report));
  return show(report, prediction, flags.verbose);
}

function show(report: Run, prediction: Prediction | undefined, verbose: boolean): number {
  const palette = paletteOf(isatty(process.stdout.fd) && process.env["NO_COLOR"] === undefined);
  const { header, footer } = report;
  if (prediction === undefined) {
    process.stdout.write(terminalReport(report, { palette, verbose }));
    if (process.env["GITHUB_ACTIONS"] === "true") process.stdout.write(annotations(report));
    return footer.exitCode;
  }
  process.stdout.write(prediction.text(report.rules));
  const lines = baselineLines(report, { palette, verbose });
  for (const line of lines) process.stdout.write(`${line}\n`);
  // What a release breaks is news only where somebody wrote down what it is known to break.
  const isNews = header.baseline !== undefined || footer.exitCode !== exitCodes.nonConformance;
  return isNews ? footer.exitCode : exitCodes.ok;
}

function live({ jobs, retries }: RunFlags): Pick<LiveSuiteOptions, "jobs" | "retries"> {
  return { jobs, retries };
}

interface SimulatedOptions extends CommonOptions {
  readonly profile: Profile | undefined;
  readonly prediction: Prediction | undefined;
}

async function runSimulated(
  flags: RunFlags,
  { profile, prediction, ...common }: SimulatedOptions,
): Promise<Run> {
  return runSuite({
    ...common,
    target: await (profile === undefined ? targetOf(flags.target) : withProfile(profile)),
    seeds: flags.seeds,
    jobs: flags.jobs ?? availableParallelism(),
    judged: (caseId, run) => {
      prediction?.add(caseId, run);
    },
    // Only the page has room for them.
    examples: flags.report.some(({ kind }) => kind === "html"),
  });
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

/** The description of a running proxy, where one was named. */
function liveTargetOf(target: string): LiveDescription | undefined {
  return target.startsWith(liveKind)
    ? readLiveDescription(target.slice(liveKind.length))
    : undefined;
}

interface Stopped {
  by: Circumstances["stoppedBy"];
  readonly signal: AbortSignal;
}

/** The first signal ends the run in good order, with its report; a second one ends the process. */
function watchSignals(): Stopped {
  const controller = new AbortController();
  const stop: Stopped = { by: undefined, signal: controller.signal };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stop.by = signal;
      controller.abort();
    });
  }
  return stop;
}
