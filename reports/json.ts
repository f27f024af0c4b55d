// The whole run as one document, for tools that would rather not read lines.

import { jsonText } from "./printable.ts";
import type { Run } from "./run.ts";

export function jsonReport(run: Run): string {
  return `${jsonText(run, 2)}\n`;
}
