// What a profile comes to: the rules that the release should fail with the cases that show it, and how
// that agrees with what was observed of the release itself. What a checker found and what only the words
// of a case say is told apart: a checker judges by what the release elects, the words of a case were
// written for a target that expires exactly and leases in the master.
import type { RuleRecord } from "../../reports/index.ts";
import type { Profile } from "../defects/profile.ts";
import type { CaseRun } from "../runner/run-case.ts";

type CasesByRule = Map<string, Set<string>>;

export class Prediction {
  private readonly profile: Profile;
  private readonly byCheckers: CasesByRule = new Map();
  private readonly byWords: CasesByRule = new Map();

  constructor(profile: Profile) {
    this.profile = profile;
  }

  add(caseId: string, { violations, divergences }: CaseRun): void {
    for (const { rule } of violations) note(this.byCheckers, rule, caseId);
    for (const { rule } of divergences) note(this.byWords, rule, caseId);
  }

  /** `rules` are those that were selected, in the order of the contract. */
  text(rules: readonly RuleRecord[]): string {
    const { id, title, observed } = this.profile;
    const ids = rules.map(({ rule }) => rule);
    const judged = rules.filter(({ evaluations }) => evaluations > 0).map(({ rule }) => rule);
    const broken = ids.filter((rule) => this.byCheckers.has(rule));
    const worded = ids.filter((rule) => this.byWords.has(rule) && !this.byCheckers.has(rule));
    const seen = observed.broken.filter((rule) => ids.includes(rule));
    const agreed = broken.filter((rule) => seen.includes(rule));
    const lines = [
      `${title} (${id})`,
      "",
      `should fail (${broken.length}):`,
      ...broken.map((rule) => `✗ ${rule}  ${listed(this.byCheckers, rule)}`),
      "",
      `only by the words of a case, which may rest on another election (${worded.length}):`,
      ...worded.map((rule) => `? ${rule}  ${listed(this.byWords, rule)}`),
      "",
      ...about(
        "should fail, though observed to hold",
        broken.filter((rule) => observed.holds.includes(rule)),
      ),
      ...about(
        "observed to fail, but not predicted",
        seen.filter((rule) => judged.includes(rule) && !broken.includes(rule)),
      ),
      ...about(
        "observed to fail, and not judged here",
        seen.filter((rule) => !judged.includes(rule) && !broken.includes(rule)),
      ),
      `${broken.length} of ${judged.length} judged rules should fail; ${agreed.length} of ${seen.length} observed to fail are among them`,
    ];
    return `${lines.join("\n")}\n`;
  }
}

function note(into: CasesByRule, rule: string, caseId: string): void {
  const known = into.get(rule);
  if (known === undefined) into.set(rule, new Set([caseId]));
  else known.add(caseId);
}

function listed(cases: CasesByRule, rule: string): string {
  return [...(cases.get(rule) ?? [])].join(" ");
}

function about(what: string, rules: readonly string[]): string[] {
  return rules.length === 0 ? [] : [`${what} (${rules.length}): ${rules.join(", ")}`];
}
