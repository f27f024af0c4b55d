// The command line from its words to its exit code. Each sub-command is a file of its own; this one finds it
// by its name, and turns what the caller got wrong into one line.
import { Command, CommanderError } from "commander";
import { suiteVersion } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";
import { commandsFor } from "./commands.ts";

/** Does what the words ask for, tells of it on the streams of this process, and leaves its exit code. */
export async function obey(words: readonly string[]): Promise<void> {
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
  for (const command of await commandsFor(words[0])) {
    for (const part of [command, ...command.commands]) {
      part.exitOverride().copyInheritedSettings(program);
    }
    program.addCommand(command);
  }
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    process.exitCode = await exitCodeOf(error);
  }
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

/** Reports are loaded by whoever writes one, or went wrong: `serve` is up sooner without them. */
async function exitCodeOf(error: unknown): Promise<number> {
  const { exitCodes, ReportError } = await import("../../reports/index.ts");
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
