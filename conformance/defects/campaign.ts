// Runs the cases against one defect and tells which rule noticed it in which case, and how long that
// took. The cases written for the expected rules come first; a defect that over a quarter of all
// cases notice is gross, and its death proves nothing.
import { familyOf } from "../rules/registry.ts";
import type { Case } from "../runner/cases.ts";
import { judgeCase } from "../runner/run-case.ts";
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
  /** It did not come to an end and was stopped. */
  readonly hangs: boolean;
  readonly elapsedMicros: number;
}

export interface CampaignOptions {
  readonly seeds: number;
  /** The ids of those cases that may notice, all of which then run; absent: any, up to the first kill. */
  readonly reaching: ReadonlySet<string> | undefined;
  /** The id of a case that noticed it once: up to the first kill, it comes before all others. */
  readonly noticedBefore?: string | undefined;
  /** Called as each case begins. */
  readonly begun?: () => void;
}

/** More than this share of all cases noticing makes a defect gross. */
const grossShare = 4;

export function isGross(casesKilling: number, cases: number): boolean {
  return casesKilling * grossShare > cases;
}

export function runCampaign(
  defect: Defect,
  target: Target,
  cases: readonly Case[],
  options: CampaignOptions,
): Campaign {
  const started = process.hrtime.bigint();
  const killers = new Map<string, Killer>();
  const tried = new Set<Case>();
  const expected = new Set(defect.expectedRules);
  let first: Killer | undefined;
  const { reaching } = options;
  for (const { one, seed } of attempts(cases, expected, options)) {
    // A whole campaign turns to other seeds only for what the calm one did not show.
    if (first !== undefined && (reaching === undefined || seed > first.seed)) break;
    options.begun?.();
    tried.add(one);
    for (const rule of rulesBroken(one, { target, expected }, seed)) {
      const killer = { rule, case: one.scenario.id, seed };
      const known = `${rule} ${killer.case}`;
      if (!killers.has(known)) killers.set(known, killer);
      if (first === undefined && expected.has(rule)) first = killer;
    }
  }
  const killing = new Set([...killers.values()].map((killer) => killer.case));
  return {
    defect: defect.id,
    first,
    killers: [...killers.values()],
    casesRun: tried.size,
    casesKilling: killing.size,
    gross: reaching !== undefined && isGross(killing.size, cases.length),
    hangs: false,
    elapsedMicros: Number((process.hrtime.bigint() - started) / 1000n),
  };
}

interface Attempt {
  readonly one: Case;
  readonly seed: number;
}

/** The calm seed of every case comes before the others, since it mostly suffices. */
function* attempts(
  cases: readonly Case[],
  expected: ReadonlySet<string>,
  { seeds, reaching, noticedBefore }: CampaignOptions,
): Generator<Attempt, void> {
  const meant = new Set(
    cases.filter(({ scenario }) => scenario.rules.some((rule) => expected.has(rule))),
  );
  const others = cases.filter((one) => !meant.has(one));
  if (reaching === undefined) {
    const likely = cases.find(({ scenario }) => scenario.id === noticedBefore);
    if (likely !== undefined) yield { one: likely, seed: 0 };
    for (const among of [[...meant], others]) yield* underSeeds(among, 0, seeds);
    return;
  }
  for (const one of [...meant, ...others]) {
    if (reaching.has(one.scenario.id)) yield { one, seed: 0 };
  }
  yield* underSeeds([...meant], 1, seeds);
}

function* underSeeds(cases: readonly Case[], from: number, to: number): Generator<Attempt, void> {
  for (let seed = from; seed < to; seed++) {
    for (const one of cases) yield { one, seed };
  }
}

/**
 * A fixed expectation repeats whole statuses and replies under the one rule its step is for, so it
 * cannot tell which rule is broken where a checker can. It counts where no checker noticed anything,
 * and where none of its family did and the defect is expected to break that very rule.
 */
function rulesBroken(
  { scenario }: Case,
  { target, expected }: { readonly target: Target; readonly expected: ReadonlySet<string> },
  seed: number,
): ReadonlySet<string> {
  const { violations, divergences } = judgeCase(scenario, target, { seed });
  const judged = new Set(violations.map(({ rule }) => familyOf(rule)));
  const beside = divergences.filter(
    ({ rule }) => judged.size === 0 || (expected.has(rule) && !judged.has(familyOf(rule))),
  );
  return new Set([...violations, ...beside].map(({ rule }) => rule));
}
