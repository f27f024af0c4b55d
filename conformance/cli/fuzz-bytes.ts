// `kakehi fuzz-bytes`: bent exchanges against one parser of the wire, and what they broke.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Argument, Command } from "commander";
import { exitCodes, printable } from "../../reports/index.ts";
import { type BranchCount } from "../bytes/branches.ts";
import { judge } from "../bytes/judge.ts";
import type { Finding, Siege } from "../bytes/siege.ts";
import { besiege } from "../bytes/siege-order.ts";
import { type Subject, type SubjectName, subjectNames } from "../bytes/subject.ts";
import { subjects } from "../bytes/subjects.ts";
import { UsageError } from "../usage-error.ts";
import { countOf } from "./options.ts";
import { Progress } from "./progress.ts";
import { abortOnSignal } from "./signals.ts";

interface FuzzFlags {
  readonly runs: number;
  readonly seed: number;
  readonly out: string;
  readonly replay?: string;
  readonly branches: boolean;
}

/** Of a hundred streams so many have to get past the preface or the head, or little was tried. */
const pastPercentMin = 30;

export function fuzzBytesCommand(): Command {
  return new Command("fuzz-bytes")
    .addArgument(new Argument("<parser>", "the parser").choices(subjectNames))
    .description(
      "Give a parser valid exchanges with bits flipped, parts moved and lengths that lie.",
    )
    .option("--runs <n>", "how many streams", countOf("--runs", 1), 20_000)
    .option("--seed <n>", "which streams", countOf("--seed", 0), 1)
    .option("--out <folder>", "where streams that break something are kept", ".out/fuzz-bytes")
    .option("--replay <file>", "judge this stream instead, cut in every way that matters")
    .option("--no-branches", "do not count the branches of the parser")
    .addHelpText(
      "after",
      `
Each stream must be a result and never an exception, within the memory that the parser declares, the same
wherever it is cut, and the same again when what was accepted is written and read once more. What breaks
that is made small and kept as a file.

Exit codes: 0 nothing broke, 1 something did, 6 too few streams got past the preface or the head.

Examples:
  kakehi fuzz-bytes http1
  kakehi fuzz-bytes hpack --runs 1000000 --seed 7
  kakehi fuzz-bytes http2 --replay .out/fuzz-bytes/http2-1-4711.bin`,
    )
    .action(async (name: SubjectName, flags: FuzzFlags) => {
      process.exitCode =
        flags.replay === undefined ? await fuzz(name, flags) : replay(name, flags.replay);
    });
}

async function fuzz(name: SubjectName, flags: FuzzFlags): Promise<number> {
  const stop = abortOnSignal();
  const progress = new Progress();
  const started = performance.now();
  let findings = 0;
  const { seed, branches: countBranches } = flags;
  process.stdout.write(`${name}  seed ${seed}, up to ${flags.runs} streams\n`);
  const { siege, branches } = await besiege({ name, seed, countBranches }, flags.runs, {
    signal: stop.signal,
    played: ({ runs }) => {
      progress.show(runs, flags.runs, `${name} streams, ${findings} findings`);
    },
    found: (finding) => {
      findings += 1;
      progress.clear();
      process.stdout.write(findingText(name, flags, finding));
    },
  });
  progress.clear();
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(siegeText(subjects[name], siege, seconds));
  if (branches !== undefined) process.stdout.write(branchText(branches));
  const verdict = verdictOf(name, siege, findings);
  return stop.exitCode() ?? verdict;
}

function verdictOf(name: SubjectName, siege: Siege, findings: number): number {
  if (findings > 0) return exitCodes.nonConformance;
  if (percent(siege.past, siege.runs) >= pastPercentMin) return exitCodes.ok;
  process.stderr.write(
    `kakehi: fewer than ${pastPercentMin} % of the streams got past ${subjects[name].past}; try more --runs or another --seed\n`,
  );
  return exitCodes.inconclusive;
}

/** Keeps the stream, so that it is there even if nobody reads the line. */
function findingText(name: SubjectName, flags: FuzzFlags, finding: Finding): string {
  mkdirSync(flags.out, { recursive: true });
  const path = join(flags.out, `${name}-${flags.seed}-${finding.run}.bin`);
  writeFileSync(path, finding.bytes);
  return [
    `${name}  run ${finding.run}  ${finding.oracle}: ${shortened(finding.message)}`,
    `  ${finding.bytes.length} bytes: kakehi fuzz-bytes ${name} --replay ${path}`,
    "",
  ].join("\n");
}

function siegeText({ name, past }: Subject, siege: Siege, seconds: number): string {
  const { runs, fullness, heldBytes } = siege;
  return [
    `${name}  ${runs} streams, ${siege.bytes} bytes, ${seconds.toFixed(1)} s`,
    `${percent(siege.past, runs).toFixed(1)} % past ${past}, ${percent(siege.refused, runs).toFixed(1)} % refused`,
    `kept at most ${heldBytes} bytes, ${(100 * fullness).toFixed(0)} % of what may be\n`,
  ].join("; ");
}

function branchText({ branches, taken, missed }: BranchCount): string {
  const share = percent(taken, branches).toFixed(1);
  const where = missed.length === 0 ? "" : `; not taken: ${missed.join(" ")}`;
  return `  ${taken} of ${branches} branches taken, ${share} %${where}\n`;
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}

function replay(name: SubjectName, file: string): number {
  const { fault, reading } = judge(subjects[name], bytesIn(file), "thorough");
  for (const line of reading?.lines ?? []) process.stdout.write(`  ${printable(line)}\n`);
  if (fault === undefined) {
    process.stdout.write(`${name}: nothing broke\n`);
    return exitCodes.ok;
  }
  process.stdout.write(`${name}: ${fault.oracle}: ${shortened(fault.message)}\n`);
  return exitCodes.nonConformance;
}

function bytesIn(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    throw new UsageError(`--replay takes a file that can be read, not ${file}`);
  }
}

function shortened(message: string): string {
  return printable(message.split("\n").slice(0, 4).join(" | ")).slice(0, 1000);
}
