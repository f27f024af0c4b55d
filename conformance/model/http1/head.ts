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

/** Undefined: the head is not over yet. */
export function headAt(text: string, from: number): Head | undefined {
  const over = /\r?\n\r?\n/g;
  over.lastIndex = from;
  const end = over.exec(text);
  if (end === null) return undefined;
  const head = text.slice(from, end.index);
  const flaws: Flaw[] = [];
  if (head.includes("\0")) flaws.push(refuse("a NUL"));
  if (/(^|[^\r])\n/.test(`x${head}${end[0]}`)) flaws.push(choose("a bare LF"));
  if (/\r(?!\n)/.test(head)) flaws.push(choose("a bare CR"));
  const [line = "", ...rest] = head.split(/\r?\n/);
  const fields: FieldLine[] = [];
  for (const written of rest) {
    const read = fieldOf(written, fields.length > 0);
    if ("duty" in read) flaws.push(read);
    else fields.push([read.name, read.value]);
  }
  const flaw = flaws.find(({ duty }) => duty === "refuse") ?? flaws[0];
  return { line, fields, flaw, to: end.index + end[0].length };
}

function fieldOf(
  line: string,
  isBehindAnother: boolean,
): Flaw | { readonly name: string; readonly value: string } {
  if (/^[ \t]/.test(line)) {
    return isBehindAnother ? choose("a folded line") : refuse("a space before the first name");
  }
  const colon = line.indexOf(":");
  if (colon < 0) return refuse("a line without a colon");
  const written = line.slice(0, colon);
  if (written === "") return refuse("an empty name");
  if (/[ \t]$/.test(written)) return refuse("a space before the colon");
  if (!name.test(written)) return refuse("a name with another character");
  return { name: written, value: line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "") };
}

export function refuse(why: string): Flaw {
  return { duty: "refuse", why };
}

export function choose(why: string): Flaw {
  return { duty: "choose", why };
}
