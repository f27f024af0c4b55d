// The head of a message: its lines, and what is wrong with how they are written.
import type { FieldLine, Flaw } from "./message.ts";

export interface Head {
  readonly line: string;
  readonly fields: readonly FieldLine[];
  readonly flaw: Flaw | undefined;
  /** Behind the empty line. */
  readonly to: number;
}

const name = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Nearly every head is written like this, and no line of it has to be looked at for its ending. */
const properLines = /^[^\r\n]*(?:\r\n[^\r\n]*)*$/;

/** Undefined: the head is not over yet. */
export function headAt(text: string, from: number): Head | undefined {
  const over = /\r?\n\r?\n/g;
  over.lastIndex = from;
  const end = over.exec(text);
  if (end === null) return undefined;
  const head = text.slice(from, end.index);
  const flaws = head.includes("\0") ? [refuse("a NUL")] : [];
  const endsProperly = end[0] === "\r\n\r\n" && properLines.test(head);
  if (!endsProperly) flaws.push(...wrongEndings(head, end[0]));
  const [line = "", ...rest] = endsProperly ? head.split("\r\n") : head.split(/\r?\n/);
  const fields: FieldLine[] = [];
  for (const written of rest) {
    const read = fieldOf(written, fields.length > 0);
    if ("duty" in read) flaws.push(read);
    else fields.push([read.name, read.value]);
  }
  const flaw = flaws.find(({ duty }) => duty === "refuse") ?? flaws[0];
  return { line, fields, flaw, to: end.index + end[0].length };
}

function wrongEndings(head: string, end: string): readonly Flaw[] {
  const flaws: Flaw[] = [];
  if (/(^|[^\r])\n/.test(`x${head}${end}`)) flaws.push(choose("a bare LF"));
  if (/\r(?!\n)/.test(head)) flaws.push(choose("a bare CR"));
  return flaws;
}

function fieldOf(
  line: string,
  isBehindAnother: boolean,
): Flaw | { readonly name: string; readonly value: string } {
  const colon = line.indexOf(":");
  const written = line.slice(0, Math.max(0, colon));
  if (name.test(written)) return { name: written, value: trimmed(line, colon + 1) };
  if (/^[ \t]/.test(line)) {
    return isBehindAnother ? choose("a folded line") : refuse("a space before the first name");
  }
  if (colon < 0) return refuse("a line without a colon");
  if (written === "") return refuse("an empty name");
  if (/[ \t]$/.test(written)) return refuse("a space before the colon");
  return refuse("a name with another character");
}

/** From there on, without the spaces and tabs at both ends. */
function trimmed(line: string, start: number): string {
  let from = start;
  let to = line.length;
  while (from < to && isBlank(line.charCodeAt(from))) from += 1;
  while (to > from && isBlank(line.charCodeAt(to - 1))) to -= 1;
  return line.slice(from, to);
}

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9;
}

export function refuse(why: string): Flaw {
  return { duty: "refuse", why };
}

export function choose(why: string): Flaw {
  return { duty: "choose", why };
}
