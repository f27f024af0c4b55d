// `kakehi list`: the cases and the rules there are.
import { Command } from "commander";
import { exitCodes } from "../../reports/index.ts";
import { judgedRules } from "../checkers/families.ts";
import { atHand, readMatrix, stateOf } from "../defects/matrix.ts";
import { rules } from "../rules/registry.ts";
import type { Rule } from "../rules/rule.ts";
import { loadUncovered, type UncoveredReasons } from "../rules/uncovered.ts";
import { loadCases } from "../runner/cases.ts";
import { duplicates } from "../runner/duplicates.ts";
import { loadTerminations, terminationLines } from "../terminations/terminations.ts";

interface ListFlags {
  readonly json: boolean;
  readonly rules: boolean;
  readonly terminations: boolean;
  readonly duplicates: boolean;
}

export function listCommand(): Command {
  return new Command("list")
    .description("Name the cases, or the rules.")
    .option("--json", "one JSON document with both", false)
    .option("--rules", "the rules of the contract instead of the cases", false)
    .option("--terminations", "how exchanges end: row, pairing, and the case of each", false)
    .option("--duplicates", "only cases that the suite would not miss; exit code 1 if any", false)
    .addHelpText(
      "after",
      "\nExamples:\n  kakehi list\n  kakehi list --rules\n  kakehi list --json\n  kakehi list --terminations\n  kakehi list --duplicates",
    )
    .action((flags: ListFlags) => {
      if (flags.duplicates) {
        process.exitCode = listDuplicates();
        return;
      }
      process.stdout.write(`${linesOf(flags).join("\n")}\n`);
    });
}

function linesOf(flags: ListFlags): readonly string[] {
  if (flags.json) return [json()];
  if (flags.terminations) return terminationLines(loadTerminations());
  return flags.rules ? ruleLines() : caseLines();
}

function listDuplicates(): number {
  const matrix = readMatrix();
  const state = matrix === undefined ? "missing" : stateOf(matrix, atHand());
  if (state !== "current") {
    process.stderr.write(
      `kakehi: the kill matrix is ${state}; \`kakehi defects --full\` makes it anew\n`,
    );
  }
  const found = duplicates(loadCases(), matrix?.defects ?? []);
  for (const { scenario } of found) {
    process.stdout.write(`${scenario.id}  ${scenario.cells.join(" ")}\n`);
  }
  return found.length === 0 ? exitCodes.ok : exitCodes.nonConformance;
}

function json(): string {
  const cases = loadCases().map(({ scenario, file }) => {
    const { id, title, rules: named, cells, tags, source } = scenario;
    return { id, title, rules: named, cells, tags, source, file };
  });
  const uncovered = loadUncovered(judgedRules);
  const described = rules.map((rule) => {
    const reason = uncovered.get(rule.id);
    const covered = judgedRules.has(rule.id);
    return { ...rule, covered, ...(reason === undefined ? {} : { uncovered: reason }) };
  });
  return JSON.stringify({ cases, rules: described }, null, 2);
}

function caseLines(): string[] {
  const cases = loadCases();
  const width = Math.max(...cases.map(({ scenario }) => scenario.id.length));
  return cases.map(({ scenario }) => `${scenario.id.padEnd(width)}  ${scenario.title}`);
}

function ruleLines(): string[] {
  const uncovered = loadUncovered(judgedRules);
  const width = Math.max(...rules.map((rule) => rule.id.length));
  return rules.map((rule) => {
    const standing = standingOf(rule, uncovered);
    return `${rule.id.padEnd(width)}  ${rule.level.padEnd(6)}  ${rule.statement}${standing}`;
  });
}

function standingOf({ id, excluded }: Rule, uncovered: UncoveredReasons): string {
  if (excluded !== undefined) return ` (excluded: ${excluded})`;
  if (judgedRules.has(id)) return "";
  const reason = uncovered.get(id);
  return reason === undefined ? " (uncovered)" : ` (uncovered: ${reason})`;
}
