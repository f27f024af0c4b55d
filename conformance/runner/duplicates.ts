// Cases that the suite would not miss: whatever they do to a rule another case does too, and whatever
// rule catches a defect in them catches it in another case as well. Each is looked at alone, so of two
// that are the same both are named, and one of them may stay.
import type { MatrixRow } from "../defects/matrix.ts";
import type { Case } from "./cases.ts";

/** A regression stays because of what once happened, a capture because of who once did it. */
const exemptTags = ["regression", "capture"];

export function duplicates(
  cases: readonly Case[],
  kills: readonly Pick<MatrixRow, "defect" | "killers">[],
): readonly Case[] {
  const owned = new Map(cases.map(({ scenario }) => [scenario.id, new Set(scenario.cells)]));
  for (const { defect, killers } of kills) {
    for (const [rule, killing] of Object.entries(killers)) {
      for (const id of killing) owned.get(id)?.add(`${rule} notices ${defect}`);
    }
  }
  const owners = new Map<string, number>();
  for (const all of owned.values()) {
    for (const one of all) owners.set(one, (owners.get(one) ?? 0) + 1);
  }
  return cases.filter(({ scenario }) => {
    if (scenario.tags.some((tag) => exemptTags.includes(tag))) return false;
    return [...(owned.get(scenario.id) ?? [])].every((one) => owners.get(one) !== 1);
  });
}
