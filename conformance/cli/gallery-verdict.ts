// What a run of `kakehi defects` came to: its closing lines, the kill matrix and the exit code.
import { exitCodes } from "../../reports/index.ts";
import { judgedRules } from "../checkers/families.ts";
import type { Campaign } from "../defects/campaign.ts";
import { type Defect, loadDefects } from "../defects/defect.ts";
import { lookalikes } from "../defects/likeness.ts";
import {
  type AtHand,
  matrixAfter,
  type MatrixRow,
  readMatrix,
  rowsOf,
  writeMatrix,
} from "../defects/matrix.ts";
import {
  loadWithoutOwnDefect,
  noticedIn,
  ownDefects,
  ownFaults,
  type OwnFaults,
} from "../defects/own-defects.ts";
import { ownLines } from "./defect-lines.ts";
import type { DefectsFlags } from "./defects-flags.ts";

export interface Concluded {
  readonly flags: DefectsFlags;
  /** Where all killers were looked for. */
  readonly now: AtHand | undefined;
  readonly chosen: readonly Defect[];
  /** Of all defects, what is known since an earlier run. */
  readonly standing: readonly MatrixRow[];
  readonly campaigns: readonly Campaign[];
  readonly stoppedWith: number | undefined;
}

export function conclude(concluded: Concluded): number {
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
