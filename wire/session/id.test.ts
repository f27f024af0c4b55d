import fc from "fast-check";
import { expect, test } from "vitest";
import { WireMisuseError } from "../misuse.ts";
import { parseSessionId } from "./id.ts";
import { formatUlid, parseUlid } from "./ulid.ts";

const LARGEST = 2n ** 128n - 1n;
const anyId = fc.bigInt({ min: 0n, max: LARGEST });

// BIND-ULID-FORMS, spelling by spelling.
const SPELLINGS: readonly (readonly [text: string, value: bigint | undefined])[] = [
  ["00000000000000000000000000", 0n],
  ["00000000000000000000000001", 1n],
  ["0000000000000000000000000Z", 31n],
  ["0000000000000000000000000z", 31n],
  ["0000000000000000000000000I", 1n],
  ["0000000000000000000000000i", 1n],
  ["0000000000000000000000000L", 1n],
  ["0000000000000000000000000l", 1n],
  ["OOOOOOOOOOOOOOOOOOOOOOOOO1", 1n],
  ["ooooooooooooooooooooooooo1", 1n],
  ["0000000000000000000000000U", undefined],
  ["0000000000000000000000000u", undefined],
  ["7ZZZZZZZZZZZZZZZZZZZZZZZZZ", LARGEST],
  ["8ZZZZZZZZZZZZZZZZZZZZZZZZZ", undefined],
  ["01ARZ3NDEKTSV4RRFFQ69G5FAV", 0x01563e3ab5d3d6764c61efb99302bd5bn],
  // 26 hex digits are a ULID, unless the first is above 7.
  ["10000000000000000000000000", 1n << 125n],
  ["80000000000000000000000000", 0x80000000000000000000000000n],
  ["f0000000000000000000000000", 0xf0000000000000000000000000n],
  ["000000000000000000000000001", 1n],
  ["0000000000000000000000001", 1n],
  ["a", 10n],
  ["A", 10n],
  ["0xa", 10n],
  ["0x0x0xa", 10n],
  ["0Xa", undefined],
  ["0x0Xa", undefined],
  ["+a", 10n],
  ["0x+a", 10n],
  ["+0xa", undefined],
  ["++a", undefined],
  ["-a", undefined],
  ["+", undefined],
  ["0x", undefined],
  ["", undefined],
  ["a_a", undefined],
  [" a", undefined],
  ["a ", undefined],
  ["a\n", undefined],
  ["g", undefined],
  ["é", undefined],
  ["ffffffffffffffffffffffffffffffff", LARGEST],
  ["0x00000ffffffffffffffffffffffffffffffff", LARGEST],
  ["+000ffffffffffffffffffffffffffffffff", LARGEST],
  ["100000000000000000000000000000000", undefined],
  ["1ffffffffffffffffffffffffffffffff", undefined],
];

test.each(SPELLINGS)("%j is read as %s", (text, value) => {
  expect(parseSessionId(text)).toBe(value);
});

test("a formatted id reads back in either case, as 26 symbols of the alphabet", () => {
  fc.assert(
    fc.property(anyId, (id) => {
      const text = formatUlid(id);
      expect(text).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
      expect(parseSessionId(text)).toBe(id);
      expect(parseSessionId(text.toLowerCase())).toBe(id);
    }),
  );
});

test("hex of 32 digits reads back, with and without prefixes", () => {
  fc.assert(
    fc.property(anyId, (id) => {
      const text = id.toString(16).padStart(32, "0");
      expect(parseSessionId(text)).toBe(id);
      expect(parseSessionId(`0x0x${text.toUpperCase()}`)).toBe(id);
    }),
  );
});

test("formatted ids sort as their numbers do", () => {
  fc.assert(
    fc.property(anyId, anyId, (left, right) => {
      expect(formatUlid(left) < formatUlid(right)).toBe(left < right);
    }),
  );
});

test("no text makes reading throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
      const value = parseSessionId(text) ?? 0n;
      expect(value >= 0n && value <= LARGEST).toBe(true);
    }),
  );
});

test.each([-1n, LARGEST + 1n])("%d has no ULID", (value) => {
  expect(() => formatUlid(value)).toThrow(WireMisuseError);
  expect(() => formatUlid(value)).toThrow(expect.objectContaining({ code: "session-id-range" }));
});

test("whatever was read before, a text is read as what it says", () => {
  // Few endings, so that many of them stand in each other's place.
  const anyEnding = fc.constantFrom("00", "0g", "g0");
  const anyBeginning = fc.integer({ min: 0, max: 7 }).map((digit) => `${digit}${"0".repeat(23)}`);
  fc.assert(
    fc.property(fc.array(fc.tuple(anyBeginning, anyEnding)), (parts) => {
      const texts = parts.map(([beginning, ending]) => `${beginning}${ending}`);
      const wanted = texts.map((text) => parseUlid(text));
      expect(texts.map((text) => parseSessionId(text))).toEqual(wanted);
    }),
  );
});
