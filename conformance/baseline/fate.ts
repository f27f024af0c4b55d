// What becomes of a case under an entry that lists it, after one run or several: it stays, it goes because the
// entry is not true of it any more, or it wavers.
import { type CaseRecord, type Failure, fingerprintOf } from "../../reports/index.ts";
import { listAt } from "../grouped.ts";
import type { Followed, Pair } from "./apply.ts";
import type { Entry } from "./baseline.ts";
import type { Fresh } from "./new-entry.ts";
import { type Seen, seenIn } from "./seen.ts";

export type Fate = "stays" | "goes" | "wavers";

/** A case of an entry. */
export interface Listed {
  readonly case: string;
  readonly fate: Fate;
  readonly seen: Seen;
}

const unfit: ReadonlySet<Pair["verdict"]> = new Set<Pair["verdict"]>([
  "unexpected-pass",
  "stale",
  "different",
]);

/** `runs` is one entry as each run followed it; the cases that it covered there, each once. */
export function listedBy(
  runs: readonly Followed[],
  records: ReadonlyMap<string, readonly CaseRecord[]>,
  { asFlaky }: Pick<Fresh, "asFlaky">,
): readonly Listed[] {
  const verdicts = new Map<string, Pair["verdict"][]>();
  for (const { case: id, verdict } of runs.flatMap(({ pairs }) => pairs)) {
    listAt(verdicts, id).push(verdict);
  }
  const entry = runs[0]?.entry;
  if (entry === undefined) return [];
  return [...verdicts].map(([id, all]) => {
    const seen = seenIn(records.get(id) ?? [], entry.rule);
    const fate = fateOf(entry, all, seen);
    return { case: id, fate: asFlaky ? keptFate(entry, all, fate) : fate, seen };
  });
}

function fateOf(entry: Entry, verdicts: readonly Pair["verdict"][], seen: Seen): Fate {
  const unfitCount = verdicts.filter((verdict) => unfit.has(verdict)).length;
  const isWhole = unfitCount === verdicts.length;
  switch (entry.status) {
    case "crash":
    case "timeout":
      // What falls over in some runs only is as little to be played.
      return isWhole ? "goes" : "stays";
    case "flaky":
      if (isWhole) return "goes";
      return verdicts.includes("different") ? "wavers" : "stays";
    case "fail":
      if (unfitCount === 0 && !isPartial(entry, seen)) return "stays";
      return isSeenAsListed(entry, verdicts, seen) ? "wavers" : "goes";
  }
}

/** What goes wavers instead, unless nothing could be seen of it, which is left to a longer list of runs. */
function keptFate({ status }: Entry, verdicts: readonly Pair["verdict"][], fate: Fate): Fate {
  if (fate !== "goes") return fate;
  const isSeen = verdicts.some((verdict) => verdict !== "stale");
  const isNew = status === "fail" || verdicts.includes("different");
  return isSeen && isNew ? "wavers" : "stays";
}

/** Attempts of one run may differ although the one that stands fits. */
function isPartial({ match }: Entry, { failed, times, failures }: Seen): boolean {
  if (failed > 0 && failed < times) return true;
  return failures.some((failure) => !isKnown(failure, match));
}

function isSeenAsListed(
  { match }: Entry,
  verdicts: readonly Pair["verdict"][],
  { times, failures }: Seen,
): boolean {
  if (verdicts.includes("expected")) return true;
  return times > verdicts.length && failures.some((failure) => isKnown(failure, match));
}

export function isKnown(failure: Failure, match: Entry["match"]): boolean {
  if (match === "any") return true;
  const fingerprint = fingerprintOf(failure);
  return match.some((beginning) => fingerprint.startsWith(beginning));
}
