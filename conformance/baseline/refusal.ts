// Why a run cannot tell what a baseline should say: whoever saw a part only must not take entries out, and
// what a faulty suite saw is nothing to write down.
import { exitCodes, type Run } from "../../reports/index.ts";
import { suiteVersion } from "../package-root.ts";

/** The whole that a run has to cover. */
export interface Whole {
  readonly caseIds: readonly string[];
  /** As the baseline demands. */
  readonly seeds: number | undefined;
}

const narrowing = {
  rules: "--rule",
  families: "--family",
  cases: "--case",
  tags: "--tag or --smoke",
} as const;

/** Nothing for a whole run. */
export function refusalOf({ header, cases, footer }: Run, whole: Whole): string | undefined {
  const narrowed = (["rules", "families", "cases", "tags"] as const).find(
    (key) => header.selection[key].length > 0,
  );
  if (narrowed !== undefined) {
    return `it is a part of a run, narrowed by ${narrowing[narrowed]}; run all of it`;
  }
  if (footer.aborted) return "its run was stopped before the end; run it again";
  if (footer.exitCode === exitCodes.harness || footer.exitCode === exitCodes.usage) {
    return `its run ended with exit code ${footer.exitCode} (${footer.exitReason}); mend that first`;
  }
  const left = cases.filter(({ outcome }) => outcome === "not-run").length;
  if (left > 0 || footer.exitCode === exitCodes.incomplete) {
    return `it is not complete (${footer.exitReason}); run it again`;
  }
  return mismatchOf({ header, cases }, whole);
}

function mismatchOf(
  { header, cases }: Pick<Run, "header" | "cases">,
  { caseIds, seeds }: Whole,
): string | undefined {
  if (header.suiteVersion !== suiteVersion) {
    return `it was made by the suite ${header.suiteVersion}, and this is ${suiteVersion}; run it again`;
  }
  const seen = new Set(cases.map((record) => record.case));
  const missing = caseIds.filter((id) => !seen.has(id));
  if (missing.length > 0 || seen.size !== caseIds.length) {
    return `it has ${seen.size} cases, and this suite ${caseIds.length}; run it again`;
  }
  const isLive = header.target.startsWith("live:");
  if (!isLive && seeds !== undefined && header.seeds.count < seeds) {
    return `it was made with ${header.seeds.count} seeds, and the baseline demands ${seeds}`;
  }
  return undefined;
}
