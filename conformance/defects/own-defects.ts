// Which rules have a planted defect of their own: one that, among the rules of the same family, only
// that rule notices. A rule without one may be a rule that nothing depends on; then
// `fixtures/without-own-defect.yaml` says why there is none.
import { readFileSync } from "node:fs";
import { listAt } from "../grouped.ts";
import { fixturePath } from "../package-root.ts";
import { type Reasons, reasonsIn } from "../rules/reasons.ts";
import { familyOf } from "../rules/registry.ts";
import type { Defect } from "./defect.ts";
import type { MatrixRow } from "./matrix.ts";

/** A defect, the rules that ought to notice it and those that did. */
export interface Noticed {
  readonly defect: string;
  readonly gross: boolean;
  readonly expected: readonly string[];
  readonly rules: readonly string[];
}

/** What each row says of its defect. */
export function noticedIn(
  rows: readonly MatrixRow[],
  defects: readonly Defect[],
): readonly Noticed[] {
  const expected = new Map(defects.map(({ id, expectedRules }) => [id, expectedRules]));
  return rows.map(({ defect, gross, killers }) => {
    return { defect, gross, expected: expected.get(defect) ?? [], rules: Object.keys(killers) };
  });
}

/** The defects of each rule's own. A gross one proves nothing, and one by accident is nobody's. */
export function ownDefects(noticed: readonly Noticed[]): ReadonlyMap<string, readonly string[]> {
  const own = new Map<string, string[]>();
  for (const { defect, expected, rules } of noticed.filter(({ gross }) => !gross)) {
    for (const rule of rules.filter((one) => expected.includes(one))) {
      const relatives = rules.filter((other) => familyOf(other) === familyOf(rule));
      if (relatives.length === 1) listAt(own, rule).push(defect);
    }
  }
  return own;
}

/** @throws UsageError for a list that does not keep its promises. */
export function loadWithoutOwnDefect(judged: ReadonlySet<string>): Reasons {
  return withoutOwnDefect(readFileSync(fixturePath("without-own-defect.yaml"), "utf8"), judged);
}

/** @throws UsageError */
export function withoutOwnDefect(text: string, judged: ReadonlySet<string>): Reasons {
  return reasonsIn("fixtures/without-own-defect.yaml", text, ({ id }) =>
    judged.has(id) ? undefined : "is not judged, so that nothing is missed",
  );
}

export interface OwnFaults {
  /** Judged rules with neither a defect of their own nor a reason. */
  readonly missing: readonly string[];
  /** Rules with both. */
  readonly outlived: readonly string[];
}

export function ownFaults(
  own: ReadonlyMap<string, readonly string[]>,
  reasons: Reasons,
  judged: ReadonlySet<string>,
): OwnFaults {
  return {
    missing: [...judged].filter((rule) => !own.has(rule) && !reasons.has(rule)),
    outlived: [...reasons.keys()].filter((rule) => own.has(rule)),
  };
}
