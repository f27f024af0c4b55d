// The cases that can make a proxy spin, wedge or end, as a list of data says.
import { readFileSync } from "node:fs";
import picomatch from "picomatch";
import { parse } from "yaml";
import { fixturePath } from "../package-root.ts";

/** `alone`: it may take all that the machine has. */
export type Harm = "none" | "harmful" | "alone";

type Listed = Readonly<Record<"alone" | "harmful", Readonly<Record<string, string>>>>;

/** By the id of a case: what it may do to the proxy that it is played against. */
export function loadHarm(): (caseId: string) => Harm {
  const listed: unknown = parse(readFileSync(fixturePath("live", "harmful.yaml"), "utf8"));
  if (!isListed(listed)) throw new Error("harmful.yaml lists what is alone and what is harmful");
  const isAlone = picomatch(Object.keys(listed.alone));
  const isHarmful = picomatch(Object.keys(listed.harmful));
  return (caseId) => {
    if (isAlone(caseId)) return "alone";
    return isHarmful(caseId) ? "harmful" : "none";
  };
}

function isListed(value: unknown): value is Listed {
  return typeof value === "object" && value !== null && "alone" in value && "harmful" in value;
}
