// Bytes as scenarios write them: pairs of hexadecimal digits, with blanks where they help.

import { ScenarioError } from "./error.ts";

/** Throws a ScenarioError that points to where they stand. */
export function bytesFrom(hex: string, pointer: string): Uint8Array {
  const digits = hex.replaceAll(" ", "");
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/iu.test(digits)) {
    throw new ScenarioError("bad-hex", pointer, hex);
  }
  return Uint8Array.from({ length: digits.length / 2 }, (_byte, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
}
