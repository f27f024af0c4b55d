// Who promises a rule, in words.

const names: Readonly<Record<string, string>> = {
  D: "field documentation",
  S: "stream-state documentation",
  C: "operations documents",
  "→": "derived",
};

/** `S RFC 9113 §6.8` as `stream-state documentation, RFC 9113 §6.8`. */
export function sourceText(source: string): string {
  const [first = "", ...rest] = source.split(" ");
  const name = names[first];
  if (name === undefined) return source;
  return rest.length === 0 ? name : `${name}, ${sourceText(rest.join(" "))}`;
}
