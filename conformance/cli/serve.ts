// `kakehi serve`: the reference on real sockets. With `targets/reference.ts` the only file of the
// suite that names the reference.
import { Command } from "commander";
import { serve, ServeError } from "../../reference/node/index.ts";
import { UsageError } from "../usage-error.ts";
import { countOf } from "./options.ts";

interface ServeFlags {
  readonly config: string | undefined;
  readonly socket: string | undefined;
  readonly workers: number | undefined;
  readonly detail: string | undefined;
  readonly inProcess: boolean;
  readonly allowRemote: boolean;
  readonly http2Only: boolean;
}

export function serveCommand(): Command {
  return new Command("serve")
    .description(
      "Run the reference proxy on real sockets, from a configuration file in Sōzu's format.",
    )
    .option("-c, --config <file>", "a configuration file (TOML)")
    .option("--socket <path>", "without a file: the command socket")
    .option("--workers <n>", "without a file: how many workers", countOf("--workers", 0))
    .option("--detail <level>", "without a file: process, frontend, cluster or backend")
    .option("--in-process", "keep the workers in this process, for debugging", false)
    .option("--http2-only", "in the clear speak HTTP/2 with prior knowledge alone", false)
    .option("--allow-remote", "listen on other addresses than loopback", false)
    .addHelpText(
      "after",
      "\nExamples:\n  kakehi serve -c config.toml\n  kakehi serve --socket /tmp/kakehi.sock --workers 2 --detail cluster",
    )
    .action(async (flags: ServeFlags) => {
      process.exitCode = await run(flags);
    });
}

async function run(flags: ServeFlags): Promise<number> {
  const { inProcess, allowRemote, http2Only, config, socket, workers, detail } = flags;
  const shortcuts = {
    ...(socket === undefined ? {} : { socket }),
    ...(workers === undefined ? {} : { workers }),
    ...(detail === undefined ? {} : { detail }),
  };
  if (config !== undefined && Object.keys(shortcuts).length > 0) {
    throw new UsageError(
      "give either --config or the shortcuts --socket, --workers and --detail, not both",
    );
  }
  if (config === undefined && Object.keys(shortcuts).length === 0) {
    throw new UsageError(
      "serve needs --config FILE, or at least --socket PATH; `kakehi serve --help` has examples",
    );
  }
  const source = config === undefined ? { shortcuts } : { configuration: config };
  try {
    const proxy = await serve({ ...source, inProcess, allowRemote, http2Only, signals: true });
    for (const warning of proxy.warnings) process.stderr.write(`kakehi: ${warning}\n`);
    process.stderr.write(`kakehi: serving on ${proxy.commandSocket}\n`);
    return await proxy.exited;
  } catch (error) {
    if (error instanceof ServeError) throw new UsageError(error.message);
    throw error;
  }
}
