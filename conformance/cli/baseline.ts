// `kakehi baseline`: looks whether a list of known failures is in order, and brings one up to date.
import { existsSync } from "node:fs";
import { Command } from "commander";
import { exitCodes, printable, writeReport } from "../../reports/index.ts";
import { type Baseline, isExpired, type Problem, problemText } from "../baseline/baseline.ts";
import { circumstanceOf } from "../baseline/circumstance.ts";
import { type NamedRun, unlikeness } from "../baseline/alike.ts";
import { bounds } from "../baseline/bounds.ts";
import { edited, emptyBaseline, hasAliases } from "../baseline/edit.ts";
import { lint } from "../baseline/lint.ts";
import { baselineText, readBaseline } from "../baseline/read.ts";
import { refusalOf } from "../baseline/refusal.ts";
import { type MatchBy, type NewEntry, oftenText } from "../baseline/new-entry.ts";
import { isEmpty, type Revision, revisionFor } from "../baseline/revision.ts";
import { loadCases } from "../runner/cases.ts";
import { UsageError } from "../usage-error.ts";
import { repeatable } from "./options.ts";
import { readResult } from "./result-file.ts";
import { today } from "../today.ts";

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
  readonly from: readonly string[];
  readonly reason: string;
  readonly match: string;
  readonly asFlaky: boolean;
}

function updateCommand(): Command {
  return new Command("update")
    .argument("<file>", "the baseline; it is begun when there is none")
    .requiredOption(
      "--from <result>",
      "the NDJSON report of a whole run; of several runs what differs between them is marked as flaky",
      repeatable("--from"),
    )
    .option(
      "--reason <text>",
      "why the new entries fail; without it somebody has to fill it in",
      "",
    )
    .option(
      "--match <how>",
      "how new failures are known again: by their whole fingerprint, by the message alone, or any of their rule",
      "fingerprint",
    )
    .option(
      "--as-flaky",
      "the baseline is true of other runs: what differs from it wavers, and nothing is taken out",
      false,
    )
    .description(
      "Bring a baseline up to date with a run, in place: comments and the order of the entries stay.",
    )
    .addHelpText(
      "after",
      `
Entries that do not fit the run any more are taken out, failures that nobody has listed are added. Of several runs, what came
in some and not in others, or in other words, becomes flaky, with how often it was seen behind its reason. A run that is
narrowed, was stopped or is not complete is refused, and so are runs of different targets, versions or cases.

Examples:
  kakehi run --target live:kakehi.target.toml --report ndjson=run.ndjson
  kakehi baseline update kakehi.baseline.yaml --from run.ndjson
  kakehi baseline update kakehi.baseline.yaml --from run.ndjson --reason "see issue 12"
  kakehi baseline update kakehi.baseline.yaml --from first.ndjson --from second.ndjson --from third.ndjson
  kakehi baseline update kakehi.baseline.yaml --from fourth.ndjson --as-flaky`,
    )
    .action((file: string, flags: UpdateFlags) => {
      update(file, flags);
    });
}

function update(file: string, flags: UpdateFlags): void {
  const matchBy = matchByOf(flags.match);
  const named = flags.from.map((name): NamedRun => ({ name, run: readResult(name) }));
  const [first] = named;
  if (first === undefined) throw new UsageError("--from takes the NDJSON report of a whole run");
  const { target, seeds } = first.run.header;
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
  for (const { name, run } of named) {
    const refusal = refusalOf(run, { caseIds, seeds: read.baseline.seeds });
    if (refusal !== undefined) throw new UsageError(`${name} cannot be used: ${refusal}`);
  }
  const unlike = unlikeness(named);
  if (unlike !== undefined) throw new UsageError(unlike);
  const runs = named.map(({ run }) => run);
  const revision = revisionFor(runs, read.baseline, circumstanceOf(first.run.header), {
    matchBy,
    reasonFor: () => flags.reason,
    asFlaky: flags.asFlaky,
  });
  tell(file, read.baseline, revision);
  if (isEmpty(revision)) return;
  const after = edited(read.document, text, revision);
  writeReport(file, after);
  tellUnexplained(file, after);
}

function matchByOf(text: string): MatchBy {
  if (text === "fingerprint" || text === "message" || text === "any") return text;
  throw new UsageError(`--match takes fingerprint, message or any, not ${text}`);
}

function tell(file: string, { entries }: Baseline, revision: Revision): void {
  const { cases, wavering, added, expired } = revision;
  const at = (index: number): string =>
    `${file}:${entries[index]?.line ?? 0} ${entries[index]?.rule ?? ""}`;
  const lines = [
    ...[...wavering].map(([n, { often }]) => `~ ${at(n)}: flaky from now on${seenText(often)}`),
    ...[...cases].flatMap(([n, names]) => namesLines(at(n), entries[n]?.cases ?? [], names)),
    ...added.map(({ rule, cases: names, status, often }) => {
      return `${status === "fail" ? "+" : "~"} ${rule} in ${names.join(", ")}${seenText(often)}`;
    }),
    ...expired.map(({ line, rule, expires = "" }) => {
      return `! ${file}:${line} ${rule}: expired on ${expires}, left as it is`;
    }),
    ...(isEmpty(revision) ? [`${file} fits the run; nothing is changed`] : []),
  ];
  for (const line of lines) process.stdout.write(`${printable(line)}\n`);
}

/** What became of the cases of one entry. */
function namesLines(at: string, before: readonly string[], after: readonly string[]): string[] {
  if (after.length === 0) return [`- ${at}: taken out`];
  const out = before.filter((name) => !after.includes(name));
  const into = after.filter((name) => !before.includes(name));
  return [
    ...(out.length > 0 ? [`- ${at}: no more ${out.join(", ")}`] : []),
    ...(into.length > 0 ? [`+ ${at}: also ${into.join(", ")}`] : []),
  ];
}

function seenText(often: NewEntry["often"]): string {
  return often === undefined ? "" : `, ${oftenText(often)}`;
}

function tellUnexplained(file: string, text: string): void {
  const read = readBaseline(text);
  if (read.kind === "refused") throw new Error(`the edited baseline cannot be read: ${file}`);
  const count = read.baseline.entries.filter(({ reason }) => reason === "").length;
  if (count === 0) return;
  const which = count === 1 ? "1 entry needs" : `${count} entries need`;
  process.stdout.write(`${which} a reason before ${printable(file)} is accepted\n`);
}
