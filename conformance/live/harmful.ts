// The cases that can make a proxy spin, wedge or end, as a list of data says.
import { readFileSync } from "node:fs";
import picomatch from "picomatch";
import { parse } from "yaml";
import { fixturePath } from "../package-root.ts";

/** By the id of a case: whether it may harm the proxy that it is played against. */
export function loadHarmful(): (caseId: string) => boolean {
  const listed: unknown = parse(readFileSync(fixturePath("live", "harmful.yaml"), "utf8"));
  if (typeof listed !== "object" || listed === null) throw new Error("harmful.yaml is a table");
  return picomatch(Object.keys(listed));
}
