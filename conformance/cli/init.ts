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
      .description("Write the commented description of a live target.")
      .action((file: string) => {
        write(file);
        process.stdout.write(
          `${file} is written; set its command, then \`kakehi doctor --target live:${file}\`\n`,
        );
      }),
  );
}

function write(file: string): void {
  try {
    writeFileSync(file, descriptionTemplate, { flag: "wx" });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot write ${file}: ${why}`);
  }
}
