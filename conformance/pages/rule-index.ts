// The index of the rules, a table for each family.
import { families, familyOf } from "../rules/registry.ts";
import type { Rule } from "../rules/rule.ts";
import type { Facts } from "./facts.ts";
import { prose } from "./markdown.ts";
import { stateOf } from "./rule-page.ts";

export function ruleIndex(rules: readonly Rule[], facts: Facts): string {
  const judged = rules.filter(({ id }) => facts.judged.has(id)).length;
  const sections = [
    "# The rules",
    `What the contract promises, rule by rule: ${rules.length} of them, ${judged} judged today. These pages are made by \`npm run docs:rules\`.`,
    ...families.flatMap((family) => familySection(family, rules, facts)),
  ];
  return `${sections.join("\n\n")}\n`;
}

function familySection(family: string, rules: readonly Rule[], facts: Facts): readonly string[] {
  const rows = rules.filter(({ id }) => familyOf(id) === family).map((rule) => row(rule, facts));
  const head = [
    "| rule | level | judged | cases | kills | |",
    "| --- | --- | --- | --: | --: | --- |",
  ];
  return [`## ${family}`, [...head, ...rows].join("\n")];
}

function row(rule: Rule, facts: Facts): string {
  const { id, level, statement } = rule;
  const cases = facts.cases.filter(({ scenario }) => scenario.rules.includes(id)).length;
  const kills = facts.kills.get(id)?.length ?? 0;
  const judged = stateOf(rule, facts).replace(/:.*$/, "");
  return `| [${id}](${id}.md) | ${level} | ${judged} | ${cases} | ${kills} | ${prose(statement)} |`;
}
