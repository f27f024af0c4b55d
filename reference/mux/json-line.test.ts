import fc from "fast-check";
import { expect, test } from "vitest";
import { escaped } from "../audit/hazard.ts";
import { jsonKeys, jsonLine } from "./json-line.ts";

const name = fc.stringMatching(/^[a-z_]{1,12}$/u);
const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constantFrom('"', "\\", "~"));
const value = fc.oneof(
  text,
  fc.integer(),
  fc.array(text, { maxLength: 3 }),
  fc.constant(undefined),
);

test("is what JSON and the escapes of hazards make of it", () => {
  fc.assert(
    fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (columns) => {
      expect(jsonLine(jsonKeys(Object.keys(columns)), columns)).toBe(
        escaped(JSON.stringify(columns)),
      );
    }),
  );
});

test("nothing is an empty object", () => {
  expect(jsonLine(jsonKeys(["absent"]), { absent: undefined })).toBe("{}");
});
