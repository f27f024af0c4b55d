// What a failure is known by from one run to the next: its words without what differs between two equal
// failures, such as instants, process ids, session ids and folders. Numbers below a thousand stay, because
// counts, levels and workers are what a failure is about.

import { bounds } from "./bounds.ts";
import { printable } from "./printable.ts";
import type { Failure } from "./run.ts";

const volatile: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?/g, "<time>"],
  [/\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g, "<ulid>"],
  [/[^\s"'=]*\/kakehi-live-[^/\s"']+/g, "<folder>"],
  [/\b((?:actor_)?(?:pid|process))([ =:]+)\d+/gi, "$1$2<pid>"],
  [/\b(?=[0-9a-f]*[0-9])[0-9a-f]{12,}\b/g, "<hex>"],
  [/\d{4,}/g, "<n>"],
];

export function fingerprintOf({ message, expected, actual }: Failure): string {
  const said = [
    message,
    ...(expected === "" ? [] : [`expected ${expected}`]),
    ...(actual === "" ? [] : [`got ${actual}`]),
  ];
  let text = said.join("; ");
  for (const [pattern, name] of volatile) text = text.replaceAll(pattern, name);
  return printable(text).slice(0, bounds.fingerprintCharacters);
}
