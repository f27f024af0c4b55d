// What the suite asks of its baselines: that a list of known failures excuses those and nothing else, and is
// red itself as soon as it is not true any more.
import { exitOf, type Run } from "../../../reports/index.ts";
import type { Scenario } from "../../../sim/index.ts";
import { applied } from "../../baseline/apply.ts";
import type { Entry } from "../../baseline/baseline.ts";
import { referenceTarget } from "../../targets/reference.ts";
import type { Probe } from "./probe.ts";
import { one, suite } from "./suite.ts";

const theCase = "lease-cap-65th";
const where = { target: "reference", os: "linux", today: "2026-06-15" };

function entryWith(change: Partial<Entry>): Entry {
  return {
    line: 1,
    rule: "LEASE-CAP",
    cases: [theCase],
    status: "fail",
    match: "any",
    reason: "known",
    issue: undefined,
    expires: undefined,
    when: undefined,
    max: undefined,
    ...change,
  };
}

/** The case with two expectations that the reference, being right, does not meet. */
function failing(scenarios: readonly Scenario[]): Promise<Run> {
  const place = { rule: "LEASE-CAP", step: "sixty-fifth" } as const;
  const wrong = [
    { ...place, status: "ok" },
    { ...place, status: "failure", workers: { "0": { effective: "backend" } } },
  ] as const;
  const [scenario] = one(scenarios, theCase);
  if (scenario === undefined) throw new Error(`the probes need the case ${theCase}`);
  return suite([{ ...scenario, expect: wrong }], ["LEASE-CAP"], referenceTarget());
}

/** The exit code of a run that is held against one entry. */
function codeWith(run: Run, change: Partial<Entry>): number {
  const baseline = { suite: undefined, implementation: undefined, seeds: undefined };
  return exitOf(applied(run, { ...baseline, entries: [entryWith(change)] }, where), {}).code;
}

const known: Probe = {
  id: "known",
  promise: "A baseline excuses the failures that it lists, and no other one of their rule.",
  ask: async (scenarios) => {
    const run = await failing(scenarios);
    if (codeWith(run, {}) !== 0) return "failures that are listed are not excused";
    const first = "the terminal reply is not the expected one; expected status ok";
    if (codeWith(run, { match: [first] }) === 0)
      return "an unknown failure beside a known one passes";
    if (codeWith(run, { match: ["something else"] }) === 0) return "a different failure passes";
    return codeWith(run, { expires: "2026-01-01" }) === 0 ? "an expired entry excuses" : undefined;
  },
};

const listed: Probe = {
  id: "listed",
  promise: "An entry that does not fit the run any more is red, and only a flaky one may pass.",
  ask: async (scenarios) => {
    const run = await suite(one(scenarios, theCase), ["LEASE-CAP"], referenceTarget());
    if (codeWith(run, {}) !== 1) return "a rule that holds although it is listed is green";
    if (codeWith(run, { status: "flaky" }) !== 0) return "a flaky rule may not hold";
    const idle = { rule: "BIND-ULID-FORMS", cases: ["lease-*"] };
    return codeWith(run, idle) === 1 ? undefined : "an entry that excuses nothing is green";
  },
};

export const baselineProbes: readonly Probe[] = [known, listed];
