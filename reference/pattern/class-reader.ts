// `[a-z]` and `\d`: the parts of a pattern that stand for sets of characters.

import { ByteSet, digits, spaces, wordBytes } from "./byte-set.ts";
import type { Cursor } from "./cursor.ts";
import { PatternFault } from "./tree.ts";

const controls: ReadonlyMap<string, number> = new Map([
  ["n", 10],
  ["r", 13],
  ["t", 9],
  ["f", 12],
  ["v", 11],
]);

const sets: ReadonlyMap<string, () => ByteSet> = new Map([
  ["d", digits],
  ["D", () => digits().invert()],
  ["w", wordBytes],
  ["W", () => wordBytes().invert()],
  ["s", spaces],
  ["S", () => spaces().invert()],
]);

/** What follows a backslash. Throws PatternFault. */
export function readEscape(cursor: Cursor): ByteSet {
  const hexadecimal = cursor.skipMatch(/x([0-9A-Fa-f]{2})/y);
  if (hexadecimal !== undefined) {
    return new ByteSet().add(Number.parseInt(hexadecimal[1] ?? "", 16));
  }
  const character = cursor.take();
  const set = sets.get(character);
  if (set !== undefined) return set();
  const control = controls.get(character);
  if (control !== undefined) return new ByteSet().add(control);
  if (/[1-9]/.test(character)) throw new PatternFault("back references are not offered");
  if (/[0A-Za-z]/.test(character)) throw new PatternFault(`\\${character} is not offered`);
  return new ByteSet().add(cursor.codeOf(character));
}

/** What follows a `[`. Throws PatternFault. */
export function readClass(cursor: Cursor, foldsCase: boolean): ByteSet {
  const isInverted = cursor.skip("^");
  const set = new ByteSet();
  let isFirst = true;
  while (isFirst || !cursor.sees("]")) {
    isFirst = false;
    addMember(cursor, set);
  }
  cursor.take();
  if (foldsCase) set.foldCase();
  return isInverted ? set.invert() : set;
}

function addMember(cursor: Cursor, into: ByteSet): void {
  if (cursor.sees("[:") || cursor.sees("&&")) {
    throw new PatternFault("classes inside a class are not offered");
  }
  const first = bound(cursor);
  if (typeof first !== "number") {
    into.addAll(first);
    return;
  }
  const hasRange = cursor.sees("-") && !cursor.sees("-]");
  if (!hasRange) {
    into.add(first);
    return;
  }
  cursor.take();
  const last = bound(cursor);
  if (typeof last !== "number" || last < first) throw new PatternFault("a range ends early");
  into.add(first, last);
}

/** One character, or a set of its own. */
function bound(cursor: Cursor): number | ByteSet {
  if (!cursor.skip("\\")) return cursor.codeOf(cursor.take());
  const set = readEscape(cursor);
  const single = onlyMember(set);
  return single ?? set;
}

function onlyMember(set: ByteSet): number | undefined {
  let found: number | undefined;
  for (let code = 0; code < 256; code += 1) {
    if (!set.has(code)) continue;
    if (found !== undefined) return undefined;
    found = code;
  }
  return found;
}
