// Bytes to a message, structure checked on the way: unlike the library it refuses a known field in
// another kind of value's wire type, groups, and a nested field that runs past the end of its
// message. What it makes is what the library would make of an acceptable payload.

import { NESTING_LEVELS_MAX } from "../bounds.ts";
import {
  shape,
  valueKind,
  type FieldPlan,
  type MessageDraft,
  type MessagePlan,
  type ValueKind,
} from "./plan.ts";
import { PayloadReader } from "./reader.ts";
import { wireTypes } from "./wire-type.ts";

const MAP_KEY_NUMBER = 1;
const MAP_VALUE_NUMBER = 2;

interface Entry {
  key: string;
  value: unknown;
}

/** Every method that returns false leaves `reader.fault` set. */
export class MessageDecoder {
  readonly reader: PayloadReader = new PayloadReader();
  #value: unknown;
  #level = 0;

  /** The message in a payload, or undefined where it is none. */
  decode(plan: MessagePlan, payload: Uint8Array): MessageDraft | undefined {
    this.reader.open(payload);
    this.#level = 0;
    const draft = plan.blank();
    return this.message(plan, draft, payload.length) ? draft : undefined;
  }

  /** Reads up to `end` into the message; what it already holds is merged with. */
  message(plan: MessagePlan, into: MessageDraft, end: number): boolean {
    const { reader } = this;
    while (reader.at < end) {
      const start = reader.at;
      if (!reader.tag(end)) return false;
      const number = reader.low >>> 3;
      const wireType = reader.low & 7;
      const field = plan.byNumber[number];
      if (field === undefined) {
        if (!this.#unknown(into, number, wireType, end)) return false;
      } else if (field.wireType === wireType) {
        if (!this.#field(plan, field, into, end)) return false;
      } else if (field.packable && wireType === wireTypes.delimited) {
        if (!this.#packed(field, into, end)) return false;
      } else {
        const message = plan.typeName;
        return reader.refuse({ kind: "wire-type", at: start, message, field: number, wireType });
      }
    }
    return true;
  }

  #field(plan: MessagePlan, field: FieldPlan, into: MessageDraft, end: number): boolean {
    const { name } = field;
    switch (field.shape) {
      case shape.single:
        // Message fields have no default on the prototype: absent reads undefined.
        if (!this.#read(field, end, field.child === undefined ? undefined : into[name]))
          return false;
        into[name] = this.#value;
        return true;
      case shape.oneof:
        return this.#oneof(plan.group?.name ?? "", field, into, end);
      case shape.list:
        if (!this.#read(field, end, undefined)) return false;
        append(into[name], this.#value);
        return true;
      case shape.map:
        return this.#entry(plan, field, into, end);
    }
  }

  // Another case replaces the last one; the same case twice merges messages.
  #oneof(group: string, field: FieldPlan, into: MessageDraft, end: number): boolean {
    const { name } = field;
    const last = into[group];
    const same = field.child !== undefined && isDraft(last) && last["case"] === name;
    if (!this.#read(field, end, same ? last["value"] : undefined)) return false;
    into[group] = { case: name, value: this.#value };
    return true;
  }

  #packed(field: FieldPlan, into: MessageDraft, end: number): boolean {
    const { reader } = this;
    if (!reader.length(end)) return false;
    const stop = reader.at + reader.low;
    while (reader.at < stop) {
      if (!this.#read(field, stop, undefined)) return false;
      append(into[field.name], this.#value);
    }
    return true;
  }

  #entry(plan: MessagePlan, field: FieldPlan, into: MessageDraft, end: number): boolean {
    const { reader } = this;
    if (!reader.length(end) || !this.#enter()) return false;
    const stop = reader.at + reader.low;
    const entry: Entry = { key: "", value: undefined };
    while (reader.at < stop) {
      if (!this.#entryField(plan, field, entry, stop)) return false;
    }
    this.#level -= 1;
    // A peer leaves out a value that is all defaults.
    setEntry(into[field.name], entry.key, entry.value ?? zeroOf(field));
    return true;
  }

  #entryField(plan: MessagePlan, field: FieldPlan, entry: Entry, stop: number): boolean {
    const { reader } = this;
    const start = reader.at;
    if (!reader.tag(stop)) return false;
    const number = reader.low >>> 3;
    const wireType = reader.low & 7;
    if (number > MAP_VALUE_NUMBER) return reader.skip(wireType, stop);
    if (wireType !== (number === MAP_KEY_NUMBER ? wireTypes.delimited : field.valueWireType)) {
      const message = `${plan.typeName}.${field.name}`;
      return reader.refuse({ kind: "wire-type", at: start, message, field: number, wireType });
    }
    if (number === MAP_KEY_NUMBER) {
      if (!reader.string(stop)) return false;
      entry.key = reader.text;
    } else {
      if (!this.#read(field, stop, entry.value)) return false;
      entry.value = this.#value;
    }
    return true;
  }

  // One value into `#value`. A message is merged into the existing one.
  #read(field: FieldPlan, end: number, existing: unknown): boolean {
    const { reader } = this;
    switch (field.kind) {
      case valueKind.text:
        if (!reader.string(end)) return false;
        this.#value = reader.text;
        return true;
      case valueKind.message:
        return this.#child(field, end, existing);
      case valueKind.fixed32:
        if (!reader.fixed32(end)) return false;
        this.#value = reader.low;
        return true;
      case valueKind.flag:
      case valueKind.signed32:
      case valueKind.unsigned32:
      case valueKind.signed64:
      case valueKind.unsigned64:
        if (!reader.varint(end)) return false;
        this.#value = numberOf(field.kind, reader.low, reader.high);
        return true;
    }
  }

  #child(field: FieldPlan, end: number, existing: unknown): boolean {
    const { reader } = this;
    const plan = field.child!;
    if (!reader.length(end) || !this.#enter()) return false;
    const into = isDraft(existing) ? existing : plan.blank();
    if (!this.message(plan, into, reader.at + reader.low)) return false;
    this.#level -= 1;
    this.#value = into;
    return true;
  }

  #enter(): boolean {
    if (this.#level === NESTING_LEVELS_MAX) {
      return this.reader.refuse({ kind: "nested-too-deep", at: this.reader.at });
    }
    this.#level += 1;
    return true;
  }

  // Kept as a copy: a message must not change with its transport's buffer.
  #unknown(into: MessageDraft, no: number, wireType: number, end: number): boolean {
    const { reader } = this;
    const start = reader.at;
    if (!reader.skip(wireType, end)) return false;
    const field = { no, wireType, data: reader.bytes.slice(start, reader.at) };
    if (into["$unknown"] === undefined) into["$unknown"] = [field];
    else append(into["$unknown"], field);
    return true;
  }
}

function zeroOf(field: FieldPlan): unknown {
  if (field.child !== undefined) return field.child.blank();
  return field.kind === valueKind.text ? "" : numberOf(field.kind, 0, 0);
}

// Numbers are cut to the width of their field, as every decoder of this wire does.
function numberOf(kind: ValueKind, low: number, high: number): number | bigint | boolean {
  if (kind === valueKind.flag) return (low | high) !== 0;
  if (kind === valueKind.signed32) return low | 0;
  if (kind !== valueKind.signed64 && kind !== valueKind.unsigned64) return low;
  if (high === 0) return BigInt(low);
  const bits = (BigInt(high) << 32n) | BigInt(low);
  return kind === valueKind.signed64 ? BigInt.asIntN(64, bits) : bits;
}

function append(list: unknown, value: unknown): void {
  if (Array.isArray(list)) list.push(value);
}

// A key may be named like the property that assignment treats specially.
function setEntry(map: unknown, key: string, value: unknown): void {
  if (!isDraft(map)) return;
  if (key === "__proto__") {
    Object.defineProperty(map, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else {
    map[key] = value;
  }
}

function isDraft(value: unknown): value is MessageDraft {
  return typeof value === "object" && value !== null;
}
