// `kakehi defects`: is every planted defect noticed, by which rule, in which case, how fast?
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { exitCodes } from "../../reports/index.ts";
import { judgedRules } from "../checkers/families.ts";
import type { Campaign } from "../defects/campaign.ts";
import { type Defect, loadDefects } from "../defects/defect.ts";
import { runGallery } from "../defects/gallery.ts";
import { lookalikes } from "../defects/likeness.ts";
import { casesSince, isSameSet } from "../defects/matrix-cases.ts";
import {
  type AtHand,
  atHand,
  committedMatrix,
  matrixAfter,
  matrixOf,
  type MatrixRow,
  noticingCases,
  readMatrix,
  rowsOf,
  standingRows,
  writeMatrix,
} from "../defects/matrix.ts";
import {
  loadWithoutOwnDefect,
  noticedIn,
  ownDefects,
  ownFaults,
  type OwnFaults,
} from "../defects/own-defects.ts";
import { reachOf } from "../defects/reach.ts";
import { withOtherCases } from "../defects/other-cases.ts";
import { families, familyOf } from "../rules/registry.ts";
import { loadCases } from "../runner/cases.ts";
import { UsageError } from "../usage-error.ts";
import { campaignLine, killerLines, ownLines } from "./defect-lines.ts";
import { commaSeparated, countOf } from "./options.ts";
import { Progress } from "./progress.ts";
import { abortOnSignal } from "./signals.ts";

interface DefectsFlags {
  readonly only: readonly string[];
  readonly family: readonly string[];
  readonly full: boolean;
  readonly anew: boolean;
  readonly matrix: string;
  readonly json: boolean;
  readonly list: boolean;
  readonly seeds: number;
  readonly jobs: number;
}

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

/** What stands, told of the cases that are new or changed since; a stop meanwhile leaves the matrix as it was. */
async function knownRows(
  now: AtHand,
  { matrix: path, seeds, jobs }: DefectsFlags,
  signal: AbortSignal,
): Promise<readonly MatrixRow[]> {
  const before = readMatrix(path);
  const standing = standingRows(before, now, seeds);
  if (before === undefined || standing.length === 0) return [];
  const since = casesSince(before, now);
  if (isSameSet(since)) return standing;
  const progress = new Progress();
  const rows = await withOtherCases(standing, {
    since,
    now,
    jobs,
    signal,
    begun: (done, count, id) => {
      progress.show(done, count, `${since.changed.size} other cases: ${id}`);
    },
  });
  progress.clear();
  if (signal.aborted) return [];
  writeMatrix(path, matrixOf(now, seeds, rows));
  return rows;
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
  if (chosen.length === 0) return [];
  const progress = new Progress();
  const width = Math.max(...chosen.map((defect) => defect.id.length));
  const { jobs, seeds } = flags;
  if (flags.full) progress.show(0, chosen.length, "which cases come to the edited lines");
  const cases = loadCases();
  const reach = flags.full ? await reachOf(chosen, cases, signal) : undefined;
  const before = flags.full ? undefined : readMatrix(flags.matrix);
  const campaigns = await runGallery(chosen, {
    jobs,
    seeds,
    reach,
    ...(before === undefined ? {} : { noticedBefore: noticingCases(before, chosen, cases) }),
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
  /** Where all killers were looked for. */
  readonly now: AtHand | undefined;
  readonly chosen: readonly Defect[];
  /** Of all defects, what is known since an earlier run. */
  readonly standing: readonly MatrixRow[];
  readonly campaigns: readonly Campaign[];
  readonly stoppedWith: number | undefined;
}

function conclude(concluded: Concluded): number {
  const { flags, now, chosen, standing, campaigns, stoppedWith } = concluded;
  const found = rowsOf(campaigns, now?.defects ?? new Map());
  const rows = [...standing, ...found];
  const ids = new Set(chosen.map(({ id }) => id));
  const known = standing.filter(({ defect }) => ids.has(defect)).map(({ defect }) => defect);
  const tried = new Set([...known, ...campaigns.map(({ defect }) => defect)]);
  const survivors = chosen.filter((one) => tried.has(one.id) && survived(one, rows));
  // What stands is of all defects, however few were chosen.
  const all = loadDefects();
  const alike = flags.full ? lookalikes(rows, all) : [];
  const own = flags.full && rows.length === all.length ? ownOf(rows, all) : nobodysOwn;
  const written = writtenMatrix(concluded, found);
  if (flags.json) {
    const { missing, outlived } = own;
    const document = {
      planned: chosen.length,
      known,
      campaigns,
      survivors: survivors.map(({ id }) => id),
      alike,
      own: { missing, outlived },
    };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    const lines = [
      "",
      ...alike.map((group) => `✗ the same cases notice ${group.join(" and ")}`),
      ...own.lines,
      ...(known.length === 0
        ? []
        : [`${known.length} stand as they were found; --anew plays them`]),
      `${tried.size - survivors.length} of ${chosen.length} defects noticed by a rule that was expected to`,
      ...(stoppedWith === undefined ? [] : [`stopped after ${tried.size} of ${chosen.length}`]),
      ...(written === undefined ? [] : [`wrote ${written}`]),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  }
  if (stoppedWith !== undefined) return stoppedWith;
  const faults = survivors.length + alike.length + own.missing.length + own.outlived.length;
  return faults === 0 ? exitCodes.ok : exitCodes.nonConformance;
}

/** What everything notices proves no more than what nobody does. */
function survived({ id, expectedRules }: Defect, rows: readonly MatrixRow[]): boolean {
  const row = rows.find(({ defect }) => defect === id);
  return row === undefined || row.gross || !expectedRules.some((rule) => rule in row.killers);
}

interface Own extends OwnFaults {
  readonly lines: readonly string[];
}

const nobodysOwn: Own = { missing: [], outlived: [], lines: [] };

function ownOf(rows: readonly MatrixRow[], defects: readonly Defect[]): Own {
  const reasons = loadWithoutOwnDefect(judgedRules);
  const own = ownDefects(noticedIn(rows, defects));
  const faults = ownFaults(own, reasons, judgedRules);
  return { ...faults, lines: ownLines(faults, reasons) };
}

function writtenMatrix({ flags, now }: Concluded, rows: readonly MatrixRow[]): string | undefined {
  if (now === undefined || rows.length === 0) return undefined;
  const { matrix: path, seeds } = flags;
  const isNarrowed = flags.only.length > 0 || flags.family.length > 0;
  const after = matrixAfter(readMatrix(path), now, { rows, seeds, isNarrowed });
  if (after === undefined) return undefined;
  writeMatrix(path, after);
  return path;
}
