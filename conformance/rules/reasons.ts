// Lists of `fixtures/` that give a reason for a rule, one line a rule. An entry for a rule that does
// not exist, or that needs none, is an error: a list of excuses must not outlive what it excuses.
import { parse } from "yaml";
import { UsageError } from "../usage-error.ts";
import { findRule } from "./registry.ts";
import type { Rule } from "./rule.ts";

/** By rule. */
export type Reasons = ReadonlyMap<string, string>;

/**
 * `objection` says what is wrong with a reason for that rule, if anything is.
 * @throws UsageError for a list that does not keep its promises.
 */
export function reasonsIn(
  file: string,
  text: string,
  objection: (rule: Rule, reason: string) => string | undefined,
): Reasons {
  const reasons = new Map<string, string>();
  for (const [id, reason] of Object.entries(tableOf(file, text))) {
    const rule = findRule(id);
    if (rule === undefined) throw new UsageError(`${file}: there is no rule ${id}`);
    if (typeof reason !== "string" || reason.trim() === "") {
      throw new UsageError(`${file}: ${id} needs a reason in words`);
    }
    const words = reason.trim();
    const wrong = objection(rule, words);
    if (wrong !== undefined) throw new UsageError(`${file}: ${id} ${wrong}`);
    reasons.set(id, words);
  }
  return reasons;
}

function tableOf(file: string, text: string): object {
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
