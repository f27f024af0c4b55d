// What a profile comes to: the rules that the release should fail with the cases that show it, and how
// that agrees with what was observed of the release itself, rule by rule. A rule fails here as it does
// in any other run, by what a checker found or by the words of a case that are about this target.
import type { RuleRecord } from "../../reports/index.ts";
import type { Profile } from "../defects/profile.ts";
import { setAt } from "../grouped.ts";
import type { CaseRun } from "../runner/run-case.ts";

/** Cases named beside a rule; the others are counted. */
const casesNamedMax = 2;

type Predicted = "fails" | "holds" | "not judged";
type Observed = "fails" | "holds" | "unknown";

interface Row {
  readonly rule: string;
  readonly predicted: Predicted;
  readonly observed: Observed;
}

export class Prediction {
  private readonly profile: Profile;
  private readonly cases = new Map<string, Set<string>>();

  constructor(profile: Profile) {
    this.profile = profile;
  }

  add(caseId: string, { violations, divergences }: CaseRun): void {
    for (const { rule } of [...violations, ...divergences]) {
      setAt(this.cases, rule).add(caseId);
    }
  }

  /** In the order of `ids`. */
  broken(ids: readonly string[]): readonly string[] {
    return ids.filter((rule) => this.cases.has(rule));
  }

  /** `rules` are those that were selected, in the order of the contract. */
  text(rules: readonly RuleRecord[]): string {
    const { id, title } = this.profile;
    const all = rules.map((record) => this.row(record));
    const judged = all.filter(({ predicted }) => predicted !== "not judged");
    const broken = all.filter(({ predicted }) => predicted === "fails");
    const compared = all.filter(({ observed }) => observed !== "unknown");
    const agreeing = compared.filter(isAgreement);
    const shown = all.filter(
      ({ predicted, observed }) => predicted === "fails" || observed !== "unknown",
    );
    const width = Math.max(4, ...shown.map(({ rule }) => rule.length));
    const lines = [
      `${title} (${id})`,
      "",
      columns(width, ["rule", "predicted", "observed", "agree"], "shown by, or why they differ"),
      ...shown.map((row) => this.line(row, width)),
      "",
      `${broken.length} of ${judged.length} judged rules should fail.`,
      `Of ${compared.length} rules that were observed, prediction and observation agree on ${agreeing.length}, differ on ${compared.length - agreeing.length}.`,
    ];
    return `${lines.join("\n")}\n`;
  }

  private row({ rule, evaluations }: RuleRecord): Row {
    const { broken, found, holds } = this.profile.observed;
    let predicted: Predicted = evaluations > 0 ? "holds" : "not judged";
    if (this.cases.has(rule)) predicted = "fails";
    let observed: Observed = holds.includes(rule) ? "holds" : "unknown";
    if (broken.includes(rule) || found.includes(rule)) observed = "fails";
    return { rule, predicted, observed };
  }

  private line(row: Row, width: number): string {
    const { rule, predicted, observed } = row;
    const agree = isAgreement(row) ? "yes" : "no";
    const cells = [rule, predicted, observed, observed === "unknown" ? "" : agree];
    const why = this.profile.differences[rule] ?? "no reason is written";
    const isDifferent = observed !== "unknown" && !isAgreement(row);
    const notes = [this.shownBy(rule), ...(isDifferent ? [why] : [])];
    return columns(width, cells, notes.filter((note) => note !== "").join("; "));
  }

  private shownBy(rule: string): string {
    const cases = [...(this.cases.get(rule) ?? [])];
    const named = cases.slice(0, casesNamedMax).join(", ");
    const more = cases.length - casesNamedMax;
    return more > 0 ? `${named} and ${more} more` : named;
  }
}

function isAgreement({ predicted, observed }: Row): boolean {
  return predicted === observed;
}

function columns(width: number, [rule = "", ...cells]: readonly string[], last: string): string {
  const padded = cells.map((cell) => cell.padEnd(10));
  return `${rule.padEnd(width)}  ${padded.join("  ")}  ${last}`.trimEnd();
}
