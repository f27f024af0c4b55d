// Runs the cases against one defect and tells which rule noticed it in which case, and how long that
// took. The cases written for the expected rules come first; a defect that over a quarter of all
// cases notice is gross, and its death proves nothing.
import type { Case } from "../runner/cases.ts";
import { runCase } from "../runner/run-case.ts";
import type { Target } from "../targets/target.ts";
import type { Defect } from "./defect.ts";

export interface Killer {
  readonly rule: string;
  readonly case: string;
  readonly seed: number;
}

export interface Campaign {
  readonly defect: string;
  /** The first that an expected rule noticed. */
  readonly first: Killer | undefined;
  /** Every rule and case that noticed, when all cases ran. */
  readonly killers: readonly Killer[];
  readonly casesRun: number;
  readonly casesKilling: number;
  readonly gross: boolean;
  readonly elapsedMicros: number;
}

export interface CampaignOptions {
  readonly seeds: number;
  /** Runs every case, not only up to the first kill. */
  readonly full: boolean;
}

/** More than this share of all cases noticing makes a defect gross. */
const grossShare = 4;

export function runCampaign(
  defect: Defect,
  target: Target,
  cases: readonly Case[],
  options: CampaignOptions,
): Campaign {
  const started = process.hrtime.bigint();
  const killers: Killer[] = [];
  const killing = new Set<string>();
  const expected = new Set(defect.expectedRules);
  let first: Killer | undefined;
  let casesRun = 0;
  for (const one of likelyFirst(cases, expected)) {
    if (first !== undefined && !options.full) break;
    casesRun++;
    for (const killer of killersOf(one, target, options.seeds)) {
      killers.push(killer);
      killing.add(killer.case);
      if (first === undefined && expected.has(killer.rule)) first = killer;
    }
  }
  return {
    defect: defect.id,
    first,
    killers,
    casesRun,
    casesKilling: killing.size,
    gross: options.full && killing.size * grossShare > cases.length,
    elapsedMicros: Number((process.hrtime.bigint() - started) / 1000n),
  };
}

function likelyFirst(cases: readonly Case[], expected: ReadonlySet<string>): readonly Case[] {
  const meant = cases.filter(({ scenario }) => scenario.rules.some((rule) => expected.has(rule)));
  return [...meant, ...cases.filter((one) => !meant.includes(one))];
}

function killersOf({ scenario }: Case, target: Target, seeds: number): Killer[] {
  const found = new Map<string, Killer>();
  for (let seed = 0; seed < seeds; seed++) {
    const run = runCase(scenario, target, { seed });
    for (const { rule } of [...run.violations, ...run.divergences]) {
      if (!found.has(rule)) found.set(rule, { rule, case: scenario.id, seed });
    }
  }
  return [...found.values()];
}
