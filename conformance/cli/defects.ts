// `kakehi defects`: is every planted defect noticed, by which rule, in which case, how fast?
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { exitCodes } from "../../reports/index.ts";
import type { Campaign } from "../defects/campaign.ts";
import { type Defect, loadDefects } from "../defects/defect.ts";
import { runGallery } from "../defects/gallery.ts";
import { atHand, committedMatrix, noticingCases, readMatrix } from "../defects/matrix.ts";
import { reachOf } from "../defects/reach.ts";
import { families, familyOf } from "../rules/registry.ts";
import { loadCases } from "../runner/cases.ts";
import { UsageError } from "../usage-error.ts";
import { campaignLine, killerLines } from "./defect-lines.ts";
import type { DefectsFlags } from "./defects-flags.ts";
import { conclude } from "./gallery-verdict.ts";
import { knownRows } from "./known-rows.ts";
import { commaSeparated, countOf } from "./options.ts";
import { Progress } from "./progress.ts";
import { abortOnSignal } from "./signals.ts";

export function defectsCommand(): Command {
  return new Command("defects")
    .description("Plant each known defect in the reference and see which rule notices it.")
    .option("--only <ids>", "only these defects", commaSeparated("--only"), [])
    .option(
      "--family <names>",
      "only defects that a rule of these families ought to notice, such as LEASE,BIND",
      commaSeparated("--family"),
      [],
    )
    .option("--full", "find every rule and case that notices, and write the kill matrix", false)
    .option("--anew", "with --full: play what has not changed since the last time, too", false)
    .option("--matrix <file>", "the kill matrix, which --full writes", committedMatrix)
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
  kakehi defects --only cap-off-by-one,literal-hosts-lose-their-tags
  kakehi defects --family LEASE --json
  kakehi defects --full

A defect is first tried in a case that noticed it when the kill matrix was written, and else in all of them.
With --full, what was found before stands as long as neither the defect nor the sources changed, of other cases
only those are played, and a run that was stopped goes on where it ended.`,
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
  const now = flags.full ? atHand() : undefined;
  const stop = abortOnSignal();
  const standing = now === undefined || flags.anew ? [] : await knownRows(now, flags, stop.signal);
  const stopped = stop.exitCode();
  if (stopped !== undefined) {
    process.stderr.write(`kakehi: stopped before any defect was tried; ${flags.matrix} stands\n`);
    return stopped;
  }
  const stand = new Set(standing.map(({ defect }) => defect));
  const played = chosen.filter(({ id }) => !stand.has(id));
  const campaigns = await campaignsOf(played, flags, stop.signal);
  return conclude({ flags, now, chosen, standing, campaigns, stoppedWith: stop.exitCode() });
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

/** What the matrix says is tried, not believed. */
function noticedBefore(
  chosen: readonly Defect[],
  { matrix: path }: DefectsFlags,
): ReadonlyMap<string, string> {
  const matrix = readMatrix(path);
  return matrix === undefined ? new Map() : noticingCases(matrix, chosen, loadCases());
}

async function campaignsOf(
  chosen: readonly Defect[],
  flags: DefectsFlags,
  signal: AbortSignal,
): Promise<readonly Campaign[]> {
  if (chosen.length === 0) return [];
  const progress = new Progress();
  const width = Math.max(...chosen.map((defect) => defect.id.length));
  const { jobs, seeds } = flags;
  if (flags.full) progress.show(0, chosen.length, "which cases come to the edited lines");
  const reach = flags.full ? await reachOf(chosen, loadCases(), signal) : undefined;
  const campaigns = await runGallery(chosen, {
    jobs,
    seeds,
    reach,
    noticedBefore: flags.full ? new Map() : noticedBefore(chosen, flags),
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
