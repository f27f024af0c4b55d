// A compiled message description turned into flat tables, once per message type: which wire type a
// field number may have (for the pre-check) and in what order and how its fields are written (for
// the encoder). It holds no message and reads no bytes.

import { ScalarType, type DescField, type DescMessage } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { FIELD_NUMBER_END } from "../bounds.ts";

/** How a value is written. Kinds that this schema does not use are refused when it is compiled. */
export const valueKind = {
  text: 0,
  flag: 1,
  signed32: 2,
  unsigned32: 3,
  signed64: 4,
  unsigned64: 5,
  fixed32: 6,
  message: 7,
} as const;
export type ValueKind = (typeof valueKind)[keyof typeof valueKind];

/** How often a field may stand in its message. */
export const shape = { single: 0, list: 1, map: 2 } as const;
export type Shape = (typeof shape)[keyof typeof shape];

export interface FieldPlan {
  readonly number: number;
  readonly name: string;
  readonly shape: Shape;
  readonly kind: ValueKind;
  /** The message of this field, or of a map's values. */
  readonly child: MessagePlan | undefined;
}

/** A oneof: the property that holds it, and its fields by the name of the case. */
export interface GroupPlan {
  readonly name: string;
  readonly cases: ReadonlyMap<string, FieldPlan>;
}

/** A message is either a list of fields or one oneof, never a mixture in this schema. */
export interface MessagePlan {
  readonly typeName: string;
  /** By number from the highest to the lowest: the encoder writes backwards. */
  readonly fields: readonly FieldPlan[];
  readonly group: GroupPlan | undefined;
  /** By number: the wire type, `ANY_FIELD` where the number is unknown. */
  readonly wireTypes: Readonly<Uint8Array>;
  /** By number: 1 where a run of packed numbers is read too. */
  readonly packable: Readonly<Uint8Array>;
  /** By number: the message to walk into; for a map, its entry. */
  readonly children: readonly (MessagePlan | undefined)[];
}

export const ANY_FIELD = 0xff;

const MAP_KEY_NUMBER = 1;
const MAP_VALUE_NUMBER = 2;

interface PlanDraft {
  readonly typeName: string;
  readonly fields: FieldPlan[];
  group: { readonly name: string; readonly cases: Map<string, FieldPlan> } | undefined;
  readonly wireTypes: Uint8Array;
  readonly packable: Uint8Array;
  readonly children: (MessagePlan | undefined)[];
}

const SCALAR_KINDS: Partial<Record<ScalarType, ValueKind>> = {
  [ScalarType.STRING]: valueKind.text,
  [ScalarType.BOOL]: valueKind.flag,
  [ScalarType.INT32]: valueKind.signed32,
  [ScalarType.UINT32]: valueKind.unsigned32,
  [ScalarType.INT64]: valueKind.signed64,
  [ScalarType.UINT64]: valueKind.unsigned64,
  [ScalarType.FIXED32]: valueKind.fixed32,
};

/** The plan of a message and of all it contains. */
export function compilePlan(message: DescMessage): MessagePlan {
  return planOf(message, new Map());
}

export function wireTypeOf(kind: ValueKind): WireType {
  if (kind === valueKind.text || kind === valueKind.message) return WireType.LengthDelimited;
  return kind === valueKind.fixed32 ? WireType.Bit32 : WireType.Varint;
}

function planOf(message: DescMessage, known: Map<string, MessagePlan>): MessagePlan {
  const existing = known.get(message.typeName);
  if (existing !== undefined) return existing;
  const draft = emptyPlan(message.typeName);
  // Known before its fields are: a message may contain itself.
  known.set(message.typeName, draft);
  const descending = message.fields.toSorted((left, right) => right.number - left.number);
  for (const field of descending) addField(draft, field, known);
  if (message.oneofs.length > 1 || (draft.group !== undefined && draft.fields.length > 0)) {
    throw new Error(`${message.typeName} mixes a oneof with other fields`);
  }
  return draft;
}

function emptyPlan(typeName: string): PlanDraft {
  return {
    typeName,
    fields: [],
    group: undefined,
    wireTypes: new Uint8Array(FIELD_NUMBER_END).fill(ANY_FIELD),
    packable: new Uint8Array(FIELD_NUMBER_END),
    children: Array.from({ length: FIELD_NUMBER_END }, () => undefined),
  };
}

function addField(draft: PlanDraft, field: DescField, known: Map<string, MessagePlan>): void {
  const { number } = field;
  if (number >= FIELD_NUMBER_END)
    throw new Error(`${String(field)} has a number beyond the tables`);
  const kind = kindOf(field);
  const child = field.message === undefined ? undefined : planOf(field.message, known);
  const fieldShape = shapeOf(field);
  const plan: FieldPlan = { number, name: field.localName, shape: fieldShape, kind, child };
  if (field.oneof === undefined) {
    draft.fields.push(plan);
  } else {
    draft.group ??= { name: field.oneof.localName, cases: new Map() };
    draft.group.cases.set(field.localName, plan);
  }
  const wireType = wireTypeOf(kind);
  draft.wireTypes[number] = fieldShape === shape.map ? WireType.LengthDelimited : wireType;
  if (fieldShape === shape.list && wireType !== WireType.LengthDelimited)
    draft.packable[number] = 1;
  draft.children[number] =
    fieldShape === shape.map ? entryPlan(`${draft.typeName}.${field.name}`, kind, child) : child;
}

function entryPlan(name: string, kind: ValueKind, child: MessagePlan | undefined): MessagePlan {
  const entry = emptyPlan(name);
  // Every map of this schema is keyed by text; `kindOf` refuses any other.
  entry.wireTypes[MAP_KEY_NUMBER] = WireType.LengthDelimited;
  entry.wireTypes[MAP_VALUE_NUMBER] = wireTypeOf(kind);
  entry.children[MAP_VALUE_NUMBER] = child;
  return entry;
}

function shapeOf(field: DescField): Shape {
  if (field.fieldKind === "map") return shape.map;
  return field.fieldKind === "list" ? shape.list : shape.single;
}

function kindOf(field: DescField): ValueKind {
  if (field.fieldKind === "map" && field.mapKey !== ScalarType.STRING) {
    throw new Error(`${String(field)} is not keyed by text`);
  }
  if (field.message !== undefined) return valueKind.message;
  if (field.enum !== undefined) return valueKind.signed32;
  const kind = SCALAR_KINDS[field.scalar];
  if (kind === undefined) throw new Error(`${String(field)} has a type without a plan`);
  return kind;
}
