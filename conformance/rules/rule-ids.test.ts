// Rule ids are for ever: one that stands in the ledger may be excluded with a reason, never vanish. A new
// rule is added to the ledger with the change that adds it.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fixturePath } from "../package-root.ts";
import { rules } from "./registry.ts";

test("the ledger and the registry name the same rules", () => {
  const ledger = readFileSync(fixturePath("rule-ids.txt"), "utf8").trimEnd().split("\n");
  expect(new Set(rules.map(({ id }) => id))).toEqual(new Set(ledger));
});
