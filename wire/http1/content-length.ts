// What Content-Length says, all its lines and list elements taken together (RFC 9110 §8.6), for both
// versions of HTTP. Whether what it says is acceptable is decided by those who read it.

/** All Content-Length lines together. */
export type LengthFact = number | "invalid" | "differing" | undefined;

/** A list of equal numbers is that number. */
export function lengthOf(value: string): LengthFact {
  if (!value.includes(",")) return numberOf(value);
  return value.split(",").map(trimmed).map(numberOf).reduce(sameLength);
}

export function sameLength(left: LengthFact, right: LengthFact): LengthFact {
  if (left === "invalid" || right === "invalid") return "invalid";
  return left === right ? left : "differing";
}

function numberOf(text: string): LengthFact {
  let value = 0;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return "invalid";
    value = value * 10 + digit;
    if (value > Number.MAX_SAFE_INTEGER) return "invalid";
  }
  return text.length === 0 ? "invalid" : value;
}

/** Without the optional whitespace of RFC 9110, which is not all that `trim` knows. */
export function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}
