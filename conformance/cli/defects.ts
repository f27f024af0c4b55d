// `kakehi defects`: is every planted defect noticed, by which rule, in which case, how fast?
import { setImmediate as turn } from "node:timers/promises";
import { Command } from "commander";
import { exitCodes } from "../../reports/index.ts";
import { type Campaign, runCampaign } from "../defects/campaign.ts";
import { type Defect, loadDefects } from "../defects/defect.ts";
import { writeMatrix } from "../defects/matrix.ts";
import { changedLines, changedLinesMax } from "../defects/patch.ts";
import { loadCases } from "../runner/cases.ts";
import { UsageError } from "../usage-error.ts";
import { countOf, repeatable, withDefect } from "./options.ts";
import { Progress } from "./progress.ts";

interface DefectsFlags {
  readonly only: readonly string[];
  readonly full: boolean;
  readonly list: boolean;
  readonly seeds: number;
}

export function defectsCommand(): Command {
  return new Command("defects")
    .description("Plant each known defect in the reference and see which rule notices it.")
    .option("--only <id>", "only this defect; repeatable", repeatable("--only"), [])
    .option("--full", "find every rule and case that notices, and write the kill matrix", false)
    .option("--list", "name the defects and stop", false)
    .option("--seeds <n>", "seeds a case is tried under", countOf("--seeds", 1), 3)
    .addHelpText(
      "after",
      "\nExamples:\n  kakehi defects\n  kakehi defects --only cap-off-by-one\n  kakehi defects --full",
    )
    .action(async (flags: DefectsFlags) => {
      process.exitCode = await defects(flags);
    });
}

async function defects(flags: DefectsFlags): Promise<number> {
  const all = loadDefects();
  const unknown = flags.only.find((id) => !all.some((defect) => defect.id === id));
  if (unknown !== undefined) {
    throw new UsageError(`there is no defect ${unknown}; \`kakehi defects --list\` names them`);
  }
  const chosen =
    flags.only.length === 0 ? all : all.filter((defect) => flags.only.includes(defect.id));
  if (flags.list) {
    for (const defect of chosen)
      process.stdout.write(`${defect.id}  ${defect.title}  [${defect.source}]\n`);
    return exitCodes.ok;
  }
  const campaigns = await campaignsOf(chosen, flags);
  const survivors = campaigns.filter((campaign) => campaign.first === undefined || campaign.gross);
  const noticed = campaigns.length - survivors.length;
  process.stdout.write(
    `\n${noticed} of ${campaigns.length} defects noticed by a rule that was expected to\n`,
  );
  if (flags.full && flags.only.length === 0)
    process.stdout.write(`wrote ${writeMatrix(campaigns)}\n`);
  return survivors.length === 0 ? exitCodes.ok : exitCodes.nonConformance;
}

async function campaignsOf(chosen: readonly Defect[], flags: DefectsFlags): Promise<Campaign[]> {
  const cases = loadCases();
  const progress = new Progress();
  const width = Math.max(...chosen.map((defect) => defect.id.length));
  const campaigns: Campaign[] = [];
  for (const [position, defect] of chosen.entries()) {
    progress.show(position, chosen.length, defect.id);
    await turn();
    if (changedLines(defect.edits) > changedLinesMax) {
      throw new UsageError(`${defect.id} changes more than ${changedLinesMax} lines`);
    }
    const target = await withDefect(defect);
    const campaign = runCampaign(defect, target, cases, flags);
    progress.clear();
    process.stdout.write(`${describe(campaign, width)}\n`);
    campaigns.push(campaign);
  }
  return campaigns;
}

function describe(campaign: Campaign, width: number): string {
  const name = campaign.defect.padEnd(width);
  const time = `${Math.round(campaign.elapsedMicros / 1000)} ms, ${campaign.casesRun} cases`;
  if (campaign.gross)
    return `✗ ${name}  gross: ${campaign.casesKilling} of ${campaign.casesRun} cases notice it`;
  if (campaign.first === undefined) {
    const others = [...new Set(campaign.killers.map((killer) => killer.rule))];
    const seen = others.length === 0 ? "nobody" : `only ${others.join(", ")}`;
    return `✗ ${name}  survived the rules expected to notice; noticed by ${seen}  (${time})`;
  }
  const { rule, case: caseId } = campaign.first;
  const rules = new Set(campaign.killers.map((killer) => killer.rule)).size;
  const more =
    campaign.casesRun > 1 && rules > 1 ? `, ${rules} rules in ${campaign.casesKilling} cases` : "";
  return `✓ ${name}  ${rule} in ${caseId}${more}  (${time})`;
}
