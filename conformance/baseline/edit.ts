// A revision written into the file, in place: comments, the order of the entries and whatever is not
// concerned stay. New entries come at the end.
import { type Document, isAlias, isMap, isScalar, isSeq, visit, type YAMLMap, YAMLSeq } from "yaml";
import type { Entry } from "./baseline.ts";
import { type NewEntry, reasonOf } from "./new-entry.ts";
import type { Revision } from "./revision.ts";

/** The beginning of a file that is not there yet. */
export function emptyBaseline(implementation: string, seeds: number | undefined): string {
  const about = [
    "# Failures that are known, each with its reason; docs/baseline.md says how it is read.",
    "version: 1",
    `implementation: ${JSON.stringify(implementation)}`,
    ...(seeds === undefined ? [] : [`seeds: ${seeds}`]),
    "entries: []",
  ];
  return `${about.join("\n")}\n`;
}

/** An alias stands for a text elsewhere, so that a change in one place would be one in two. */
export function hasAliases(document: Document.Parsed): boolean {
  let found = false;
  visit(document, (_, node) => {
    found ||= isAlias(node);
    return found ? visit.BREAK : undefined;
  });
  return found;
}

/** `text` is what the document was read from. */
export function edited(
  document: Document.Parsed,
  text: string,
  { cases, wavering, added }: Revision,
): string {
  const entries = entriesOf(document);
  for (const [position, known] of wavering) {
    const entry = entries.items[position];
    if (isMap(entry)) setWavering(document, entry, known);
  }
  const positions = [...cases.keys()].sort((left, right) => right - left);
  for (const position of positions) {
    const names = cases.get(position) ?? [];
    const entry = entries.items[position];
    if (names.length === 0) entries.items.splice(position, 1);
    else if (isMap(entry)) setCases(document, entry, names);
  }
  for (const entry of added) entries.add(document.createNode(written(entry)));
  entries.flow = entries.items.length === 0;
  return document.toString({
    lineWidth: 0,
    indentSeq: !/^entries:.*\n(?:\s*(?:#.*)?\n)*- /m.test(text),
  });
}

function entriesOf(document: Document.Parsed): YAMLSeq {
  const known: unknown = document.get("entries");
  if (isSeq(known)) return known;
  const fresh = new YAMLSeq(document.schema);
  document.set("entries", fresh);
  return fresh;
}

/** Names that stay keep their place and their comments. */
function setCases(document: Document.Parsed, entry: YAMLMap, names: readonly string[]): void {
  const known: unknown = entry.get("case", true);
  if (!isSeq(known)) {
    entry.set("case", names.length === 1 ? names[0] : document.createNode(names));
    return;
  }
  const nameOf = (item: unknown): unknown => (isScalar(item) ? item.value : item);
  known.items = known.items.filter((item) => names.some((name) => name === nameOf(item)));
  for (const name of names) {
    if (!known.items.some((item) => nameOf(item) === name)) known.add(document.createNode(name));
  }
}

/** The reason that somebody wrote stays in front of how often it was seen. */
function setWavering(document: Document.Parsed, entry: YAMLMap, known: NewEntry): void {
  entry.set("status", known.status);
  entry.set("match", document.createNode(listOrOne(known.match)));
  entry.set("reason", reasonOf(known));
}

function written(entry: NewEntry): object {
  const { rule, cases, status, match, kept } = entry;
  const known = Object.entries(kept).filter(([, value]) => value !== undefined);
  return {
    ...{ rule, case: listOrOne(cases), status, match: listOrOne(match) },
    reason: reasonOf(entry),
    ...Object.fromEntries(known),
  };
}

function listOrOne(names: Entry["match"]): string | readonly string[] {
  return names.length === 1 ? (names[0] ?? "") : names;
}
