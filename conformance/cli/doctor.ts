// `kakehi doctor`: what is wrong with the description of a live target, a line for each problem.
import { Command } from "commander";
import { exitCodes, printable } from "../../reports/index.ts";
import { problemsOf } from "../live/doctor.ts";
import { readLiveDescription } from "../live/target-file.ts";
import { UsageError } from "../usage-error.ts";
import { abortOnSignal } from "./signals.ts";

const liveKind = "live:";

export function doctorCommand(): Command {
  return new Command("doctor")
    .requiredOption("--target <live:file>", "the description to look at")
    .description("Launch a live target once and say what is wrong, a line for each problem.")
    .addHelpText(
      "after",
      "\nExit codes: 0 ready, 2 a wrong description, 4 it does not come up as it should.\n\nExample:\n  kakehi doctor --target live:kakehi.target.toml",
    )
    .action(async ({ target }: { readonly target: string }) => {
      if (!target.startsWith(liveKind)) {
        throw new UsageError(`doctor takes --target live:FILE, not ${target}`);
      }
      const description = readLiveDescription(target.slice(liveKind.length));
      const stop = abortOnSignal();
      const problems = await problemsOf(description, stop.signal);
      for (const problem of problems) process.stdout.write(`${printable(problem)}\n`);
      if (problems.length === 0) {
        process.stdout.write(`${printable(description.name)} comes up, answers and ends\n`);
      }
      process.exitCode =
        stop.exitCode() ?? (problems.length === 0 ? exitCodes.ok : exitCodes.incomplete);
    });
}
