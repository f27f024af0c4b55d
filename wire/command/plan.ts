// A compiled message description turned into flat tables, once per message type: what the decoder
// looks up by field number and what the encoder walks. It holds no message and reads no bytes.

import {
  create,
  ScalarType,
  type DescField,
  type DescMessage,
  type MessageShape,
} from "@bufbuild/protobuf";
import { FIELD_NUMBER_END } from "../bounds.ts";
import { wireTypes } from "./wire-type.ts";

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

/** How a field stands in its message. */
export const shape = { single: 0, oneof: 1, list: 2, map: 3 } as const;
export type Shape = (typeof shape)[keyof typeof shape];

export interface FieldPlan {
  readonly number: number;
  /** The property that holds it; for a oneof the name of the case. */
  readonly name: string;
  readonly shape: Shape;
  readonly kind: ValueKind;
  /** Of the field itself: a map is a run of entries whatever its values are. */
  readonly wireType: number;
  /** Of a map's values. */
  readonly valueWireType: number;
  /** True where a run of packed numbers is read too. */
  readonly packable: boolean;
  /** The message of this field, or of a map's values. */
  readonly child: MessagePlan | undefined;
}

/** A oneof: the property that holds it, and its fields by the name of the case. */
export interface GroupPlan {
  readonly name: string;
  readonly cases: ReadonlyMap<string, FieldPlan>;
}

/** A message under construction. */
export type MessageDraft = Record<string, unknown>;

/** A message is either a list of fields or one oneof, never a mixture in this schema. */
export interface MessagePlan {
  readonly typeName: string;
  /** By number from the highest to the lowest: the encoder writes backwards. */
  readonly fields: readonly FieldPlan[];
  readonly group: GroupPlan | undefined;
  readonly byNumber: readonly (FieldPlan | undefined)[];
  /** A message with nothing set, as the library's `create` makes it. */
  readonly blank: () => MessageDraft;
}

interface PlanDraft extends MessagePlan {
  readonly fields: FieldPlan[];
  readonly byNumber: (FieldPlan | undefined)[];
  group: { readonly name: string; readonly cases: Map<string, FieldPlan> } | undefined;
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

function planOf(message: DescMessage, known: Map<string, MessagePlan>): MessagePlan {
  const existing = known.get(message.typeName);
  if (existing !== undefined) return existing;
  const plan: PlanDraft = {
    typeName: message.typeName,
    fields: [],
    group: undefined,
    byNumber: Array.from({ length: FIELD_NUMBER_END }, () => undefined),
    blank: blankOf(message),
  };
  // Known before its fields are: a message may contain itself.
  known.set(message.typeName, plan);
  const descending = message.fields.toSorted((left, right) => right.number - left.number);
  for (const field of descending) addField(plan, field, known);
  if (message.oneofs.length > 1 || (plan.group !== undefined && plan.fields.length > 0)) {
    throw new Error(`${message.typeName} mixes a oneof with other fields`);
  }
  return plan;
}

function addField(plan: PlanDraft, field: DescField, known: Map<string, MessagePlan>): void {
  if (field.number >= FIELD_NUMBER_END) {
    throw new Error(`${String(field)} has a number beyond the tables`);
  }
  const kind = kindOf(field);
  const valueWireType = wireTypeOf(kind);
  const fieldPlan: FieldPlan = {
    number: field.number,
    name: field.localName,
    shape: shapeOf(field),
    kind,
    wireType: field.fieldKind === "map" ? wireTypes.delimited : valueWireType,
    valueWireType,
    packable: field.fieldKind === "list" && valueWireType === wireTypes.varint,
    child: field.message === undefined ? undefined : planOf(field.message, known),
  };
  plan.byNumber[field.number] = fieldPlan;
  if (field.oneof === undefined) {
    plan.fields.push(fieldPlan);
  } else {
    plan.group ??= { name: field.oneof.localName, cases: new Map() };
    plan.group.cases.set(field.localName, fieldPlan);
  }
}

// The library keeps defaults on a prototype and gives fresh lists, maps and oneofs to each message.
function blankOf(message: DescMessage): () => MessageDraft {
  const { typeName } = message;
  const lists = namesOf(message, "list");
  const maps = namesOf(message, "map");
  const groups = message.oneofs.map((group) => group.localName);
  const Blank = constructorOf(message);
  return () => {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- its fields are written by name
    const draft = new Blank() as unknown as MessageDraft;
    draft["$typeName"] = typeName;
    for (const name of groups) draft[name] = { case: undefined };
    for (const name of lists) draft[name] = [];
    for (const name of maps) draft[name] = {};
    return draft;
  };
}

/** A message that may still be given its name. */
export type Bare<Desc extends DescMessage> = {
  -readonly [Name in keyof MessageShape<Desc>]: MessageShape<Desc>[Name];
};

/**
 * Makes a message without any property of its own, not even its name. An engine finds room in an
 * object for as many properties as others of its constructor got, while what `Object.create` makes
 * grows out of itself.
 */
export function constructorOf<Desc extends DescMessage>(message: Desc): new () => Bare<Desc> {
  function Blank(): void {
    // All properties are set by whoever calls it.
  }
  const prototype: unknown = Object.getPrototypeOf(create(message));
  Blank.prototype = prototype;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- any function can be one
  return Blank as unknown as new () => Bare<Desc>;
}

function namesOf(message: DescMessage, fieldKind: "list" | "map"): readonly string[] {
  return message.fields
    .filter((field) => field.fieldKind === fieldKind)
    .map((field) => field.localName);
}

function shapeOf(field: DescField): Shape {
  if (field.fieldKind === "map") return shape.map;
  if (field.fieldKind === "list") return shape.list;
  return field.oneof === undefined ? shape.single : shape.oneof;
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

function wireTypeOf(kind: ValueKind): number {
  if (kind === valueKind.text || kind === valueKind.message) return wireTypes.delimited;
  return kind === valueKind.fixed32 ? wireTypes.bit32 : wireTypes.varint;
}
