// Turns a message into bytes as a 2.1.0 peer would: fields by number, repeated numbers unpacked, map
// entries sorted by key. It reads the caller's message and leaves it as it was.

import type { UnknownField } from "@bufbuild/protobuf";
import { WireMisuseError } from "../misuse.ts";
import { sortedKeys } from "./key-order.ts";
import { shape, valueKind, type FieldPlan, type GroupPlan, type MessagePlan } from "./plan.ts";
import { wireTypes } from "./wire-type.ts";
import type { BackwardWriter } from "./writer.ts";

/** Any message made by `create()` or by a decoder. */
export type MessageValue = Readonly<Record<string, unknown>> & {
  readonly $unknown?: readonly UnknownField[] | undefined;
};

export class MessageEncoder {
  readonly #writer: BackwardWriter;

  constructor(writer: BackwardWriter) {
    this.#writer = writer;
  }

  /** Throws `field-value` for a value that its field cannot hold; then what was written is to be dropped. */
  write(plan: MessagePlan, message: MessageValue): void {
    this.#message(plan, message);
  }

  // Everything below writes from the end to the start: values before their tags, the last first.
  #message(plan: MessagePlan, message: MessageValue): void {
    if (message.$unknown !== undefined) this.#unknown(message.$unknown);
    if (plan.group !== undefined) {
      this.#group(plan, plan.group, message);
      return;
    }
    for (const field of plan.fields) {
      switch (field.shape) {
        case shape.single:
          // Presence is an own property; a default is read through the prototype.
          if (Object.hasOwn(message, field.name)) this.#single(plan, field, message[field.name]);
          break;
        case shape.oneof:
          break;
        case shape.list:
          this.#list(plan, field, message[field.name]);
          break;
        case shape.map:
          this.#map(plan, field, message[field.name]);
          break;
      }
    }
  }

  #group(plan: MessagePlan, group: GroupPlan, message: MessageValue): void {
    const chosen = message[group.name];
    if (!isRecord(chosen))
      throw new WireMisuseError("field-value", `${plan.typeName} lacks its oneof`);
    const name = chosen["case"];
    const field = typeof name === "string" ? group.cases.get(name) : undefined;
    if (field !== undefined) this.#tagged(plan, field, chosen["value"]);
  }

  #single(plan: MessagePlan, field: FieldPlan, value: unknown): void {
    if (value !== undefined) this.#tagged(plan, field, value);
  }

  #list(plan: MessagePlan, field: FieldPlan, items: unknown): void {
    if (!isList(items)) throw misuse(plan, field);
    for (let index = items.length - 1; index >= 0; index -= 1) {
      this.#tagged(plan, field, items[index]);
    }
  }

  #map(plan: MessagePlan, field: FieldPlan, entries: unknown): void {
    if (!isRecord(entries)) throw misuse(plan, field);
    const keys = sortedKeys(entries);
    const writer = this.#writer;
    for (let index = keys.length - 1; index >= 0; index -= 1) {
      const key = keys[index]!;
      const mark = writer.mark;
      this.#value(plan, field, entries[key]);
      writer.word((2 << 3) | field.valueWireType);
      writer.text(key);
      writer.word((1 << 3) | wireTypes.delimited);
      writer.word(writer.mark - mark);
      writer.word((field.number << 3) | wireTypes.delimited);
    }
  }

  #tagged(plan: MessagePlan, field: FieldPlan, value: unknown): void {
    this.#value(plan, field, value);
    this.#writer.word((field.number << 3) | field.wireType);
  }

  #value(plan: MessagePlan, field: FieldPlan, value: unknown): void {
    const writer = this.#writer;
    if (field.child !== undefined) {
      if (!isRecord(value)) throw misuse(plan, field);
      const mark = writer.mark;
      this.#message(field.child, value);
      writer.word(writer.mark - mark);
    } else if (!this.#scalar(field, value)) {
      throw misuse(plan, field);
    }
  }

  // False for a value that the field cannot hold.
  #scalar(field: FieldPlan, value: unknown): boolean {
    if (typeof value === "number") return this.#number(field, value);
    if (typeof value === "bigint") return this.#bigint(field, value);
    if (typeof value === "string" && field.kind === valueKind.text) this.#writer.text(value);
    else if (typeof value === "boolean" && field.kind === valueKind.flag)
      this.#writer.word(value ? 1 : 0);
    else return false;
    return true;
  }

  #number(field: FieldPlan, value: number): boolean {
    const { kind } = field;
    if (kind === valueKind.signed32) {
      if ((value | 0) !== value) return false;
      this.#writer.signed(value);
      return true;
    }
    if (value >>> 0 !== value) return false;
    if (kind === valueKind.unsigned32) this.#writer.word(value);
    else if (kind === valueKind.fixed32) this.#writer.fixed32(value);
    else return false;
    return true;
  }

  #bigint(field: FieldPlan, value: bigint): boolean {
    const { kind } = field;
    const bits = BigInt.asUintN(64, value);
    if (kind === valueKind.signed64 ? BigInt.asIntN(64, value) !== value : bits !== value)
      return false;
    if (kind !== valueKind.signed64 && kind !== valueKind.unsigned64) return false;
    this.#writer.long(bits);
    return true;
  }

  // Unknown fields come after the known ones, in the order in which they were read.
  #unknown(fields: readonly UnknownField[]): void {
    for (let index = fields.length - 1; index >= 0; index -= 1) {
      const { no, wireType, data } = fields[index]!;
      this.#writer.raw(data);
      this.#writer.word(((no << 3) | wireType) >>> 0);
    }
  }
}

function isRecord(value: unknown): value is MessageValue {
  return typeof value === "object" && value !== null;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function misuse(plan: MessagePlan, field: FieldPlan): WireMisuseError {
  return new WireMisuseError(
    "field-value",
    `${plan.typeName}.${field.name} cannot hold this value`,
  );
}
