// Text on its way into Markdown.
import { printable } from "../../reports/index.ts";

/** A sentence of ours, in which no sign means anything but itself. */
export function prose(text: string): string {
  return printable(text).replace(/[\\`*<|[\]]/g, (sign) => (sign === "<" ? "&lt;" : `\\${sign}`));
}

/** Lines as they are; a fence cannot be forged, because nothing of a run begins a line. */
export function fenced(lines: readonly string[]): string {
  return ["```text", ...lines.map((line) => `  ${printable(line)}`), "```"].join("\n");
}
