// `docs/rules/`: a page for each rule and an index, by the name of the file.
import { rules } from "../rules/registry.ts";
import { readFacts } from "./facts.ts";
import { ruleIndex } from "./rule-index.ts";
import { rulePage } from "./rule-page.ts";

export function rulePages(): ReadonlyMap<string, string> {
  const facts = readFacts();
  return new Map([
    ["README.md", ruleIndex(rules, facts)],
    ...rules.map((rule): [string, string] => [`${rule.id}.md`, rulePage(rule, facts)]),
  ]);
}
