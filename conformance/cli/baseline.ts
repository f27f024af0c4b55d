// `kakehi baseline`: looks whether a list of known failures is in order, and brings one up to date.
import { existsSync } from "node:fs";
import { Command } from "commander";
import { exitCodes, printable, writeReport } from "../../reports/index.ts";
import { type Baseline, isExpired, type Problem, problemText } from "../baseline/baseline.ts";
import { bounds } from "../baseline/bounds.ts";
import { edited, emptyBaseline, hasAliases } from "../baseline/edit.ts";
import { lint } from "../baseline/lint.ts";
import { baselineText, readBaseline } from "../baseline/read.ts";
import { refusalOf } from "../baseline/refusal.ts";
import { type MatchBy, type Revision, revisionFor } from "../baseline/revision.ts";
import { loadCases } from "../runner/cases.ts";
import { UsageError } from "../usage-error.ts";
import { readResult } from "./result-file.ts";
import { today } from "./today.ts";

export function baselineCommand(): Command {
  return new Command("baseline")
    .description("Look after a list of known failures (docs/baseline.md).")
    .addCommand(checkCommand())
    .addCommand(updateCommand());
}

function checkCommand(): Command {
  return new Command("check")
    .argument("<file>", "the baseline")
    .description("Say what is wrong with a baseline, without running anything.")
    .addHelpText(
      "after",
      "\nExit codes: 0 in order, 1 an entry has expired, 2 a problem in the file.\n\nExample:\n  kakehi baseline check kakehi.baseline.yaml",
    )
    .action((file: string) => {
      process.exitCode = check(file);
    });
}

function check(file: string): number {
  const read = readBaseline(baselineText(file).text);
  const ids = loadCases().map(({ scenario }) => scenario.id);
  const problems = read.kind === "refused" ? read.problems : lint(read.baseline, ids);
  const expired = read.kind === "refused" ? [] : expiredIn(read.baseline);
  const all = [...problems, ...expired].sort((left, right) => left.line - right.line);
  for (const problem of all.slice(0, bounds.problems)) {
    process.stdout.write(`${printable(problemText(file, problem))}\n`);
  }
  const left = all.length - bounds.problems;
  if (left > 0) process.stdout.write(`and ${left} more\n`);
  if (all.length === 0) process.stdout.write(`${printable(file)} is in order\n`);
  if (problems.length > 0) return exitCodes.usage;
  return expired.length > 0 ? exitCodes.nonConformance : exitCodes.ok;
}

function expiredIn({ entries }: Baseline): readonly Problem[] {
  return entries
    .filter((entry) => isExpired(entry, today()))
    .map(({ line, rule, expires = "" }) => {
      const message = `the entry for ${rule} held until ${expires}; mend what fails, or give it another day with a reason`;
      return { line, column: 1, message };
    });
}

interface UpdateFlags {
  readonly from: string;
  readonly reason: string;
  readonly match: string;
}

function updateCommand(): Command {
  return new Command("update")
    .argument("<file>", "the baseline; it is begun when there is none")
    .requiredOption("--from <result>", "the NDJSON report of a whole run")
    .option(
      "--reason <text>",
      "why the new entries fail; without it somebody has to fill it in",
      "",
    )
    .option(
      "--match <how>",
      "how new failures are known again: by their whole fingerprint, or by the message alone",
      "fingerprint",
    )
    .description(
      "Bring a baseline up to date with a run, in place: comments and the order of the entries stay.",
    )
    .addHelpText(
      "after",
      `
Entries that do not fit the run any more are taken out, failures that nobody has listed are added. A run that is narrowed,
was stopped or is not complete is refused.

Examples:
  kakehi run --target live:kakehi.target.toml --report ndjson=run.ndjson
  kakehi baseline update kakehi.baseline.yaml --from run.ndjson
  kakehi baseline update kakehi.baseline.yaml --from run.ndjson --reason "see issue 12"`,
    )
    .action((file: string, flags: UpdateFlags) => {
      update(file, flags);
    });
}

function update(file: string, flags: UpdateFlags): void {
  const matchBy = matchByOf(flags.match);
  const run = readResult(flags.from);
  const { target, seeds, platform } = run.header;
  const seedsKept = target.startsWith("live:") ? undefined : seeds.count;
  const text = existsSync(file) ? baselineText(file).text : emptyBaseline(target, seedsKept);
  const read = readBaseline(text);
  if (read.kind === "refused") {
    const [first] = read.problems;
    throw new UsageError(first === undefined ? file : problemText(file, first));
  }
  if (hasAliases(read.document)) {
    throw new UsageError(
      `${file} has YAML aliases, which cannot be edited in place; write them out`,
    );
  }
  const caseIds = loadCases().map(({ scenario }) => scenario.id);
  const refusal = refusalOf(run, { caseIds, seeds: read.baseline.seeds });
  if (refusal !== undefined) throw new UsageError(`${flags.from} cannot be used: ${refusal}`);
  const [os = ""] = platform.split(" ");
  const where = { target, os, today: today() };
  const revision = revisionFor(run, read.baseline, where, matchBy);
  tell(file, read.baseline, revision);
  if (revision.cases.size + revision.added.length === 0) return;
  const after = edited(read.document, text, revision, flags.reason);
  writeReport(file, after);
  tellUnexplained(file, after);
}

function matchByOf(text: string): MatchBy {
  if (text === "fingerprint" || text === "message") return text;
  throw new UsageError(`--match takes fingerprint or message, not ${text}`);
}

function tell(file: string, { entries }: Baseline, { cases, added, expired }: Revision): void {
  const lines: string[] = [];
  for (const [index, names] of cases) {
    const entry = entries[index];
    if (entry === undefined) continue;
    const { line, rule } = entry;
    const out = entry.cases.filter((name) => !names.includes(name));
    const into = names.filter((name) => !entry.cases.includes(name));
    const at = `${file}:${line} ${rule}`;
    if (names.length === 0) lines.push(`- ${at}: taken out`);
    else {
      if (out.length > 0) lines.push(`- ${at}: no more ${out.join(", ")}`);
      if (into.length > 0) lines.push(`+ ${at}: also ${into.join(", ")}`);
    }
  }
  for (const { rule, cases: names } of added) lines.push(`+ ${rule} in ${names.join(", ")}`);
  for (const { line, rule, expires = "" } of expired) {
    lines.push(`! ${file}:${line} ${rule}: expired on ${expires}, left as it is`);
  }
  if (cases.size + added.length === 0) lines.push(`${file} fits the run; nothing is changed`);
  for (const line of lines) process.stdout.write(`${printable(line)}\n`);
}

function tellUnexplained(file: string, text: string): void {
  const read = readBaseline(text);
  if (read.kind === "refused") throw new Error(`the edited baseline cannot be read: ${file}`);
  const count = read.baseline.entries.filter(({ reason }) => reason === "").length;
  if (count === 0) return;
  const which = count === 1 ? "1 entry needs" : `${count} entries need`;
  process.stdout.write(`${which} a reason before ${printable(file)} is accepted\n`);
}
