// `kakehi compare`: what changed between two runs, rule by rule and case by case.
import { isatty } from "node:tty";
import { Command } from "commander";
import {
  compareRuns,
  comparisonText,
  exitCodes,
  isRegression,
  paletteOf,
  type Run,
} from "../../reports/index.ts";
import { UsageError } from "../usage-error.ts";
import { readResult } from "./result-file.ts";

export function compareCommand(): Command {
  return new Command("compare")
    .argument("<before>", "the NDJSON report of a run")
    .argument("<after>", "that of a later one")
    .description("Say what changed between two runs, for each rule in each case.")
    .option("--json", "everything as one JSON document", false)
    .addHelpText(
      "after",
      `
Exit codes: 0 nothing is worse, 1 something is (a rule fails newly or in another way, or is not decided, supported, played or
judged any more), 2 the two cannot be compared.

Examples:
  kakehi compare before.ndjson after.ndjson
  kakehi compare reports/published/one.ndjson run.ndjson --json`,
    )
    .action((before: string, after: string, { json }: { readonly json: boolean }) => {
      process.exitCode = compare(before, after, json);
    });
}

function compare(before: string, after: string, json: boolean): number {
  const old = readResult(before);
  const fresh = readResult(after);
  const [first, second] = [contractOf(old), contractOf(fresh)];
  if (first !== second) {
    throw new UsageError(
      `${before} was judged by contract ${first} and ${after} by contract ${second}, which ask for different things; judge both with one suite`,
    );
  }
  const comparison = compareRuns(old, fresh);
  const palette = paletteOf(isatty(process.stdout.fd) && process.env["NO_COLOR"] === undefined);
  process.stdout.write(
    json
      ? `${JSON.stringify({ format: 1, before, after, ...comparison }, undefined, 2)}\n`
      : comparisonText(
          { file: before, run: old },
          { file: after, run: fresh },
          comparison,
          palette,
        ),
  );
  return isRegression(comparison) ? exitCodes.nonConformance : exitCodes.ok;
}

/** A result that does not say is of the first one. */
function contractOf({ header }: Run): number {
  return header.contract ?? 1;
}
