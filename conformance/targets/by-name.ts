// The target that a name on the command line stands for; a thread makes its own from the same name.
import { loadDefects } from "../defects/defect.ts";
import { withDefect } from "../defects/load.ts";
import { findProfile, withProfile } from "../defects/profile.ts";
import { UsageError } from "../usage-error.ts";
import { referenceTarget } from "./reference.ts";
import type { Target } from "./target.ts";

export const targetDefault = "reference";

export async function targetOf(text: string): Promise<Target> {
  if (text === targetDefault) return referenceTarget();
  const [kind, ...rest] = text.split(":");
  const id = rest.join(":");
  if (kind === "profile") return withProfile(findProfile(id));
  if (kind !== "reference") {
    throw new UsageError(
      `there is no target ${text}; use reference, reference:DEFECT or profile:NAME`,
    );
  }
  const defect = loadDefects().find((candidate) => candidate.id === id);
  if (defect === undefined)
    throw new UsageError(`there is no defect ${id}; \`kakehi defects --list\` names them`);
  return withDefect(defect);
}
