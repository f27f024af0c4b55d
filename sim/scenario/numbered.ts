// Where the texts of a step say which time it is.

export const numberMark = "{n}";

export function numbered(text: string, n: number): string {
  return text.replaceAll(numberMark, String(n));
}
