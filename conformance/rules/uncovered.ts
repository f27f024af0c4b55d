// `fixtures/uncovered.yaml`: why a rule is not judged yet, or what of it is not.
import { readFileSync } from "node:fs";
import { fixturePath } from "../package-root.ts";
import { type Reasons, reasonsIn } from "./reasons.ts";

export type UncoveredReasons = Reasons;

/** How the reason of a rule begins that is judged but for a part of it. */
const partly = "judged in part: ";

/** Whether a reason excuses a part of a rule only: nobody may take it for one why nothing was judged. */
export function isPartial(reason: string): boolean {
  return reason.startsWith(partly);
}

/** @throws UsageError for a file that does not keep its promises. */
export function loadUncovered(judged: ReadonlySet<string>): UncoveredReasons {
  return uncoveredReasons(readFileSync(fixturePath("uncovered.yaml"), "utf8"), judged);
}

/** @throws UsageError */
export function uncoveredReasons(text: string, judged: ReadonlySet<string>): UncoveredReasons {
  return reasonsIn("fixtures/uncovered.yaml", text, ({ id, excluded }, reason) => {
    if (excluded !== undefined) return "is excluded";
    if (judged.has(id) === isPartial(reason)) return undefined;
    return judged.has(id)
      ? `is judged; take it off the list, or say "${partly}" and what is left`
      : "is judged by nobody, not even partly";
  });
}
