// What has to change in a baseline so that it fits one whole run, or several of the same target: cases taken
// out of entries that do not fit them any more, cases that waver marked as flaky, and entries for failures
// that nobody has listed. It only decides; edit.ts writes.
import type { CaseRecord, Outcome, Run } from "../../reports/index.ts";
import { listAt } from "../grouped.ts";
import { followedIn, type Followed } from "./apply.ts";
import type { Baseline, Circumstance, Entry } from "./baseline.ts";
import { Coverage, isPattern } from "./coverage.ts";
import { isKnown, type Listed, listedBy } from "./fate.ts";
import {
  addTo,
  isSameMatch,
  type Fresh,
  matchOf,
  messagesOf,
  type NewEntry,
  nothingKept,
  oftenOf,
} from "./new-entry.ts";
import { failedRules, type Seen, seenIn } from "./seen.ts";

export interface Revision {
  /** By position in the file: the cases that an entry has from now on; none takes it out. */
  readonly cases: ReadonlyMap<number, readonly string[]>;
  /** By position in the file: what an entry says from now on all of whose cases waver. */
  readonly wavering: ReadonlyMap<number, NewEntry>;
  readonly added: readonly NewEntry[];
  /** Entries that have expired; what becomes of them somebody has to decide. */
  readonly expired: readonly Entry[];
}

export function isEmpty({ cases, wavering, added }: Revision): boolean {
  return cases.size + wavering.size + added.length === 0;
}

/** `runs` are alike, and one at least. */
export function revisionFor(
  runs: readonly Run[],
  baseline: Baseline,
  where: Circumstance,
  how: Fresh,
): Revision {
  const seen = runs.map((run) => run.cases.map(unheld));
  const records = byCase(seen.flat());
  const followed = seen.map((cases) => followedIn(cases, baseline, where));
  const entries = (followed[0] ?? []).map((about, index): Reviewed => {
    const all = followed.flatMap((entriesOfRun) => entriesOfRun[index] ?? []);
    const isOpen = about.holds && !about.expired;
    return { about, isOpen, listed: listedBy(all, records, how) };
  });
  const revising = new Revising(entries);
  for (const [index, one] of entries.entries()) revising.review(index, one, records, how);
  for (const fresh of unlisted(entries, records, how)) revising.add(fresh);
  const expired = entries.filter(({ about }) => about.holds && about.expired);
  return { ...revising.result(), expired: expired.map(({ about }) => about.entry) };
}

interface Reviewed {
  readonly about: Followed;
  /** Whether it is in force, and may be changed. */
  readonly isOpen: boolean;
  readonly listed: readonly Listed[];
}

class Revising {
  private readonly entries: readonly Reviewed[];
  private readonly cases = new Map<number, readonly string[]>();
  private readonly wavering = new Map<number, NewEntry>();
  private readonly added: NewEntry[] = [];

  constructor(entries: readonly Reviewed[]) {
    this.entries = entries;
  }

  review(
    index: number,
    { about, isOpen, listed }: Reviewed,
    records: Records,
    { asFlaky }: Fresh,
  ): void {
    if (!isOpen) return;
    const inside = [...records.keys()].some((id) => about.coverage.of(id) !== undefined);
    if (listed.length === 0) {
      if (inside && !asFlaky) this.cases.set(index, []);
      return;
    }
    const waverers = listed.filter(({ fate }) => fate === "wavers");
    const fresh = waverers.map((one) => waveringEntry(about.entry, one, asFlaky));
    if (waverers.length === listed.length) {
      const whole: NewEntry[] = [];
      for (const one of fresh) addTo(whole, one);
      const [only] = whole;
      // With different words in different cases one entry is not enough.
      if (only !== undefined && whole.length === 1) {
        this.wavering.set(index, only);
        return;
      }
    }
    const left = casesLeft(about.entry, listed);
    if (left !== undefined) this.cases.set(index, left);
    for (const one of fresh) this.add(one);
  }

  /** To the entry that explains the same of the same rule, or to a new one. */
  add(fresh: NewEntry): void {
    const at = this.entries.findIndex((one, index) => {
      const isLeft = this.cases.get(index)?.length !== 0 && !this.wavering.has(index);
      return one.isOpen && isLeft && isLike(one.about.entry, fresh);
    });
    const known = this.entries[at];
    if (known === undefined) addTo(this.added, fresh);
    else this.cases.set(at, [...(this.cases.get(at) ?? known.about.entry.cases), ...fresh.cases]);
  }

  result(): Omit<Revision, "expired"> {
    return { cases: this.cases, wavering: this.wavering, added: this.added };
  }
}

