// The baseline of a release: what it is known to fail, rule by rule, each entry with what a user of the
// proxy notices of it. The explanations are data.
import { readFileSync } from "node:fs";
import { stringify } from "yaml";
import type { Run } from "../../reports/index.ts";
import { suiteVersion } from "../package-root.ts";
import { fixturePath } from "../package-root.ts";
import { type Reasons, reasonsIn } from "../rules/reasons.ts";

export function publishedBaseline(name: string, { cases, rules }: Run): string {
  const noticed = loadNoticed();
  const entries = rules.flatMap(({ rule, statement = "" }) => {
    const failing = cases
      .filter(({ failures }) => failures.some((failure) => failure.rule === rule))
      .map((one) => one.case);
    if (failing.length === 0) return [];
    const reason = noticed.get(rule) ?? `does not hold: ${statement}`;
    return [{ rule, case: failing, status: "fail", match: "any", reason }];
  });
  const [major = "0", minor = "0"] = suiteVersion.split(".");
  const about =
    "# What this release is known to fail, and what a user of the proxy notices of it.\n";
  const suite = `>=${major}.${minor} <${major}.${Number(minor) + 1}`;
  return about + stringify({ version: 1, suite, implementation: name, entries }, { lineWidth: 0 });
}

/** By rule: what somebody notices whose proxy breaks it. */
function loadNoticed(): Reasons {
  const text = readFileSync(fixturePath("live", "noticed.yaml"), "utf8");
  return reasonsIn("noticed.yaml", text, () => undefined);
}
