// Which fields a message has and how each stands on the wire: data taken from the schema's
// descriptors. How bytes are walked with it is the business of `request-reader.ts`.
import { type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";

export const wireTypes = { varint: 0, bit64: 1, delimited: 2, bit32: 5 } as const;

export interface Field {
  readonly wireType: number;
  /** Of the values of a map; of the field itself everywhere else. */
  readonly valueWireType: number;
  readonly isText: boolean;
  /** Whether a run of numbers may stand in one delimited field. */
  readonly isPackable: boolean;
  readonly isMap: boolean;
  /** The message of the field, or of a map's values. */
  readonly child: FieldTable | undefined;
}

export type FieldTable = ReadonlyMap<number, Field>;

const bit32: readonly ScalarType[] = [ScalarType.FIXED32, ScalarType.SFIXED32, ScalarType.FLOAT];
const bit64: readonly ScalarType[] = [ScalarType.FIXED64, ScalarType.SFIXED64, ScalarType.DOUBLE];
const delimited: readonly ScalarType[] = [ScalarType.STRING, ScalarType.BYTES];

export function fieldTable(message: DescMessage): FieldTable {
  return tableOf(message, new Map());
}

function tableOf(message: DescMessage, known: Map<string, Map<number, Field>>): FieldTable {
  const existing = known.get(message.typeName);
  if (existing !== undefined) return existing;
  const table = new Map<number, Field>();
  // Known before its fields are: a message may contain itself.
  known.set(message.typeName, table);
  for (const field of message.fields) {
    table.set(field.number, fieldOf(field, known));
  }
  return table;
}

function fieldOf(field: DescField, known: Map<string, Map<number, Field>>): Field {
  const isMap = field.fieldKind === "map";
  const valueWireType = wireTypeOf(field);
  return {
    wireType: isMap ? wireTypes.delimited : valueWireType,
    valueWireType,
    isText: field.scalar === ScalarType.STRING,
    isPackable: field.fieldKind === "list" && valueWireType !== wireTypes.delimited,
    isMap,
    child: field.message === undefined ? undefined : tableOf(field.message, known),
  };
}

function wireTypeOf({ message, scalar }: DescField): number {
  if (message !== undefined) return wireTypes.delimited;
  if (scalar === undefined) return wireTypes.varint;
  if (delimited.includes(scalar)) return wireTypes.delimited;
  if (bit32.includes(scalar)) return wireTypes.bit32;
  return bit64.includes(scalar) ? wireTypes.bit64 : wireTypes.varint;
}
