// What a command line selects: cases by id, tag or rule, and the rules that are reported. Whatever
// is named has to exist, since a typing error must not look like a green run.
import picomatch from "picomatch";
import type { Scenario } from "../../sim/index.ts";
import { families, familyOf, findRule, matchingRules, rules } from "../rules/registry.ts";
import type { Rule } from "../rules/rule.ts";
import { UsageError } from "../usage-error.ts";
import type { Case } from "./cases.ts";

export interface SelectionOptions {
  readonly rules: readonly string[];
  readonly families: readonly string[];
  readonly cases: readonly string[];
  readonly tags: readonly string[];
}

export interface Selected {
  readonly rules: readonly Rule[];
  readonly cases: readonly Case[];
}

/** @throws UsageError for a rule, family, case or tag that does not exist. */
export function select(all: readonly Case[], options: SelectionOptions): Selected {
  const chosen = selectRules(options);
  const ids = new Set(chosen.map((rule) => rule.id));
  const narrowedByRule = options.rules.length > 0 || options.families.length > 0;
  const cases = all.filter(
    ({ scenario }) =>
      (!narrowedByRule || scenario.rules.some((rule) => ids.has(rule))) &&
      namedBy(options.cases, scenario) &&
      (options.tags.length === 0 || scenario.tags.some((tag) => options.tags.includes(tag))),
  );
  for (const glob of options.cases) {
    if (!all.some(({ scenario }) => picomatch.isMatch(scenario.id, glob))) {
      throw new UsageError(`no case matches ${glob}; \`kakehi list\` names them`);
    }
  }
  for (const tag of options.tags) {
    if (!all.some(({ scenario }) => scenario.tags.includes(tag))) {
      throw new UsageError(`no case has the tag ${tag}; \`kakehi list\` names them`);
    }
  }
  return { rules: chosen, cases };
}

function namedBy(globs: readonly string[], { id }: Scenario): boolean {
  return globs.length === 0 || globs.some((glob) => picomatch.isMatch(id, glob));
}

function selectRules(options: SelectionOptions): readonly Rule[] {
  if (options.rules.length === 0 && options.families.length === 0) return rules;
  const ids = new Set<string>();
  for (const glob of options.rules) {
    const found = matchingRules(glob);
    if (found.length === 0)
      throw new UsageError(`no rule matches ${glob}; \`kakehi list --rules\` names them`);
    for (const rule of found) ids.add(rule.id);
  }
  for (const family of options.families) {
    if (!families.includes(family)) {
      throw new UsageError(`there is no family ${family}; there are ${families.join(", ")}`);
    }
    for (const rule of rules) if (familyOf(rule.id) === family) ids.add(rule.id);
  }
  return [...ids].flatMap((id) => findRule(id) ?? []);
}
