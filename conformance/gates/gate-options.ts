// The options of a gate script: what is wrong with them is one line, and --help says what there is,
// with examples. Exit code 2 for misuse, as everywhere.
import { parseArgs, type ParseArgsConfig } from "node:util";
import { exitCodes } from "../../reports/index.ts";
import { countOf } from "../cli/options.ts";
import { UsageError } from "../usage-error.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<Named extends Options> = ReturnType<
  typeof parseArgs<{ options: Named; strict: true }>
>["values"];

/** `help` is printed as it stands; the process ends after it. */
export function gateOptions<const Named extends Options>(
  help: string,
  options: Named,
): Values<Named> {
  if (process.argv.slice(2).some((word) => word === "--help" || word === "-h")) {
    process.stdout.write(`${help.trim()}\n`);
    process.exit(0);
  }
  try {
    return parseArgs({ options, strict: true }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [reason = ""] = error.message.split(/\.\s/u);
    return misused(reason);
  }
}

/** The number that an option says. */
export function gateCount(name: string, least: number, text: string): number {
  try {
    return countOf(name, least)(text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return misused(error.message);
  }
}

function misused(reason: string): never {
  process.stderr.write(`${reason}; --help tells what there is\n`);
  process.exit(exitCodes.usage);
}
