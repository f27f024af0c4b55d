// `docs/rules/`: a page for each rule and an index, by the name of the file.
import { rules } from "../rules/registry.ts";
import type { Facts } from "./facts.ts";
import { ruleIndex } from "./rule-index.ts";
import { rulePage } from "./rule-page.ts";

export function rulePages(facts: Facts): ReadonlyMap<string, string> {
  return new Map([
    ["README.md", ruleIndex(rules, facts)],
    ...rules.map((rule): [string, string] => [`${rule.id}.md`, rulePage(rule, facts)]),
  ]);
}
