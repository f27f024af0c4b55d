// `kakehi explain`: what a rule promises, or what a case does.
import { Command } from "commander";
import { judgedRules } from "../checkers/families.ts";
import { loadDefects } from "../defects/defect.ts";
import { findRule } from "../rules/registry.ts";
import { loadUncovered } from "../rules/uncovered.ts";
import type { Rule } from "../rules/rule.ts";
import { type Case, loadCases } from "../runner/cases.ts";
import { UsageError } from "../usage-error.ts";

export function explainCommand(): Command {
  return new Command("explain")
    .argument("<id>", "a rule such as LEASE-CAP, or a case")
    .description("Say what a rule promises, or what a case does.")
    .addHelpText(
      "after",
      "\nExamples:\n  kakehi explain LEASE-CAP\n  kakehi explain lease-cap-65th",
    )
    .action((id: string) => {
      const cases = loadCases();
      const rule = findRule(id);
      const found = cases.find(({ scenario }) => scenario.id === id);
      if (rule === undefined && found === undefined) {
        throw new UsageError(
          `there is no rule or case ${id}; \`kakehi list\` and \`kakehi list --rules\` name them`,
        );
      }
      const lines = rule === undefined ? [] : aboutRule(rule, cases);
      process.stdout.write(
        `${[...lines, ...(found === undefined ? [] : aboutCase(found))].join("\n")}\n`,
      );
    });
}

function aboutRule(rule: Rule, cases: readonly Case[]): string[] {
  const named = cases.filter(({ scenario }) => scenario.rules.includes(rule.id));
  const defects = loadDefects().filter((defect) => defect.expectedRules.includes(rule.id));
  return [
    `${rule.id}  ${rule.level}  shows: ${rule.where.join(", ")}  source: ${rule.source}`,
    "",
    `  ${rule.statement}`,
    ...(rule.contested === undefined ? [] : ["", `  Contested: ${rule.contested}`]),
    ...(rule.excluded === undefined ? [] : ["", `  Excluded: ${rule.excluded}`]),
    "",
    ...(judgedRules.has(rule.id)
      ? [...leftOut(rule), `Cases for it (${named.length}):`]
      : [unjudged(rule)]),
    ...named.map(({ scenario }) => `  ${scenario.id}  ${scenario.title}`),
    ...(defects.length === 0 ? [] : ["", `Defects it is expected to notice (${defects.length}):`]),
    ...defects.map((defect) => `  ${defect.id}  ${defect.title}`),
  ];
}

/** What of a rule with a checker is not judged yet. */
function leftOut({ id }: Rule): string[] {
  const reason = loadUncovered(judgedRules).get(id);
  return reason === undefined ? [] : [`It is ${reason}.`, ""];
}

function unjudged({ id, excluded }: Rule): string {
  if (excluded !== undefined) return "No checker judges it: excluded.";
  const reason = loadUncovered(judgedRules).get(id);
  return `No checker judges it yet: uncovered${reason === undefined ? "" : `; it ${reason}`}.`;
}

function aboutCase({ scenario, file }: Case): string[] {
  return [
    `${scenario.id}  ${file}`,
    "",
    `  ${scenario.title}`,
    "",
    `For:     ${scenario.cells.join(", ")}`,
    `Tags:    ${scenario.tags.join(", ")}`,
    `Source:  ${scenario.source}`,
    "",
    "Steps:",
    ...scenario.steps.map((step) => `  ${JSON.stringify(step)}`),
    "",
    "Expected:",
    ...scenario.expect.map((expectation) => `  ${JSON.stringify(expectation)}`),
  ];
}
