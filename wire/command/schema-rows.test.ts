import { ScalarType, type DescField, type DescMessage } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { file_command_command } from "./command_pb.ts";
import { DEFAULT_ROWS, ENUM_ROWS, FIELDLESS_MESSAGES, SCHEMA_ROWS } from "./schema-rows.ts";

const { messages, enums } = file_command_command;
const messageNamed = (name: string): DescMessage | undefined =>
  messages.find((message) => message.name === name);

const scalarName = (scalar: ScalarType): string => ScalarType[scalar].toLowerCase();

const valueType = (field: DescField): string =>
  field.message?.name ?? field.enum?.name ?? scalarName(field.scalar ?? ScalarType.BYTES);

const TYPES: Record<DescField["fieldKind"], (field: DescField) => string> = {
  scalar: valueType,
  enum: valueType,
  message: valueType,
  list: (field) => `repeated:${valueType(field)}`,
  map: (field) => `map:${valueType(field)}`,
};

const compiledRows = (name: string): readonly string[] =>
  (messageNamed(name)?.fields ?? []).map(
    (field) => `${field.number} ${field.name} ${TYPES[field.fieldKind](field)}`,
  );

const transcribedRows = (rows: string): readonly string[] =>
  rows.split(",").map((row) => row.trim().replace(/\s+/g, " ").replace(/\?$/, ""));

test.each(Object.entries(SCHEMA_ROWS))("%s has the fields of its row", (name, rows) => {
  expect(compiledRows(name)).toEqual(transcribedRows(rows));
});

test("every compiled message has a row or is listed as having no known field", () => {
  const described = [...Object.keys(SCHEMA_ROWS), ...FIELDLESS_MESSAGES].toSorted((left, right) =>
    left < right ? -1 : 1,
  );
  const compiled = messages
    .map((message) => message.name)
    .toSorted((left, right) => (left < right ? -1 : 1));
  expect(compiled).toEqual(described);
});

test.each(FIELDLESS_MESSAGES)("%s has no field", (name) => {
  expect(messageNamed(name)?.fields).toEqual([]);
});

test.each(Object.entries(ENUM_ROWS))("%s has its values, numbered from 0", (name, row) => {
  const values = enums.find((described) => described.name === name)?.values ?? [];
  expect(values.map((value) => `${value.number} ${value.name}`)).toEqual(
    row
      .trim()
      .split(/\s+/)
      .map((value, number) => `${number} ${value}`),
  );
});

test("every enum has a row and is open", () => {
  expect(new Set(enums.map((described) => described.name))).toEqual(
    new Set(Object.keys(ENUM_ROWS)),
  );
  expect(enums.filter((described) => !described.open)).toEqual([]);
});

const defaultOf = (field: DescField): unknown =>
  field.fieldKind === "scalar" || field.fieldKind === "enum" ? field.getDefaultValue() : undefined;

test("exactly the declared defaults are compiled", () => {
  const compiled = messages.flatMap((message) =>
    message.fields.map((field) => [`${message.name}.${field.name}`, defaultOf(field)] as const),
  );
  const declared = compiled.filter(([, value]) => value !== undefined);
  expect(Object.fromEntries(declared)).toEqual(DEFAULT_ROWS);
});

test("nothing is required and repeated numbers are not packed", () => {
  const fields = messages.flatMap((message) => message.fields);
  const lists = fields.filter((field) => field.fieldKind === "list");
  expect(
    fields.filter((field) => field.presence === FeatureSet_FieldPresence.LEGACY_REQUIRED),
  ).toEqual([]);
  expect(lists.filter((field) => field.packed)).toEqual([]);
});

test("the numbers 3 and 32 to 34 of a request stay unused", () => {
  const numbers = messageNamed("Request")?.fields.map((field) => field.number);
  expect(numbers).not.toEqual(expect.arrayContaining([3]));
  expect(numbers).toHaveLength(55);
});
