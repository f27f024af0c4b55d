// Two runs side by side: what changed for each rule in each case. A failure that an entry of a baseline
// excuses is a failure here; what is compared is what was seen, not what was expected of it.

import { fingerprintOf } from "./fingerprint.ts";
import type { Outcome } from "./outcome.ts";
import type { CaseRecord, Run } from "./run.ts";

/** What a run shows of a rule in a case; `unjudged`: it was played, and nothing could have failed the rule. */
export const states = [
  "fail",
  "pass",
  "inconclusive",
  "unsupported",
  "unjudged",
  "not-played",
  "absent",
] as const;

export type State = (typeof states)[number];

/** In the order in which they are told: what is worse first. */
export const changeKinds = [
  "newly-failing",
  "changed-failure",
  "became-inconclusive",
  "became-unsupported",
  "not-played",
  "vanished",
  "no-longer-judged",
  "newly-passing",
  "newly-judged",
  "appeared",
] as const;

export type ChangeKind = (typeof changeKinds)[number];

const isWorse: Readonly<Record<ChangeKind, boolean>> = {
  "newly-failing": true,
  "changed-failure": true,
  "became-inconclusive": true,
  "became-unsupported": true,
  "not-played": true,
  vanished: true,
  // A rule that the case is not for may come to be judged in it by accident, and no more. What that means for
  // the rule as a whole is told of the rule.
  "no-longer-judged": false,
  "newly-passing": false,
  "newly-judged": false,
  appeared: false,
};

export interface Change {
  readonly kind: ChangeKind;
  /** Whether less is kept, or less is known, than before. */
  readonly worse: boolean;
  /** Absent where a whole case appeared or vanished. */
  readonly rule?: string;
  readonly case: string;
  readonly from: State;
  readonly to: State;
  /** Fingerprints that were not there before, and those that are gone. */
  readonly added?: readonly string[];
  readonly gone?: readonly string[];
}

export interface RuleChange {
  readonly rule: string;
  readonly worse: boolean;
  /** As it was seen, whatever was expected. */
  readonly from: Outcome | "absent";
  readonly to: Outcome | "absent";
}

export interface Comparison {
  readonly changes: readonly Change[];
  readonly rules: readonly RuleChange[];
  /** How many rules in how many cases are as they were. */
  readonly same: number;
}

// From one state to another; what is not here is no change worth telling.
const kinds: Readonly<Record<State, Partial<Readonly<Record<State, ChangeKind>>>>> = {
  fail: worseTo({ pass: "newly-passing", fail: "changed-failure" }),
  pass: worseTo({ fail: "newly-failing" }),
  inconclusive: worseTo({ fail: "newly-failing", pass: "newly-passing" }),
  unsupported: worseTo({ fail: "newly-failing", pass: "newly-passing", unjudged: undefined }),
  unjudged: worseTo({ fail: "newly-failing", pass: "newly-judged" }),
  "not-played": worseTo({ fail: "newly-failing", pass: "newly-passing", unjudged: undefined }),
  absent: { fail: "newly-failing" },
};

type Kinds = Partial<Record<State, ChangeKind | undefined>>;

function worseTo(own: Kinds): Partial<Record<State, ChangeKind>> {
  const all: Kinds = {
    inconclusive: "became-inconclusive",
    unsupported: "became-unsupported",
    unjudged: "no-longer-judged",
    "not-played": "not-played",
    ...own,
  };
  const told: Partial<Record<State, ChangeKind>> = {};
  for (const state of states) {
    const kind = all[state];
    if (kind !== undefined) told[state] = kind;
  }
  return told;
}

/** In the order of the kinds, then of the cases of both runs. */
export function compareRuns(before: Run, after: Run): Comparison {
  const old = new Map(before.cases.map((record) => [record.case, record]));
  const fresh = new Map(after.cases.map((record) => [record.case, record]));
  const changes: Change[] = [];
  let same = 0;
  for (const id of new Set([...old.keys(), ...fresh.keys()])) {
    const from = old.get(id);
    const to = fresh.get(id);
    changes.push(...wholeCase(id, from, to));
    for (const rule of rulesOf(from, to)) {
      const change = changeOf(rule, id, [from, to]);
      if (change !== undefined) changes.push(change);
      else if (from !== undefined && to !== undefined) same += 1;
    }
  }
  const rank = ({ kind }: Change): number => changeKinds.indexOf(kind);
  changes.sort((left, right) => rank(left) - rank(right));
  return { changes, rules: ruleChanges(before, after), same };
}

