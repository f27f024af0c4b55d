// What a byte may be in a head of RFC 9112: the columns of the head table. Chunk lines have a
// classification of their own.

/** The order is the numbering of the columns. */
export const byteClassNames = [
  "nul",
  "control",
  "tab",
  "lf",
  "cr",
  "space",
  "token",
  "colon",
  "visible",
  "high",
] as const;

export type ByteClass = (typeof byteClassNames)[number];

export const byteClasses: Readonly<Record<ByteClass, number>> = {
  nul: 0,
  control: 1,
  tab: 2,
  lf: 3,
  cr: 4,
  space: 5,
  token: 6,
  colon: 7,
  visible: 8,
  high: 9,
};

/** A row of a table is this wide: a power of two, so that a cell is found by shifting. */
export const CLASS_BITS = 4;

/** RFC 9110 §5.6.2, beside letters and digits. */
const TOKEN_MARKS = "!#$%&'*+-.^_`|~";

/** The class of each byte. */
export const CLASS_OF: Readonly<Uint8Array> = Uint8Array.from({ length: 256 }, (_, byte) =>
  classify(byte),
);

function classify(byte: number): number {
  if (byte >= 0x80) return byteClasses.high;
  if (isAlphanumeric(byte) || TOKEN_MARKS.includes(String.fromCharCode(byte))) {
    return byteClasses.token;
  }
  switch (byte) {
    case 0x00:
      return byteClasses.nul;
    case 0x09:
      return byteClasses.tab;
    case 0x0a:
      return byteClasses.lf;
    case 0x0d:
      return byteClasses.cr;
    case 0x20:
      return byteClasses.space;
    case 0x3a:
      return byteClasses.colon;
    default:
      return byte < 0x20 || byte === 0x7f ? byteClasses.control : byteClasses.visible;
  }
}

function isAlphanumeric(byte: number): boolean {
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x7a && byte >= 0x41);
}

/** Whether every unit of the text is a token character, and there is one. */
export function isToken(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (CLASS_OF[text.charCodeAt(at)] !== byteClasses.token) return false;
  }
  return text.length > 0;
}
