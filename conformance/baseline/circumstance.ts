// Where a run met a proxy, as baselines know it: what its header says, and the day on which somebody looks at it.
import type { HeaderRecord } from "../../reports/index.ts";
import { today } from "../today.ts";
import type { Circumstance } from "./baseline.ts";

/** `platform` is an operating system and a processor: "linux x64". */
export function circumstanceOf({ target, platform }: HeaderRecord): Circumstance {
  const [os = ""] = platform.split(" ");
  return { target, os, today: today() };
}
