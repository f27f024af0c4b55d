// What the host name of a frontend asks for, label by label: literal labels, one `*` in front that
// stands for exactly one label, and patterns between slashes, `/cdn[0-9]+/.example.com`.

import { compilePattern, type Pattern } from "../../pattern/pattern.ts";

export type HostLabel =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "any" }
  | { readonly kind: "pattern"; readonly source: string; readonly pattern: Pattern };

/** From left to right. Undefined for a text in which a pattern is not closed or not one. */
export function hostLabels(hostname: string): readonly HostLabel[] | undefined {
  const labels: HostLabel[] = [];
  for (let rest: string | undefined = hostname; rest !== undefined;) {
    const end = labelEnd(rest);
    const label = labelOf(rest.slice(0, end));
    if (label === undefined) return undefined;
    labels.push(label);
    rest = rest[end] === "." ? rest.slice(end + 1) : undefined;
  }
  return labels;
}

/** A dot inside slashes belongs to the pattern. */
function labelEnd(text: string): number {
  const closed = /^\/[^/]*\/(?=\.|$)/.exec(text);
  if (closed !== null) return closed[0].length;
  const dot = text.indexOf(".");
  return dot < 0 ? text.length : dot;
}

function labelOf(text: string): HostLabel | undefined {
  if (text === "*") return { kind: "any" };
  if (!text.startsWith("/")) return { kind: "literal", text };
  if (text.length < 3 || !text.endsWith("/")) return undefined;
  const source = text.slice(1, -1);
  const result = compilePattern(source);
  return result.ok ? { kind: "pattern", source, pattern: result.pattern } : undefined;
}

/** The first of what is captured is the whole host, then what stands for `*` and for the groups. */
export function hostCaptures(labels: readonly HostLabel[], host: string): readonly string[] {
  const parts = host.split(".");
  return [
    host,
    ...labels.flatMap((label, index) => {
      const part = parts[index] ?? "";
      if (label.kind === "any") return [part];
      return label.kind === "pattern" ? (label.pattern.capture(part) ?? []) : [];
    }),
  ];
}
