// What `kakehi defects` prints: one line a defect, every killer below it when all were looked for, and
// the rules that no defect belongs to alone.
import type { Campaign } from "../defects/campaign.ts";
import type { OwnFaults } from "../defects/own-defects.ts";

const reasonsFile = "fixtures/without-own-defect.yaml";

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

/** The rules that no defect belongs to alone, and why; the faults of the list of reasons among them. */
export function ownLines(
  { missing, outlived }: OwnFaults,
  reasons: ReadonlyMap<string, string>,
): string[] {
  return [
    ...[...reasons].map(([rule, reason]) => `  ${rule} has no defect of its own: ${reason}`),
    ...outlived.map((rule) => `✗ ${rule} has one after all: take it off ${reasonsFile}`),
    ...missing.map(
      (rule) => `✗ no defect is noticed by ${rule} alone among the rules of its family`,
    ),
  ];
}

function rulesOf({ killers }: Campaign): string[] {
  return [...new Set(killers.map((killer) => killer.rule))].sort();
}
