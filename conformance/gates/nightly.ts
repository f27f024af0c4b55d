// Everything that takes too long for a change: many seeds, worlds of a seed that is drawn and shown, all
// killers of all defects, many runs for determinism, hostile frames, a million bent streams a parser, the soak, the proof of the coverage,
// other implementations of HTTP, the package, the walk-through, and the page in a browser.
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";

const cli = join("dist", "conformance", "cli", "main.js");
const gate = (name: string): string => join("dist", "conformance", "gates", `${name}.js`);

const seedsOfWorlds = 1_000_000;

const commands: readonly (readonly string[])[] = [
  [cli, "run", "--seeds", "300"],
  [cli, "run", "--generated", "2000", "--seed", String(randomInt(seedsOfWorlds))],
  [cli, "defects", "--full", "--anew", "--seeds", "5", "--matrix", join(".out", "matrix.json")],
  [gate("determinism"), "--runs", "2000", "--node", "22", "--node", "24"],
  [gate("self-test")],
  [gate("hostile")],
  [gate("bytes"), "--runs", "1000000"],
  ["--expose-gc", gate("soak")],
  [gate("coverage")],
  [gate("covered")],
  [gate("interop")],
  [gate("package")],
  [gate("walk-through")],
  [join("dist", "reports", "testing", "page", "main.js")],
];

for (const args of commands) {
  process.stdout.write(`\n> node ${args.join(" ")}\n`);
  const { status } = spawnSync(process.execPath, args, { cwd: packageRoot, stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
