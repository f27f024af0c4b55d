// The baseline of a release: what it is known to fail, rule by rule, each entry with what a user of the
// proxy notices of it. The explanations are data. What stands already is revised, since even
// several runs cannot tell everything that wavers.
import { readFileSync } from "node:fs";
import type { Run } from "../../reports/index.ts";
import { circumstanceOf } from "../baseline/circumstance.ts";
import { edited, emptyBaseline } from "../baseline/edit.ts";
import { readBaseline } from "../baseline/read.ts";
import { isEmpty, revisionFor } from "../baseline/revision.ts";
import { fixturePath, suiteVersion } from "../package-root.ts";
import { type Reasons, reasonsIn } from "../rules/reasons.ts";

/** `before` as these whole runs change it; nothing stands there for a release that is new. */
export function publishedBaseline(
  name: string,
  runs: readonly [Run, ...Run[]],
  before: string | undefined,
): string {
  const [{ rules, header }] = runs;
  const text = before ?? begun(name);
  const read = readBaseline(text);
  if (read.kind === "refused")
    throw new Error(`the baseline that stands of ${name} cannot be read`);
  const noticed = loadNoticed();
  const statements = new Map(rules.map(({ rule, statement = "" }) => [rule, statement]));
  const reasonFor = (rule: string): string =>
    noticed.get(rule) ?? `does not hold: ${statements.get(rule) ?? ""}`;
  const where = circumstanceOf(header);
  const revision = revisionFor(runs, read.baseline, where, {
    matchBy: "any",
    reasonFor,
    asFlaky: false,
  });
  return isEmpty(revision) ? text : edited(read.document, text, revision);
}

function begun(name: string): string {
  const about = "# What this release is known to fail, and what a user of the proxy notices of it.";
  const [major = "0", minor = "0"] = suiteVersion.split(".");
  const suite = `suite: ">=${major}.${minor} <${major}.${Number(minor) + 1}"`;
  const [, version, ...others] = emptyBaseline(name, undefined).split("\n");
  return [about, version, suite, ...others].join("\n");
}

/** By rule: what somebody notices whose proxy breaks it. */
function loadNoticed(): Reasons {
  const text = readFileSync(fixturePath("live", "noticed.yaml"), "utf8");
  return reasonsIn("noticed.yaml", text, () => undefined);
}
