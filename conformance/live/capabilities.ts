// The rules that nobody can judge from outside, each with what would have to be seen.
import { readFileSync } from "node:fs";
import { fixturePath } from "../package-root.ts";
import { type Reasons, reasonsIn } from "../rules/reasons.ts";

export function loadCapabilities(): Reasons {
  const text = readFileSync(fixturePath("live", "capabilities.yaml"), "utf8");
  return reasonsIn("capabilities.yaml", text, () => undefined);
}
