// Which options of `kakehi run` go with `--generated`, and which do not.
import type { Command } from "commander";
import { UsageError } from "../usage-error.ts";
import { countOf } from "./options.ts";
import type { GeneratedFlags } from "./run-generated.ts";

/** As they stand on the command line. */
export interface GeneratedChoice {
  readonly generated: number | undefined;
  readonly seed: number | undefined;
  readonly from: number | undefined;
  readonly cutRuns: number | undefined;
  readonly out: string | undefined;
}

interface OtherFlags {
  readonly target: string;
  readonly jobs: number | undefined;
  readonly profile: string | undefined;
  readonly baseline: string | undefined;
  readonly retries: number;
  readonly rule: readonly string[];
  readonly family: readonly string[];
  readonly case: readonly string[];
  readonly tag: readonly string[];
  readonly smoke: boolean;
  readonly report: readonly unknown[];
  readonly enforce: readonly unknown[];
}

const seedDefault = 1;
const cutRunsDefault = 400;
const outDefault = ".out/generated";

export function withGeneratedOptions(command: Command): Command {
  return command
    .option(
      "--generated <n>",
      "judge so many generated worlds instead of the cases",
      countOf("--generated", 1),
    )
    .option("--seed <n>", "with --generated: which worlds; 1 unless told", countOf("--seed", 0))
    .option("--from <n>", "with --generated: the number of the first world", countOf("--from", 0))
    .option(
      "--cut-runs <n>",
      "with --generated: tries to cut a world that broke a rule down; 400 unless told",
      countOf("--cut-runs", 1),
    )
    .option(
      "--out <folder>",
      "with --generated: where such worlds are kept; .out/generated unless told",
    );
}

/** Nothing where cases are asked for. @throws UsageError where both are. */
export function generatedFlags(flags: OtherFlags & GeneratedChoice): GeneratedFlags | undefined {
  const { generated, seed, from, cutRuns, out, target, jobs } = flags;
  if (generated === undefined) {
    const alone = Object.entries({ seed, from, "cut-runs": cutRuns, out }).find(
      ([, value]) => value !== undefined,
    );
    if (alone === undefined) return undefined;
    throw new UsageError(`--${alone[0]} goes with --generated; cases have --seeds`);
  }
  const [beside] = aboutCases(flags);
  if (beside !== undefined) {
    throw new UsageError(`--${beside} is about cases; leave it out with --generated`);
  }
  if (target.startsWith("live:")) {
    throw new UsageError("generated worlds are played in the simulator; leave the live target out");
  }
  return {
    target,
    generated,
    jobs,
    seed: seed ?? seedDefault,
    from: from ?? 0,
    cutRuns: cutRuns ?? cutRunsDefault,
    out: out ?? outDefault,
  };
}

function aboutCases(flags: OtherFlags): readonly string[] {
  const { profile, baseline, retries, smoke, rule, family, tag, report, enforce } = flags;
  const given = {
    profile: profile !== undefined,
    baseline: baseline !== undefined,
    retries: retries > 0,
    smoke,
    rule: rule.length > 0,
    family: family.length > 0,
    case: flags.case.length > 0,
    tag: tag.length > 0,
    report: report.length > 0,
    enforce: enforce.length > 0,
  };
  return Object.entries(given).flatMap(([name, isGiven]) => (isGiven ? [name] : []));
}