export function isRegression({ changes, rules }: Comparison): boolean {
  return changes.some(({ worse }) => worse) || rules.some(({ worse }) => worse);
}

function wholeCase(
  id: string,
  from: CaseRecord | undefined,
  to: CaseRecord | undefined,
): readonly Change[] {
  if (from === undefined && to !== undefined) {
    return [
      { kind: "appeared", worse: isWorse.appeared, case: id, from: "absent", to: stateOfCase(to) },
    ];
  }
  if (from !== undefined && to === undefined) {
    return [
      {
        kind: "vanished",
        worse: isWorse.vanished,
        case: id,
        from: stateOfCase(from),
        to: "absent",
      },
    ];
  }
  return [];
}

function rulesOf(...records: readonly (CaseRecord | undefined)[]): ReadonlySet<string> {
  return new Set(
    records.flatMap((record) =>
      record === undefined
        ? []
        : [
            ...record.rules,
            ...(record.judged ?? []),
            ...record.failures.map((failure) => failure.rule),
          ],
    ),
  );
}

type Sides = readonly [CaseRecord | undefined, CaseRecord | undefined];

function changeOf(rule: string, id: string, sides: Sides): Change | undefined {
  const [from, to] = [stateOf(rule, sides[0]), stateOf(rule, sides[1])];
  const kind = kinds[from][to];
  if (kind === undefined) return undefined;
  // A failure that nobody looked for again may be there still.
  const worse = isWorse[kind] || (kind === "no-longer-judged" && from === "fail");
  const change: Change = { kind, worse, rule, case: id, from, to };
  const [old, fresh] = [fingerprintsOf(rule, sides[0]), fingerprintsOf(rule, sides[1])];
  const added = fresh.filter((text) => !old.includes(text));
  const gone = old.filter((text) => !fresh.includes(text));
  if (from === to && added.length + gone.length === 0) return undefined;
  return {
    ...change,
    ...(added.length === 0 ? {} : { added }),
    ...(gone.length === 0 ? {} : { gone }),
  };
}

function fingerprintsOf(rule: string, record: CaseRecord | undefined): readonly string[] {
  const failures = record?.failures.filter((failure) => failure.rule === rule) ?? [];
  return [...new Set(failures.map(fingerprintOf))].sort((left, right) => (left < right ? -1 : 1));
}

// What a case says of a rule that did not fail in it.
const silent: Readonly<Record<Outcome, State>> = {
  pass: "pass",
  // Without a failure of its own it fails because a baseline expected one.
  fail: "unsupported",
  "expected-fail": "pass",
  "unexpected-pass": "pass",
  inconclusive: "inconclusive",
  unsupported: "unsupported",
  uncovered: "unjudged",
  excluded: "not-played",
  "not-run": "not-played",
};

function stateOfCase({ outcome, failures }: CaseRecord): State {
  return failures.length > 0 ? "fail" : silent[outcome];
}

function stateOf(rule: string, record: CaseRecord | undefined): State {
  if (record === undefined) return "absent";
  const { failures, outcome, rules, judged } = record;
  if (failures.some((failure) => failure.rule === rule)) return "fail";
  const state = failures.length > 0 ? "pass" : silent[outcome];
  const concerns = rules.includes(rule);
  // What is open are the rules that the case is for; what it showed of others is certain.
  if (state === "inconclusive" && !concerns) return isIn(rule, judged);
  return state !== "pass" || concerns ? state : isIn(rule, judged);
}

function isIn(rule: string, judged: readonly string[] | undefined): State {
  return judged?.includes(rule) === true ? "pass" : "unjudged";
}

function ruleChanges(before: Run, after: Run): readonly RuleChange[] {
  const [old, fresh] = [seenIn(before), seenIn(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .map((rule): RuleChange => {
      const from = old.get(rule) ?? "absent";
      const to = fresh.get(rule) ?? "absent";
      const wasJudged = from === "pass" || from === "fail";
      return { rule, worse: to === "fail" || (wasJudged && to !== "pass"), from, to };
    })
    .filter(({ from, to }) => from !== to);
}

function seenIn({ rules }: Run): ReadonlyMap<string, Outcome> {
  return new Map(rules.map(({ rule, outcome }) => [rule, seenAs[outcome]]));
}

const seenAs: Readonly<Record<Outcome, Outcome>> = {
  pass: "pass",
  fail: "fail",
  "expected-fail": "fail",
  "unexpected-pass": "pass",
  inconclusive: "inconclusive",
  unsupported: "unsupported",
  uncovered: "uncovered",
  excluded: "excluded",
  "not-run": "not-run",
};
