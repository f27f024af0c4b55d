// Every parser of the wire under bent exchanges, side by side:
//   npm run bytes -- --runs 20000 --seed 1
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { subjectNames } from "../bytes/subject.ts";
import { packageRoot } from "../package-root.ts";
import { gateOptions } from "./gate-options.ts";

const help = `
Every parser of the wire under bent exchanges, side by side.

  --runs N   exchanges for each parser (20000)
  --seed N   what they are drawn from (1)

  npm run bytes
  npm run bytes -- --runs 100000 --seed 7
`;
const values = gateOptions(help, {
  runs: { type: "string", default: "20000" },
  seed: { type: "string", default: "1" },
});
const cli = join(packageRoot, "dist", "conformance", "cli", "main.js");
const started = performance.now();

await Promise.all(subjectNames.map(besiege));
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(`${subjectNames.length} parsers in ${seconds} s\n`);

async function besiege(name: string): Promise<void> {
  const args = [cli, "fuzz-bytes", name, "--runs", values.runs, "--seed", values.seed];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  process.stdout.write(await text(child.stdout));
  const codes: readonly unknown[] = await ended;
  if (codes[0] !== 0) process.exitCode = 1;
}
