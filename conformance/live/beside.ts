// Prediction beside reality, rule by rule: what the profile of a release should fail, and what a run
// against the release itself came to.
import type { RuleRecord, Run } from "../../reports/index.ts";
import type { Profile } from "../defects/profile.ts";

type Really = "fails" | "holds" | "inconclusive" | "not shown";

export interface Row {
  readonly rule: string;
  readonly predicted: "fails" | "holds";
  readonly really: Really;
  /** The cases that showed it. */
  readonly cases: readonly string[];
  /** Why the two differ, where that is known. */
  readonly why: string | undefined;
}

export interface Beside {
  readonly rows: readonly Row[];
  readonly agreeing: number;
  readonly differing: number;
}

const casesNamedMax = 2;

/** What is needed of a run. */
type Told = Pick<Run, "rules" | "cases">;

/** Rules of which neither says anything are left out. */
export function besides(
  { rules, cases }: Told,
  { predicted, live = {}, sometimes = {} }: Profile,
): Beside {
  const broken = new Set(predicted);
  const rows = rules.flatMap((record): Row[] => {
    const { rule } = record;
    const should = broken.has(rule) ? "fails" : "holds";
    const really = reallyOf(record);
    const row: Row = {
      rule,
      predicted: should,
      really,
      cases: cases
        .filter(({ failures }) => failures.some((failure) => failure.rule === rule))
        .map((one) => one.case),
      why: live[rule] ?? (isTold(really) && really !== should ? sometimes[rule] : undefined),
    };
    const isSilent = row.predicted === "holds" && row.really === "not shown";
    return isSilent ? [] : [row];
  });
  const told = rows.filter(({ really }) => isTold(really));
  const agreeing = told.filter(({ predicted: should, really }) => should === really).length;
  return { rows, agreeing, differing: told.length - agreeing };
}

/** A difference has a reason, and a reason a difference. */
export function isExplained({ predicted, really, why }: Row): boolean {
  return !isTold(really) || (really !== predicted) === (why !== undefined);
}

function isTold(really: Really): boolean {
  return really === "fails" || really === "holds";
}

function reallyOf({ outcome }: RuleRecord): Really {
  if (outcome === "fail" || outcome === "expected-fail") return "fails";
  if (outcome === "pass") return "holds";
  return outcome === "inconclusive" ? "inconclusive" : "not shown";
}

export function besideText({ rows, agreeing, differing }: Beside, title: string): string {
  const width = Math.max(4, ...rows.map(({ rule }) => rule.length));
  const line = (cells: readonly string[], last: string): string =>
    `${cells.map((cell, at) => cell.padEnd(at === 0 ? width : 12)).join("  ")}  ${last}`.trimEnd();
  const lines = rows.map(({ rule, predicted, really, cases, why }) => {
    const agree = isTold(really) ? yesNo(predicted === really) : "";
    return line([rule, predicted, really, agree], notesOf(cases, why));
  });
  return [
    title,
    "",
    line(["rule", "predicted", "really", "agree"], "shown by, or why they differ"),
    ...lines,
    "",
    `Of ${agreeing + differing} rules that the release showed, prediction and release agree on ${agreeing}, differ on ${differing}.`,
    "",
  ].join("\n");
}

function yesNo(is: boolean): string {
  return is ? "yes" : "no";
}

function notesOf(cases: readonly string[], why: string | undefined): string {
  const more = cases.length - casesNamedMax;
  const named = cases.slice(0, casesNamedMax).join(", ");
  const shown = more > 0 ? `${named} and ${more} more` : named;
  return [shown, why ?? ""].filter((note) => note !== "").join("; ");
}