/** Whether an entry explains the same failure elsewhere; who knows a reason keeps it. */
function isLike(entry: Entry, { rule, status, match, reason, often }: NewEntry): boolean {
  if (entry.rule !== rule || entry.status !== status) return false;
  if (often?.failed[1] === 0 || !isSameMatch(entry.match, match)) return false;
  // That any failure will do says of no other one that it is the same.
  if (reason === "" && match === "any") return false;
  return reason === "" || entry.reason === reason || entry.reason.startsWith(`${reason} (`);
}

function waveringEntry(entry: Entry, { case: id, seen }: Listed, asFlaky: boolean): NewEntry {
  const { rule, match, reason, issue, expires, when } = entry;
  const others = seen.failures.filter((failure) => !isKnown(failure, match));
  return {
    rule,
    cases: [id],
    status: "flaky",
    match: match === "any" ? match : [...match, ...messagesOf(others)],
    reason,
    often: asFlaky ? undefined : oftenOf(seen),
    kept: { issue, expires, when },
  };
}

/** Nothing when the entry stays as it is. */
function casesLeft(entry: Entry, listed: readonly Listed[]): readonly string[] | undefined {
  const left = new Set(listed.filter(({ fate }) => fate !== "stays").map((one) => one.case));
  if (left.size === 0) return undefined;
  const names = entry.cases.flatMap((name): readonly string[] => {
    if (!isPattern(name)) return left.has(name) ? [] : [name];
    const under = new Coverage({ cases: [name] });
    const covered = listed.map((one) => one.case).filter((id) => under.of(id) !== undefined);
    return covered.some((id) => left.has(id)) ? covered.filter((id) => !left.has(id)) : [name];
  });
  return [...new Set(names)];
}

type Records = ReadonlyMap<string, readonly CaseRecord[]>;

function byCase(all: readonly CaseRecord[]): Records {
  const records = new Map<string, CaseRecord[]>();
  for (const record of all) {
    listAt(records, record.case).push(record);
  }
  return records;
}

/** Entries for what no entry expects, by rule and then by case. */
function unlisted(entries: readonly Reviewed[], records: Records, how: Fresh): readonly NewEntry[] {
  const found = [...records].flatMap(([id, all]) => {
    const known = new Set(entries.flatMap((one) => rulesKnown(one, id, all)));
    const failed = failedRules(all).filter((rule) => !known.has(rule));
    const open = undecidedRules(all).filter((rule) => !known.has(rule));
    return [
      ...failed.map((rule) => freshEntry(seenIn(all, rule), how)),
      ...open.map((rule) => undecidedEntry(rule, id, all.length, how)),
    ];
  });
  const inOrder = (left = "", right = ""): number => (left < right ? -1 : +(left > right));
  return found.sort(
    (left, right) =>
      inOrder(left.rule, right.rule) || inOrder(left.cases.join(), right.cases.join()),
  );
}

function freshEntry(seen: Seen, { matchBy, reasonFor, asFlaky }: Fresh): NewEntry {
  const { rule, case: id, failures } = seen;
  const about = { rule, cases: [id], reason: reasonFor(rule), kept: nothingKept };
  if (seen.failed === seen.times && seen.isSame && !asFlaky) {
    return { ...about, status: "fail", match: matchOf(failures, matchBy), often: undefined };
  }
  const match = matchBy === "any" ? matchBy : messagesOf(failures);
  return { ...about, status: "flaky", match, often: asFlaky ? undefined : oftenOf(seen) };
}

/** One run that was kept from a verdict says nothing; several say that there is none to be had. */
function undecidedRules(all: readonly CaseRecord[]): readonly string[] {
  const isOpen = all.length > 1 && all.every(({ outcome }) => outcome === "inconclusive");
  return isOpen ? (all[0]?.rules ?? []) : [];
}

function undecidedEntry(rule: string, id: string, times: number, { reasonFor }: Fresh): NewEntry {
  const often = oftenOf({ failed: 0, times });
  return {
    ...{ rule, cases: [id], status: "flaky", match: "any", reason: reasonFor(rule), often },
    kept: nothingKept,
  };
}

/** The rules whose failures in this case an entry speaks for. */
function rulesKnown(
  { about: { entry, expired }, listed }: Reviewed,
  id: string,
  all: readonly CaseRecord[],
): readonly string[] {
  const one = listed.find((candidate) => candidate.case === id);
  if (one === undefined || (one.fate === "goes" && !expired)) return [];
  const fell = entry.status === "crash" || entry.status === "timeout";
  const isWhole = fell && !expired && one.seen.failed > 0;
  return isWhole ? failedRules(all) : [entry.rule];
}

/** The record as it was before any baseline was held against it. */
function unheld(record: CaseRecord): CaseRecord {
  const was: Partial<Record<Outcome, Outcome>> = {
    "unexpected-pass": "pass",
    // A case that failed has failures; this one failed because a list expected it to.
    fail: "unsupported",
  };
  const outcome = record.failures.length > 0 ? "fail" : (was[record.outcome] ?? record.outcome);
  return { ...record, outcome };
}
