// Text on its way into HTML. Everything that came from a run goes through here.

import { printable } from "../printable.ts";

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => references[character] ?? "");
}
