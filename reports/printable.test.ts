import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonText, printable } from "./printable.ts";
import { renderReport, reportKinds } from "./render.ts";
import { runWithMessage } from "./testing/sample-run.ts";

const hostile = [
  ...Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)),
  ...Array.from({ length: 0x21 }, (_, code) => String.fromCharCode(0x7f + code)),
  ...Array.from(
    "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff",
  ),
  "\ud800",
  "\udfff",
];

test("lets no control character, separator, bidi control or lone surrogate through", () => {
  for (const character of hostile) {
    expect(printable(`a${character}b`)).toMatch(/^a\\(?:[nrt]|u\{[0-9a-f]+\})b$/);
  }
});

test("leaves every other character as it is", () => {
  const harmless = fc.string({ unit: "grapheme-ascii" });
  fc.assert(fc.property(harmless, (text) => printable(text) === text));
  expect(printable("鹿威し é 🎋")).toBe("鹿威し é 🎋");
});

test.each(reportKinds)(
  "keeps what a client sent from reaching whoever reads the %s report",
  (kind) => {
    const calm = renderReport(kind, runWithMessage("calm"));
    for (const character of hostile) {
      const text = renderReport(kind, runWithMessage(`a${character}b`));
      expect(text.replaceAll("\n", "")).not.toContain(character === "\n" ? "\u0000" : character);
      expect(text.split("\n")).toHaveLength(calm.split("\n").length);
    }
  },
);

test("escapes JSON so that the value stays the same", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(JSON.parse(jsonText({ text }))).toEqual({ text });
    }),
  );
});
