// What is wrong with a baseline as far as it can be told without a run: rules and cases that do not exist,
// patterns that cover more than anybody looked at, two entries for one failure, reasons that are missing.
import { findRule } from "../rules/registry.ts";
import type { Baseline, Entry, Problem, When } from "./baseline.ts";
import { bounds } from "./bounds.ts";
import { Coverage, isPattern } from "./coverage.ts";

/** `caseIds` are all there are, selected or not. */
export function lint({ entries }: Baseline, caseIds: readonly string[]): readonly Problem[] {
  const covered = entries.map((entry) => {
    const coverage = new Coverage(entry);
    return caseIds.filter((id) => coverage.of(id) !== undefined);
  });
  const messages = entries.map((entry, index) => {
    return [...faultsOf(entry), ...coverageFaults(entry, caseIds, covered[index] ?? [])];
  });
  for (const { index, message } of overlaps(entries, covered)) messages[index]?.push(message);
  return entries.flatMap(({ line }, index) =>
    (messages[index] ?? []).map((message) => ({ line, column: 1, message })),
  );
}

function faultsOf(entry: Entry): string[] {
  const { rule, reason, expires } = entry;
  const faults: string[] = [];
  if (findRule(rule) === undefined) {
    faults.push(`there is no rule ${rule}; \`kakehi list --rules\` names them`);
  }
  if (reason === "") faults.push(`${rule} needs a reason: say what a user of the proxy notices`);
  if (expires !== undefined && !isDay(expires)) faults.push(`${expires} is no day of the calendar`);
  return faults;
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function coverageFaults(
  { cases, max }: Entry,
  caseIds: readonly string[],
  covered: readonly string[],
): readonly string[] {
  const faults = cases
    .filter((name) => {
      const one = new Coverage({ cases: [name] });
      return !caseIds.some((id) => one.of(id) !== undefined);
    })
    .map((name) => `no case matches ${name}; \`kakehi list\` names them`);
  const allowed = max ?? bounds.patternCases;
  if (cases.some(isPattern) && covered.length > allowed) {
    faults.push(
      `its patterns cover ${covered.length} cases, more than ${allowed}: narrow them, or say "max: ${covered.length}"`,
    );
  }
  return faults;
}

interface Overlap {
  readonly index: number;
  readonly message: string;
}

/** A failure has one entry: with two nobody knows which of the reasons holds. */
function overlaps(
  entries: readonly Entry[],
  covered: readonly (readonly string[])[],
): readonly Overlap[] {
  const owners = new Map<string, number[]>();
  const told = new Set<string>();
  const found: Overlap[] = [];
  for (const [index, { rule, when }] of entries.entries()) {
    for (const id of covered[index] ?? []) {
      const key = `${rule} ${id}`;
      const others = owners.get(key) ?? [];
      owners.set(key, [...others, index]);
      const other = others.find((candidate) => mayBothHold(entries[candidate]?.when, when));
      if (other === undefined || told.size === told.add(`${other} ${index}`).size) continue;
      const line = entries[other]?.line ?? 0;
      found.push({ index, message: `${rule} in ${id} has an entry already, in line ${line}` });
    }
  }
  return found;
}

function mayBothHold(one: When | undefined, other: When | undefined): boolean {
  const isApart = (key: keyof When): boolean => {
    const [left, right] = [one?.[key], other?.[key]];
    return left !== undefined && right !== undefined && left !== right;
  };
  return !isApart("os") && !isApart("target");
}
