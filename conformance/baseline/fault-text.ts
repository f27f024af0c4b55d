// What is wrong with an entry, in a sentence that says what to do about it.
import { type EntryVerdict, fingerprintOf } from "../../reports/index.ts";
import type { Followed, Pair } from "./apply.ts";
import { bounds } from "./bounds.ts";

/** Nothing for an entry that fits. */
export function faultOf({ entry, pairs }: Followed, verdict: EntryVerdict): string | undefined {
  const among = pairs.filter((pair) => pair.verdict === verdict);
  const where = casesText(among);
  switch (verdict) {
    case "expired":
      return `it held until ${entry.expires ?? "now"}; mend what fails, or give it another day with a reason`;
    case "different":
      return `another failure in ${where}: "${strangerIn(among, entry.match)}"`;
    case "stale":
      return where === ""
        ? "the rule is not judged in any of these cases; take the entry out"
        : `unsupported in ${where}; take ${takeOut(pairs, among)} out`;
    case "unexpected-pass":
      return `does not fail in ${where}; take ${takeOut(pairs, among)} out`;
    case "expected":
    case "tolerated":
    case "quarantined":
    case "undecided":
    case "outside":
      return undefined;
  }
}

function takeOut(pairs: readonly Pair[], among: readonly Pair[]): string {
  if (among.length === pairs.length) return "the entry";
  return among.length === 1 ? "the case" : "these cases";
}

function casesText(pairs: readonly Pair[]): string {
  const names = pairs.slice(0, bounds.casesNamed).map((pair) => pair.case);
  const left = pairs.length - names.length;
  return left > 0 ? `${names.join(", ")} and ${left} more` : names.join(", ");
}

/** The first fingerprint that the entry does not know. */
function strangerIn(pairs: readonly Pair[], match: readonly string[] | "any"): string {
  const known = match === "any" ? [] : match;
  const all = pairs.flatMap(({ failures }) => failures.map(fingerprintOf));
  return all.find((text) => !known.some((beginning) => text.startsWith(beginning))) ?? "";
}
