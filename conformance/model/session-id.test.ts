import { expect, test } from "vitest";
import { canonicalSession, isPlainUlid } from "./session-id.ts";

const ulid = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
const hex = "01563e3ab5d3d6764c61efb99302bd5b";

test.each([
  ["upper case", ulid, hex],
  ["lower case", ulid.toLowerCase(), hex],
  [
    "aliases of 1 and 0",
    `O${"I".repeat(12)}${"L".repeat(13)}`,
    canonicalSession(`0${"1".repeat(25)}`),
  ],
  ["hex digits", hex, hex],
  ["upper-case hex digits", hex.toUpperCase(), hex],
  ["one 0x", `0x${hex}`, hex],
  ["several 0x", `0x0x${hex}`, hex],
  ["a leading plus", `+${hex}`, hex],
  ["26 hex digits are Crockford", "0".repeat(25) + "a", `${"0".repeat(31)}a`],
  ["26 hex digits that overflow are hex", `f${"0".repeat(25)}`, `000000f${"0".repeat(25)}`],
  ["leading zeros of any number", `${"0".repeat(40)}1`, `${"0".repeat(31)}1`],
])("%s are one session", (_, text, canonical) => {
  expect(canonicalSession(text)).toBe(canonical);
});

test.each([
  ["nothing", ""],
  ["a letter that Crockford leaves out", "01ARZ3NDEKTSV4RRFFQ69G5FAU"],
  ["a number above 128 bits", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ"],
  ["an upper-case 0X", `0X${hex}`],
  ["a minus", `-${hex}`],
  ["an underscore", "01_02"],
  ["blanks", ` ${hex}`],
  ["33 hex digits", `1${hex}`],
])("%s is no session", (_, text) => {
  expect(canonicalSession(text)).toBeUndefined();
});

test("only the spelling of a master is plain", () => {
  expect([ulid, ulid.toLowerCase(), hex].map(isPlainUlid)).toEqual([true, false, false]);
});
