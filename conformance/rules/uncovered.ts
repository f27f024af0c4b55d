// `fixtures/uncovered.yaml`: why a rule is not judged yet, or what of it is not. A reason for a rule that
// is judged wholly, or that does not exist, is an error: a list of excuses must not outlive what it
// excuses.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { fixturePath } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";
import { findRule } from "./registry.ts";

/** By rule. */
export type UncoveredReasons = ReadonlyMap<string, string>;

const file = "fixtures/uncovered.yaml";
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
  const entries = Object.entries(tableOf(text));
  const reasons = new Map<string, string>();
  for (const [rule, reason] of entries) {
    const found = findRule(rule);
    if (found === undefined) throw new UsageError(`${file}: there is no rule ${rule}`);
    if (found.excluded !== undefined) throw new UsageError(`${file}: ${rule} is excluded`);
    if (typeof reason !== "string" || reason.trim() === "") {
      throw new UsageError(`${file}: ${rule} needs a reason in words`);
    }
    const words = reason.trim();
    if (judged.has(rule) !== isPartial(words)) {
      throw new UsageError(
        judged.has(rule)
          ? `${file}: ${rule} is judged; take it off the list, or say "${partly}" and what is left`
          : `${file}: ${rule} is judged by nobody, not even partly`,
      );
    }
    reasons.set(rule, words);
  }
  return reasons;
}

function tableOf(text: string): object {
  try {
    const table: unknown = parse(text);
    if (table === null || table === undefined) return {};
    if (typeof table === "object" && !Array.isArray(table)) return table;
  } catch (error) {
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new UsageError(`${file}: ${line}`);
  }
  throw new UsageError(`${file}: one line a rule is expected, "RULE: reason"`);
}
