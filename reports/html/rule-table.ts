// The table of rules, with a body for each family. It is whole without any script, which only filters it.

import { grouped } from "../figures.ts";
import { lookOf } from "../outcome-mark.ts";
import { familyOf, type RuleRecord } from "../run.ts";
import { escaped } from "./markup.ts";

export function ruleTable(rules: readonly RuleRecord[]): string {
  const families = [...new Set(rules.map(familyOf))];
  const bodies = families.map((family) => {
    const rows = rules.filter((rule) => familyOf(rule) === family);
    return `<tbody data-family="${escaped(family)}">
<tr class="family"><th colspan="6" scope="rowgroup">${escaped(family)}</th></tr>
${rows.map(ruleRow).join("\n")}
</tbody>`;
  });
  return `<table class="rules">
<caption class="unseen">Every rule of the contract that was selected</caption>
<thead><tr>
<th scope="col">Outcome</th><th scope="col">Rule</th><th scope="col">Level</th>
<th scope="col" class="number">Evaluations</th><th scope="col" class="number">Cases</th>
<th scope="col" class="number">Defects killed</th>
</tr></thead>
${bodies.join("\n")}
</table>`;
}

function outcomeMark(outcome: RuleRecord["outcome"]): string {
  const { mark, paint } = lookOf[outcome];
  return `<span class="outcome ${paint}"><span aria-hidden="true">${mark}</span> ${outcome}</span>`;
}

function ruleRow(rule: RuleRecord): string {
  const id = escaped(rule.rule);
  const kills = rule.defectsKilled === undefined ? "–" : grouped(rule.defectsKilled);
  const words = escaped(`${rule.rule} ${rule.statement ?? ""}`.toLowerCase());
  return `<tr data-rule="${id}" data-outcome="${rule.outcome}" data-words="${words}">
<td>${outcomeMark(rule.outcome)}</td>
<td class="sentence"><a href="#/rule/${id}">${id}</a><p>${escaped(rule.statement ?? "")}</p></td>
<td>${rule.level ?? ""}</td>
<td class="number">${grouped(rule.evaluations)}</td>
<td class="number">${grouped(rule.scenarios)}</td>
<td class="number">${kills}</td>
</tr>`;
}
