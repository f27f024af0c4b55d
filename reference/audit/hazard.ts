// The characters that may end a line, reorder it or hide in it. The ranges are written out and not
// taken from Unicode properties, so that every runtime agrees on them.

/**
 * AUDIT-NO-FORGERY: C0, DEL and C1; soft hyphen; every bidi control (U+061C, U+200E, U+200F,
 * U+202A-202E, U+2066-2069); zero-width characters; U+2028 and U+2029; the byte order mark and other
 * invisible formatting; tags; non-characters; halves of surrogate pairs.
 */
const ranges = [
  String.raw`\u{0}-\u{1f}`,
  String.raw`\u{7f}-\u{9f}`,
  String.raw`\u{ad}`,
  String.raw`\u{61c}`,
  String.raw`\u{180e}`,
  String.raw`\u{200b}-\u{200f}`,
  String.raw`\u{2028}-\u{202e}`,
  String.raw`\u{2060}-\u{206f}`,
  String.raw`\u{d800}-\u{dfff}`,
  String.raw`\u{feff}`,
  String.raw`\u{fff9}-\u{fffb}`,
  String.raw`\u{fffe}\u{ffff}`,
  String.raw`\u{e0000}-\u{e007f}`,
].join("");

const hazards = new RegExp(`[${ranges}]`, "gu");

/** Printable ASCII without `,` and `=`. */
const plainColumn = /^[ -+\--<>-~]*$/u;

/** A key=value format needs its own two separators neutralised as well. */
const hazardsOfColumns = new RegExp(`[,=${ranges}]`, "gu");

/** What nearly every text consists of, and no hazard is in it: printable ASCII. */
const plain = /^[ -~]*$/u;

/** For the values of a key=value format: every hazard becomes one question mark. */
export function neutralised(text: string): string {
  return plainColumn.test(text) ? text : text.replace(hazardsOfColumns, "?");
}

/** For finished JSON: every hazard inside its strings becomes an escape of the same meaning. */
export function escaped(json: string): string {
  return plain.test(json) ? json : json.replace(hazards, escapedUnits);
}

function escapedUnits(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index);
    return `\\u${unit.toString(16).padStart(4, "0")}`;
  }).join("");
}
