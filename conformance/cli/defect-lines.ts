// What `kakehi defects` prints: one line a defect, every killer below it when all were looked for, and
// the rules that no defect belongs to alone.
import type { Campaign } from "../defects/campaign.ts";
import { judgedRules } from "../checkers/families.ts";
import { familyOf } from "../rules/registry.ts";

export function campaignLine(campaign: Campaign, width: number): string {
  const name = campaign.defect.padEnd(width);
  const time = `${Math.round(campaign.elapsedMicros / 1000)} ms, ${campaign.casesRun} cases`;
  if (campaign.hangs) return `✗ ${name}  was stopped, because it did not come to an end  (${time})`;
  if (campaign.gross) {
    return `✗ ${name}  gross: ${campaign.casesKilling} of ${campaign.casesRun} cases notice it`;
  }
  if (campaign.first === undefined) {
    const others = rulesOf(campaign);
    const seen = others.length === 0 ? "nobody" : `only ${others.join(", ")}`;
    return `✗ ${name}  survived the rules expected to notice; noticed by ${seen}  (${time})`;
  }
  const { rule, case: caseId, seed } = campaign.first;
  const under = seed === 0 ? "" : ` under seed ${seed}`;
  return `✓ ${name}  ${rule} in ${caseId}${under}  (${time})`;
}

/** One line a rule, with the cases in which it noticed. */
export function killerLines(campaign: Campaign): string[] {
  return rulesOf(campaign).map((rule) => {
    const cases = campaign.killers.filter((killer) => killer.rule === rule);
    return `    ${rule}  ${cases.map((killer) => killer.case).join(" ")}`;
  });
}

/** Judged rules without a defect that only they notice among the rules of their family. */
export function withoutOwnDefect(campaigns: readonly Campaign[]): string[] {
  const own = new Set<string>();
  for (const campaign of campaigns.filter(({ gross }) => !gross)) {
    const rules = rulesOf(campaign);
    for (const rule of rules) {
      const relatives = rules.filter((other) => familyOf(other) === familyOf(rule));
      if (relatives.length === 1) own.add(rule);
    }
  }
  const without = [...judgedRules].filter((rule) => !own.has(rule));
  if (without.length === 0) return [];
  return [`no defect of their own in their family (${without.length}): ${without.join(", ")}`];
}

function rulesOf({ killers }: Campaign): string[] {
  return [...new Set(killers.map((killer) => killer.rule))].sort();
}
