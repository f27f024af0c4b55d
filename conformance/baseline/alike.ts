// Whether several reports are runs of the same thing, so that what differs between them is what wavers.
import { fingerprintOf, type Run } from "../../reports/index.ts";

/** What one report is called, and what it holds. */
export interface NamedRun {
  readonly name: string;
  readonly run: Run;
}

/** Nothing where they are alike. */
export function unlikeness([first, ...others]: readonly NamedRun[]): string | undefined {
  if (first === undefined) return undefined;
  const seen = new Map([[contentOf(first.run), first.name]]);
  for (const { name, run } of others) {
    const difference = differenceOf(first.run, run);
    if (difference !== undefined) return `${first.name} and ${name} are ${difference}`;
    const content = contentOf(run);
    const same = seen.get(content);
    if (same !== undefined) return `${same} and ${name} are the same run, which counts once`;
    seen.set(content, name);
  }
  return undefined;
}

function differenceOf({ header: one, cases }: Run, run: Run): string | undefined {
  const { header: other } = run;
  if (one.target !== other.target) {
    return `runs of different targets, ${one.target} and ${other.target}`;
  }
  if (one.suiteVersion !== other.suiteVersion || one.contract !== other.contract) {
    return "runs of different versions of the suite";
  }
  if (one.platform !== other.platform) {
    return `runs on different systems, ${one.platform} and ${other.platform}`;
  }
  if (one.seeds.count !== other.seeds.count || one.seeds.first !== other.seeds.first) {
    return "runs under different seeds";
  }
  const isSame = caseText(cases) === caseText(run.cases);
  return isSame ? undefined : "runs of different sets of cases";
}

function caseText(cases: Run["cases"]): string {
  return cases.map((record) => `${record.case} ${record.rules.join(" ")}`).join("\n");
}

/** No two runs take equally long and come to the same. */
function contentOf({ cases, footer }: Run): string {
  const outcomes = cases.map(({ outcome, failures }) => [outcome, failures.map(fingerprintOf)]);
  return JSON.stringify([footer.elapsedMicros, outcomes]);
}
