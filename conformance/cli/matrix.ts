// `kakehi matrix`: results of several proxies side by side, family by family, as Markdown.
import { Command } from "commander";
import { exitCodes, matrixText } from "../../reports/index.ts";
import { readResult } from "./result-file.ts";

export function matrixCommand(): Command {
  return new Command("matrix")
    .argument("<results...>", "the NDJSON reports of runs")
    .description("Set results side by side: what the rules and cases of each family came to.")
    .addHelpText(
      "after",
      `
Exit codes: 0 written, 2 one of them cannot be read.

Example:
  kakehi matrix reports/published/*.ndjson`,
    )
    .action((results: readonly string[]) => {
      process.stdout.write(matrixText(results.map(readResult)));
      process.exitCode = exitCodes.ok;
    });
}
