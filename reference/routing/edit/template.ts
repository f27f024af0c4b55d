// `$HOST[n]` and `$PATH[n]` in the texts that rewrite a host or a path. A template is read once, when
// its frontend is added.

import { capturesMax } from "../bounds.ts";

export interface Captures {
  readonly host: readonly string[];
  readonly path: readonly string[];
}

type Part = { readonly text: string } | { readonly from: keyof Captures; readonly index: number };

export class Template {
  readonly #parts: readonly Part[];

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
  }

  /** What took no part in the match is empty. */
  fill(captures: Captures): string {
    return this.#parts
      .map((part) => ("text" in part ? part.text : (captures[part.from][part.index] ?? "")))
      .join("");
  }
}

export type TemplateResult =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly reason: string };

export function readTemplate(text: string): TemplateResult {
  const parts: Part[] = [];
  const reference = /\$(HOST|PATH)\[(\d{1,4})\]/g;
  let at = 0;
  for (const match of text.matchAll(reference)) {
    const index = Number(match[2]);
    if (index >= capturesMax) {
      return { ok: false, reason: `${match[0]} is beyond the last of ${capturesMax} captures` };
    }
    parts.push({ text: text.slice(at, match.index) });
    parts.push({ from: match[1] === "HOST" ? "host" : "path", index });
    at = match.index + match[0].length;
  }
  parts.push({ text: text.slice(at) });
  const left = parts.find((part) => "text" in part && /\$(?:HOST|PATH)\b/.test(part.text));
  if (left !== undefined) return { ok: false, reason: "$HOST and $PATH want an index: $PATH[1]" };
  if (/[\0-\x20\x7f-\uffff#?]/.test(text)) {
    return { ok: false, reason: "it holds a character that no host and no path has" };
  }
  return { ok: true, template: new Template(parts) };
}
