// The text of a pattern as a tree: the part of the usual syntax that can be matched in one pass over
// the subject. Back references and look-around cannot, and are refused rather than approximated.

import { groupsMax, nestingMax, repetitionMax, sourceLengthMax } from "./bounds.ts";
import { anyByte, ByteSet } from "./byte-set.ts";
import { readClass, readEscape } from "./class-reader.ts";
import { Cursor } from "./cursor.ts";
import { PatternFault, type PatternTree } from "./tree.ts";

export interface ParsedPattern {
  readonly tree: PatternTree;
  readonly groups: number;
}

/** Throws PatternFault. */
export function parsePattern(source: string): ParsedPattern {
  if (source.length > sourceLengthMax) {
    throw new PatternFault(`it is longer than ${sourceLengthMax} characters`);
  }
  const foldsCase = source.startsWith("(?i)");
  const reader = new Reader(new Cursor(source, foldsCase ? 4 : 0), foldsCase);
  return reader.read();
}

class Reader {
  readonly #cursor: Cursor;
  readonly #foldsCase: boolean;
  #groups = 0;
  #depth = 0;

  constructor(cursor: Cursor, foldsCase: boolean) {
    this.#cursor = cursor;
    this.#foldsCase = foldsCase;
  }

  read(): ParsedPattern {
    const tree = this.#choice();
    if (!this.#cursor.isAtEnd) throw new PatternFault("a ) closes nothing");
    return { tree, groups: this.#groups };
  }

  #choice(): PatternTree {
    const items = [this.#sequence()];
    while (this.#cursor.skip("|")) items.push(this.#sequence());
    return items.length === 1 && items[0] !== undefined ? items[0] : { kind: "choice", items };
  }

  #sequence(): PatternTree {
    const items: PatternTree[] = [];
    while (!this.#cursor.isAtEnd && !this.#cursor.sees("|") && !this.#cursor.sees(")")) {
      items.push(this.#repeated());
    }
    return { kind: "sequence", items };
  }

  #repeated(): PatternTree {
    const item = this.#atom();
    const count = this.#count();
    if (count === undefined) return item;
    if (item.kind === "start" || item.kind === "end") {
      throw new PatternFault("an anchor cannot be repeated");
    }
    const isLazy = this.#cursor.skip("?");
    if (this.#count() !== undefined) throw new PatternFault("a repetition follows another");
    return { kind: "repeat", item, ...count, isLazy };
  }

  #count(): { readonly least: number; readonly most: number | undefined } | undefined {
    const cursor = this.#cursor;
    if (cursor.skip("*")) return { least: 0, most: undefined };
    if (cursor.skip("+")) return { least: 1, most: undefined };
    if (cursor.skip("?")) return { least: 0, most: 1 };
    const braces = cursor.skipMatch(/\{(\d{1,6})(?:(,)(\d{0,6}))?\}/y);
    if (braces === undefined) return undefined;
    const [, low = "", comma, high] = braces;
    const least = Number(low);
    const most = comma === undefined ? least : high === "" ? undefined : Number(high);
    if (Math.max(least, most ?? 0) > repetitionMax) {
      throw new PatternFault(`it repeats more than ${repetitionMax} times`);
    }
    if (most !== undefined && most < least) throw new PatternFault("a repetition ends early");
    return { least, most };
  }

  #atom(): PatternTree {
    const cursor = this.#cursor;
    if (cursor.skip("(")) return this.#group();
    if (cursor.skip("^")) return { kind: "start" };
    if (cursor.skip("$")) return { kind: "end" };
    if (cursor.skip(".")) return { kind: "set", set: anyByte() };
    // Folded before it is inverted.
    if (cursor.skip("[")) return { kind: "set", set: readClass(cursor, this.#foldsCase) };
    if (cursor.skip("\\")) return this.#set(readEscape(cursor));
    const character = cursor.take();
    if ("*+?".includes(character)) throw new PatternFault(`nothing stands before ${character}`);
    return this.#set(new ByteSet().add(cursor.codeOf(character)));
  }

  #group(): PatternTree {
    this.#depth += 1;
    if (this.#depth > nestingMax) throw new PatternFault(`more than ${nestingMax} groups deep`);
    const isPlain = !this.#cursor.sees("?");
    const isCaptured = isPlain || this.#cursor.skipMatch(/\?P?<[A-Za-z_]\w{0,31}>/y) !== undefined;
    if (!isCaptured && this.#cursor.skipMatch(/\?:/y) === undefined) {
      throw new PatternFault("look-around and flags inside are not offered");
    }
    if (isCaptured) this.#groups += 1;
    const index = this.#groups;
    if (index > groupsMax) throw new PatternFault(`it has more than ${groupsMax} groups`);
    const item = this.#choice();
    if (!this.#cursor.skip(")")) throw new PatternFault("a ( is not closed");
    this.#depth -= 1;
    return isCaptured ? { kind: "group", index, item } : item;
  }

  #set(set: ByteSet): PatternTree {
    return { kind: "set", set: this.#foldsCase ? set.foldCase() : set };
  }
}
