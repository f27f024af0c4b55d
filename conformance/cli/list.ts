// `kakehi list`: the cases and the rules there are.
import { Command } from "commander";
import { judgedRules } from "../checkers/families.ts";
import { rules } from "../rules/registry.ts";
import { loadCases } from "../runner/cases.ts";

interface ListFlags {
  readonly json: boolean;
  readonly rules: boolean;
}

export function listCommand(): Command {
  return new Command("list")
    .description("Name the cases, or the rules.")
    .option("--json", "one JSON document with both", false)
    .option("--rules", "the rules of the contract instead of the cases", false)
    .addHelpText("after", "\nExamples:\n  kakehi list\n  kakehi list --rules\n  kakehi list --json")
    .action((flags: ListFlags) => {
      const lines = flags.json ? [json()] : flags.rules ? ruleLines() : caseLines();
      process.stdout.write(`${lines.join("\n")}\n`);
    });
}

function json(): string {
  const cases = loadCases().map(({ scenario, file }) => {
    const { id, title, rules: named, tags, source } = scenario;
    return { id, title, rules: named, tags, source, file };
  });
  const described = rules.map((rule) => ({ ...rule, covered: judgedRules.has(rule.id) }));
  return JSON.stringify({ cases, rules: described }, null, 2);
}

function caseLines(): string[] {
  const cases = loadCases();
  const width = Math.max(...cases.map(({ scenario }) => scenario.id.length));
  return cases.map(({ scenario }) => `${scenario.id.padEnd(width)}  ${scenario.title}`);
}

function ruleLines(): string[] {
  const width = Math.max(...rules.map((rule) => rule.id.length));
  return rules.map((rule) => {
    const covered = judgedRules.has(rule.id) ? "" : " (uncovered)";
    return `${rule.id.padEnd(width)}  ${rule.level.padEnd(6)}  ${rule.statement}${covered}`;
  });
}
