// AUDIT-NO-FORGERY: the characters that end a line, reorder it or hide in it, from the text of the
// rule: C0 and DEL, C1, U+2028 and U+2029, the byte order mark, every bidi control.

const hazards = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;
const separators = /[,=]/;
const ascii = /^[ -~]*$/;

/** What a key=value format puts in the place of a character that could forge. */
const replacement = "?";

export function hasHazard(text: string): boolean {
  return !ascii.test(text) && hazards.test(text);
}

/** Whether a text could forge something where columns are written as `key=value`. */
export function couldForge(text: string): boolean {
  return separators.test(text) || hasHazard(text);
}

/** The first hazard, as a code point in words. */
export function hazardName(text: string): string {
  const found = hazards.exec(text)?.[0].codePointAt(0);
  return found === undefined ? "none" : `U+${found.toString(16).toUpperCase().padStart(4, "0")}`;
}

/**
 * Whether `shown` is `given` with some characters replaced one for one. A plain printable character
 * stays what it is, but for the separators: the rule names what is replaced, and a writer may be
 * more careful than that.
 */
export function isNeutralised(shown: readonly string[], given: readonly string[]): boolean {
  return (
    shown.length === given.length &&
    shown.every((character, place) => {
      const original = given[place] ?? "";
      return character === original || (character === replacement && isReplaceable(original));
    })
  );
}

function isReplaceable(character: string): boolean {
  return separators.test(character) || !ascii.test(character);
}
