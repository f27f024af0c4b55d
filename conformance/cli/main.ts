#!/usr/bin/env node
// The command `kakehi`. Each sub-command is a file of its own; this one knows their names, and turns
// what the caller got wrong into one line and an exit code.
import { Command, CommanderError } from "commander";
import { exitCodes, ReportError } from "../../reports/index.ts";
import { suiteVersion } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";
import { baselineCommand } from "./baseline.ts";
import { checkCommand } from "./check.ts";
import { compareCommand } from "./compare.ts";
import { defectsCommand } from "./defects.ts";
import { doctorCommand } from "./doctor.ts";
import { explainCommand } from "./explain.ts";
import { fuzzBytesCommand } from "./fuzz-bytes.ts";
import { initCommand } from "./init.ts";
import { boundInlining } from "./inlining.ts";
import { listCommand } from "./list.ts";
import { replayCommand } from "./replay.ts";
import { runCommand } from "./run.ts";
import { serveCommand } from "./serve.ts";

// Whoever reads us through `head` has read enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

boundInlining();
const program = new Command("kakehi")
  .description("Deterministic simulation and conformance suite for proxies of Sōzu's kind.")
  .version(suiteVersion)
  .exitOverride()
  .configureOutput({
    outputError: (text, write) => {
      write(`kakehi: ${oneLine(text)}\n`);
    },
  })
  .showSuggestionAfterError();

for (const command of [
  runCommand(),
  listCommand(),
  explainCommand(),
  replayCommand(),
  defectsCommand(),
  checkCommand(),
  fuzzBytesCommand(),
  baselineCommand(),
  compareCommand(),
  serveCommand(),
  doctorCommand(),
  initCommand(),
]) {
  for (const part of [command, ...command.commands]) {
    part.exitOverride().copyInheritedSettings(program);
  }
  program.addCommand(command);
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

/** What commander found wrong, and what to do about it. */
function oneLine(text: string): string {
  const said = text
    .trim()
    .replace(/^error: /, "")
    .replace(/\.$/, "")
    .replaceAll(/\s+/g, " ");
  return said.endsWith("?)") ? said : `${said}; \`kakehi help\` says what there is`;
}

function exitCodeOf(error: unknown): number {
  // Help and version end by an error too, with exit code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof UsageError || error instanceof ReportError) {
    process.stderr.write(`kakehi: ${error.message}\n`);
    return exitCodes.usage;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`kakehi: a fault of the suite, please report it\n${text}\n`);
  return exitCodes.harness;
}
