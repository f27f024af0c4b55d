// The order in which the entries of a map are written: that of the UTF-8 bytes of their keys.

/** The keys of an object in that order. */
export function sortedKeys(entries: object): readonly string[] {
  const keys = Object.keys(entries);
  return isSorted(keys) ? keys : keys.sort(compareAsUtf8);
}

function isSorted(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index += 1) {
    if (compareAsUtf8(keys[index - 1]!, keys[index]!) > 0) return false;
  }
  return true;
}

/**
 * Code units give the same order except that surrogates, which stand for everything above U+FFFF,
 * come before U+E000.
 */
function compareAsUtf8(left: string, right: string): number {
  const end = Math.min(left.length, right.length);
  for (let index = 0; index < end; index += 1) {
    const difference = utf8Rank(left.charCodeAt(index)) - utf8Rank(right.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function utf8Rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit;
}
