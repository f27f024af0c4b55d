// Findings that endanger whoever runs a release that has them: its maintainers hear of them before any
// detail is published. Which rules and cases these are is data.
import { readFileSync } from "node:fs";
import picomatch from "picomatch";
import { parse } from "yaml";
import { fixturePath } from "../package-root.ts";
import { findRule } from "../rules/registry.ts";
import { UsageError } from "../usage-error.ts";

export interface Dangers {
  /** By rule: what is at stake. */
  readonly stakes: ReadonlyMap<string, string>;
  isAbout(rule: string, caseId: string): boolean;
}

interface Listed {
  readonly rules: Readonly<Record<string, string>>;
  readonly cases: readonly string[];
}

export function loadDangers(): Dangers {
  const listed: unknown = parse(readFileSync(fixturePath("live", "dangers.yaml"), "utf8"));
  if (!isListed(listed)) throw new UsageError("dangers.yaml: rules with their stakes, and cases");
  const stakes = new Map(Object.entries(listed.rules));
  const unknown = [...stakes.keys()].find((rule) => findRule(rule) === undefined);
  if (unknown !== undefined) throw new UsageError(`dangers.yaml: there is no rule ${unknown}`);
  const isDangerous = picomatch([...listed.cases]);
  return { stakes, isAbout: (rule, caseId) => stakes.has(rule) || isDangerous(caseId) };
}

function isListed(value: unknown): value is Listed {
  if (typeof value !== "object" || value === null) return false;
  return "rules" in value && "cases" in value && Array.isArray(value.cases);
}
