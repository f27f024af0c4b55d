// `kakehi init target`: writes a commented description of a live target to begin with.
import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { descriptionTemplate } from "../live/template.ts";
import { UsageError } from "../usage-error.ts";

const pathDefault = "kakehi.target.toml";

export function initCommand(): Command {
  return new Command("init").description("Write a file to begin with.").addCommand(
    new Command("target")
      .argument("[file]", "where to write it", pathDefault)
      .argument("[command...]", "how the proxy is launched, behind --")
      .description("Write the commented description of a live target.")
      .addHelpText(
        "after",
        "\nExamples:\n  kakehi init target\n  kakehi init target my-proxy.toml -- ./bin/my-proxy start -c {config}",
      )
      .action((file: string, command: readonly string[]) => {
        write(file, described(command));
        const next = command.length === 0 ? "set its command, then " : "";
        process.stdout.write(
          `${file} is written; ${next}\`kakehi doctor --target live:${file}\` looks whether it works\n`,
        );
      }),
  );
}

function described(command: readonly string[]): string {
  if (command.length === 0) return descriptionTemplate;
  // A TOML string takes the escapes of a JSON string.
  const words = command.map((word) => JSON.stringify(word)).join(", ");
  return descriptionTemplate.replace(/^command = .*$/m, () => `command = [${words}]`);
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot write ${file}: ${why}`);
  }
}
