// `kakehi defects`: is every planted defect noticed, by which rule, in which case, how fast?
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { exitCodes } from "../../reports/index.ts";
import { judgedRules } from "../checkers/families.ts";
import type { Campaign } from "../defects/campaign.ts";
import { type Defect, loadDefects } from "../defects/defect.ts";
import { runGallery } from "../defects/gallery.ts";
import { lookalikes } from "../defects/likeness.ts";
import { writeMatrix } from "../defects/matrix.ts";
import {
  loadWithoutOwnDefect,
  ownDefects,
  ownFaults,
  type OwnFaults,
} from "../defects/own-defects.ts";
import { measureReach } from "../defects/reach.ts";
import { families, familyOf } from "../rules/registry.ts";
import { loadCases } from "../runner/cases.ts";
import { UsageError } from "../usage-error.ts";
import { campaignLine, killerLines, noticedBy, ownLines } from "./defect-lines.ts";
import { commaSeparated, countOf, repeatable } from "./options.ts";
import { Progress } from "./progress.ts";
import { abortOnSignal } from "./signals.ts";

interface DefectsFlags {
  readonly only: readonly string[];
  readonly family: readonly string[];
  readonly full: boolean;
  readonly json: boolean;
  readonly list: boolean;
  readonly seeds: number;
  readonly jobs: number;
}

export function defectsCommand(): Command {
  return new Command("defects")
    .description("Plant each known defect in the reference and see which rule notices it.")
    .option("--only <id>", "only this defect; repeatable", repeatable("--only"), [])
    .option(
      "--family <names>",
      "only defects that a rule of these families ought to notice, such as LEASE,BIND",
      commaSeparated("--family"),
      [],
    )
    .option("--full", "find every rule and case that notices, and write the kill matrix", false)
    .option("--json", "one JSON document instead of lines", false)
    .option("--list", "name the defects and stop", false)
    .option("--seeds <n>", "seeds a case is tried under", countOf("--seeds", 1), 3)
    .option(
      "--jobs <n>",
      "how many defects are tried at once",
      countOf("--jobs", 1),
      availableParallelism(),
    )
    .addHelpText(
      "after",
      `
Examples:
  kakehi defects
  kakehi defects --only cap-off-by-one
  kakehi defects --family LEASE --json
  kakehi defects --full`,
    )
    .action(async (flags: DefectsFlags) => {
      process.exitCode = await defects(flags);
    });
}

async function defects(flags: DefectsFlags): Promise<number> {
  const chosen = chosenFrom(loadDefects(), flags);
  if (flags.list) {
    for (const { id, title, source } of chosen) {
      process.stdout.write(`${id}  ${title}  [${source}]\n`);
    }
    return exitCodes.ok;
  }
  if (chosen.length === 0) {
    process.stderr.write("kakehi: no defect was selected; `kakehi defects --list` names them\n");
    return exitCodes.nothingSelected;
  }
  const stop = abortOnSignal();
  const campaigns = await campaignsOf(chosen, flags, stop.signal);
  return conclude({ flags, chosen, campaigns, stoppedWith: stop.exitCode() });
}

/** @throws UsageError for a defect or family that does not exist. */
function chosenFrom(all: readonly Defect[], { only, family }: DefectsFlags): readonly Defect[] {
  const unknown = only.find((id) => !all.some((defect) => defect.id === id));
  if (unknown !== undefined) {
    throw new UsageError(`there is no defect ${unknown}; \`kakehi defects --list\` names them`);
  }
  const strange = family.find((name) => !families.includes(name));
  if (strange !== undefined) {
    throw new UsageError(`there is no family ${strange}; there are ${families.join(", ")}`);
  }
  return all.filter(
    ({ id, expectedRules }) =>
      (only.length === 0 || only.includes(id)) &&
      (family.length === 0 || expectedRules.some((rule) => family.includes(familyOf(rule)))),
  );
}

async function campaignsOf(
  chosen: readonly Defect[],
  flags: DefectsFlags,
  signal: AbortSignal,
): Promise<readonly Campaign[]> {
  const progress = new Progress();
  const width = Math.max(...chosen.map((defect) => defect.id.length));
  const { jobs, seeds } = flags;
  if (flags.full) progress.show(0, chosen.length, "which cases come to the edited lines");
  const reach = flags.full ? await measureReach(chosen, loadCases(), signal) : undefined;
  const campaigns = await runGallery(chosen, {
    jobs,
    seeds,
    reach,
    signal,
    begun: (done, id) => {
      progress.show(done, chosen.length, id);
    },
    report: (campaign) => {
      progress.clear();
      if (flags.json) return;
      const more = flags.full ? killerLines(campaign) : [];
      process.stdout.write(`${[campaignLine(campaign, width), ...more].join("\n")}\n`);
    },
  });
  progress.clear();
  return campaigns;
}

interface Concluded {
  readonly flags: DefectsFlags;
  readonly chosen: readonly Defect[];
  readonly campaigns: readonly Campaign[];
  readonly stoppedWith: number | undefined;
}

function conclude({ flags, chosen, campaigns, stoppedWith }: Concluded): number {
  const survivors = campaigns.filter(({ first, gross }) => first === undefined || gross);
  const alike = flags.full ? lookalikes(campaigns, chosen) : [];
  const isWhole = stoppedWith === undefined && chosen.length === loadDefects().length;
  const own = flags.full && isWhole ? ownOf(campaigns, chosen) : nobodysOwn;
  const written = flags.full && isWhole ? writeMatrix(campaigns) : undefined;
  if (flags.json) {
    const { missing, outlived } = own;
    const document = {
      planned: chosen.length,
      campaigns,
      survivors: survivors.map(({ defect }) => defect),
      alike,
      own: { missing, outlived },
    };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    const lines = [
      "",
      ...alike.map((group) => `✗ the same cases notice ${group.join(" and ")}`),
      ...own.lines,
      `${campaigns.length - survivors.length} of ${chosen.length} defects noticed by a rule that was expected to`,
      ...(stoppedWith === undefined
        ? []
        : [`stopped after ${campaigns.length} of ${chosen.length}`]),
      ...(written === undefined ? [] : [`wrote ${written}`]),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  }
  if (stoppedWith !== undefined) return stoppedWith;
  const faults = survivors.length + alike.length + own.missing.length + own.outlived.length;
  return faults === 0 ? exitCodes.ok : exitCodes.nonConformance;
}

interface Own extends OwnFaults {
  readonly lines: readonly string[];
}

const nobodysOwn: Own = { missing: [], outlived: [], lines: [] };

function ownOf(campaigns: readonly Campaign[], defects: readonly Defect[]): Own {
  const reasons = loadWithoutOwnDefect(judgedRules);
  const own = ownDefects(campaigns.map((campaign) => noticedBy(campaign, defects)));
  const faults = ownFaults(own, reasons, judgedRules);
  return { ...faults, lines: ownLines(faults, reasons) };
}
