// The sub-commands by name. A process runs one of them, and loads that one alone: a proxy that is launched
// for every live case has no use for the checkers.
import type { Command } from "commander";

const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import("./run.ts")).runCommand(),
  list: async () => (await import("./list.ts")).listCommand(),
  explain: async () => (await import("./explain.ts")).explainCommand(),
  replay: async () => (await import("./replay.ts")).replayCommand(),
  defects: async () => (await import("./defects.ts")).defectsCommand(),
  check: async () => (await import("./check.ts")).checkCommand(),
  "fuzz-bytes": async () => (await import("./fuzz-bytes.ts")).fuzzBytesCommand(),
  baseline: async () => (await import("./baseline.ts")).baselineCommand(),
  compare: async () => (await import("./compare.ts")).compareCommand(),
  matrix: async () => (await import("./matrix.ts")).matrixCommand(),
  serve: async () => (await import("./serve.ts")).serveCommand(),
  doctor: async () => (await import("./doctor.ts")).doctorCommand(),
  init: async () => (await import("./init.ts")).initCommand(),
};

export const commandNames: readonly string[] = Object.keys(loaders);

/** The one of that name, or all of them where help or an error has to know what there is. */
export function commandsFor(name: string | undefined): Promise<readonly Command[]> {
  const asked = commandNames.filter((known) => known === name);
  const wanted = asked.length === 0 ? commandNames : asked;
  return Promise.all(wanted.flatMap((known) => loaders[known]?.() ?? []));
}
