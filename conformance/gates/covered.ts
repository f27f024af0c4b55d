// How much of `wire/` and `reference/` their own tests run, folder by folder, on compiled output, where
// c8 counts right. In the folders of slots and leases every branch is run, or `fixtures/coverage-gaps.yaml`
// says why not.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { packageRoot } from "../package-root.ts";
import { gateOptions } from "./gate-options.ts";
import { differencesOf, readKnownGaps } from "./coverage/known-gaps.ts";
import {
  type CoverageReport,
  type FileCoverage,
  foldersOf,
  type Gap,
  gapsOf,
  type Share,
} from "./coverage/report.ts";

const help = `Usage: npm run coverage -- [options]

Branches and lines of wire/ and reference/ that their tests run, folder by folder. A branch of
reference/mux or reference/lease that none runs fails, unless fixtures/coverage-gaps.yaml explains
it; one that is explained there and runs fails as well.

  --report <folder>  of a run before: reads its coverage-final.json and runs nothing
  --keep <folder>    leaves coverage-final.json there
  --help             this text

Examples:
  npm run coverage
  npm run coverage -- --keep /tmp/coverage
  npm run coverage -- --report /tmp/coverage
`;

const counted = ["wire", "reference"];
const complete = ["reference/mux/", "reference/lease/"];

const values = gateOptions(help, { report: { type: "string" }, keep: { type: "string" } });

if (values.report !== undefined) judge(values.report);
else if (values.keep !== undefined) {
  measure(values.keep);
  judge(values.keep);
} else {
  const folder = mkdtempSync(join(tmpdir(), "kakehi-coverage-"));
  try {
    measure(folder);
    judge(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The temporary files of c8 are large, and go with the folder. */
function measure(folder: string): void {
  const modules = (path: string): string => join("node_modules", path);
  const c8 = [modules("c8/bin/c8.js"), "--reporter", "json", "--reports-dir", folder];
  const vitest = [modules("vitest/vitest.mjs"), "run", "--config", "vitest.dist.config.ts"];
  const tests = counted.map((name) => `dist/${name}/`);
  const temporary = join(folder, "tmp");
  const args = [...c8, "--temp-directory", temporary, "node", ...vitest, "--reporter", "dot"];
  const { status } = spawnSync(process.execPath, [...args, ...tests], {
    cwd: packageRoot,
    stdio: ["ignore", "ignore", "inherit"],
  });
  rmSync(temporary, { recursive: true, force: true });
  if (status !== 0) fail("the tests do not pass: `npx vitest run wire reference` says why");
}

function judge(folder: string): void {
  const files = countedFiles(join(folder, "coverage-final.json"));
  for (const { folder: name, branches, lines } of foldersOf(files)) {
    say(`${name.padEnd(24)} branches ${shown(branches)}  lines ${shown(lines)}`);
  }
  const watched = files.filter(([path]) => complete.some((prefix) => path.startsWith(prefix)));
  const gaps = watched.flatMap(([path, file]) => gapsOf(path, file, sourceOf(path)));
  const list = readFileSync(join(packageRoot, "fixtures", "coverage-gaps.yaml"), "utf8");
  const known = readKnownGaps(list);
  const { unexplained, closed } = differencesOf(gaps, known);
  for (const gap of unexplained) fail(`${textOf(gap)} is run by no test, and nothing explains it`);
  for (const gap of closed) fail(`${textOf(gap)} is explained, and is run or not there any more`);
  say(`${complete.join(" and ")}: ${gaps.length} branches are not run, ${known.length} explained`);
}

function countedFiles(path: string): readonly (readonly [string, FileCoverage])[] {
  const report: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (!isReport(report)) throw new Error(`${path} is no coverage report`);
  return Object.values(report)
    .map((file) => [relative(packageRoot, file.path), file] as const)
    .filter(([file]) => counted.includes(file.split("/")[0] ?? "") && !isTypesAlone(file));
}

function isReport(value: unknown): value is CoverageReport {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every((file: unknown) => {
    return typeof file === "object" && file !== null && "branchMap" in file && "path" in file;
  });
}

/** What is left of it when it is compiled exports nothing. */
function isTypesAlone(file: string): boolean {
  const compiled = join(packageRoot, "dist", file.replace(/\.ts$/u, ".js"));
  return /^export \{\};$/mu.test(readFileSync(compiled, "utf8"));
}

function sourceOf(file: string): readonly string[] {
  return readFileSync(join(packageRoot, file), "utf8").split("\n");
}

function shown({ covered, total }: Share): string {
  const percent = total === 0 ? 100 : (100 * covered) / total;
  return `${percent.toFixed(1).padStart(5)} % (${covered} of ${total})`.padEnd(24);
}

function textOf({ file, line }: Gap): string {
  return `${file}: \`${line}\``;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(line: string): void {
  process.stderr.write(`coverage: ${line}\n`);
  process.exitCode = 1;
}
