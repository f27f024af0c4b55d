// The columns of a row under their own names, before any of them means something: how a line of
// `key=value` pairs and an object of JSON are taken apart. No column may appear twice.
import { hasHazard, hazardName } from "./hazard.ts";

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

const separator = /[,=]/;

export type Columns = ReadonlyMap<string, string>;

export type Taken =
  { readonly ok: true; readonly columns: Columns } | { readonly ok: false; readonly fault: string };

/** What the rule forbids in a line of any format: in JSON it stands there escaped. */
export function rawHazard(line: string): string | undefined {
  return hasHazard(line) ? `the line holds a raw ${hazardName(line)}` : undefined;
}

/**
 * `a=1, b=2`: a value holds neither `,` nor `=`. In columns that the writer fills in its own words an
 * `=` is nobody else's.
 */
export function pairsOf(
  pairs: readonly string[],
  known: ReadonlySet<string>,
  ownWords?: ReadonlySet<string>,
): Taken {
  const columns = new Map<string, string>();
  for (const pair of pairs) {
    const cut = pair.indexOf("=");
    const name = pair.slice(0, Math.max(cut, 0));
    const value = pair.slice(cut + 1);
    if (!known.has(name))
      return { ok: false, fault: `no column is called ${JSON.stringify(pair)}` };
    if (columns.has(name)) return { ok: false, fault: `the column ${name} appears twice` };
    const odd = ownWords?.has(name) === true ? value.includes(",") : separator.test(value);
    if (odd) return { ok: false, fault: `the column ${name} holds a separator` };
    columns.set(name, value);
  }
  return { ok: true, columns };
}

/** The object of a line of JSON, or why there is none. */
export function objectOf(line: string): Record<string, unknown> | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "the line is no JSON";
  }
  if (!isObject(value)) return "the line is no object";
  return repeatsKey(line, value) ? "a key appears twice" : value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object as a line: what the rule forbids to stand in one is escaped. */
export function lineOf(object: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(object).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A parser keeps the last of two equal keys: what was written is then longer than what was read. */
function repeatsKey(line: string, value: unknown): boolean {
  return keysIn(value) < keysWritten(line);
}

/** In JSON a colon outside of every text stands behind a key. */
function keysWritten(line: string): number {
  let written = 0;
  let isInText = false;
  for (let at = 0; at < line.length; at += 1) {
    const unit = line.charCodeAt(at);
    if (unit === quote) isInText = !isInText;
    else if (isInText && unit === backslash) at += 1;
    else if (!isInText && unit === colon) written += 1;
  }
  return written;
}

function keysIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const inner: unknown[] = Object.values(value);
  let keys = Array.isArray(value) ? 0 : inner.length;
  for (const each of inner) keys += keysIn(each);
  return keys;
}
