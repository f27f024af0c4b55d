// `fixtures/uncovered.yaml`: why a rule is not judged yet. A reason for a rule that is judged, or that
// does not exist, is an error: a list of excuses must not outlive what it excuses.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { fixturePath } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";
import { findRule } from "./registry.ts";

/** By rule. */
export type UncoveredReasons = ReadonlyMap<string, string>;

const file = "fixtures/uncovered.yaml";

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
    if (judged.has(rule)) {
      throw new UsageError(`${file}: ${rule} is judged; take it off the list`);
    }
    if (typeof reason !== "string" || reason.trim() === "") {
      throw new UsageError(`${file}: ${rule} needs a reason in words`);
    }
    reasons.set(rule, reason.trim());
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
