// What a frame of a client comes to, and what a frame of the master says, read with the walker of
// this folder: no message is made, only what the FRAME rules need is looked at.
import type { DescMessage } from "@bufbuild/protobuf";
import {
  RequestSchema,
  ResponseContentSchema,
  ResponseSchema,
  ResponseStatus,
} from "../../../wire/index.ts";
import { type FieldTable, fieldTable } from "./field-table.ts";
import { PayloadWalker } from "./payload-walker.ts";

/**
 * - `known`: a verb of the schema.
 * - `unknown`: decodable, and no verb of the schema: empty, or fields that nobody knows.
 * - `undecodable`, `unclear`: as the walker says.
 */
export type RequestKind = "known" | "unknown" | "undecodable" | "unclear";

export interface RequestReading {
  readonly kind: RequestKind;
  /** The field number of the verb; of several the last, as the encoding has it. */
  readonly verb: number;
}

const requestFields = fieldTable(RequestSchema);

export const subscribeVerb: number = numberOf(RequestSchema, "subscribe_events");

export function readRequest(payload: Uint8Array): RequestReading {
  const walker = new PayloadWalker(payload);
  const walk = walker.walk(requestFields);
  if (walk !== "decodable") return { kind: walk, verb: 0 };
  const verb = walker.lastKnown;
  return verb === undefined ? { kind: "unknown", verb: 0 } : { kind: "known", verb };
}

export interface ReplyReading {
  /** As the schema numbers them; absent reads as a failure. */
  readonly status: number;
  /** The field number of the content; absent: none. */
  readonly content: number | undefined;
}

/** Undefined: a progress frame, an event, or nothing that can be read. */
export function readTerminal(payload: Uint8Array): ReplyReading | undefined {
  const found = fieldsOf(payload, responseFields);
  if (found === undefined) return undefined;
  const status = found.numbers.get(statusField) ?? ResponseStatus.FAILURE;
  if (status === ResponseStatus.PROCESSING) return undefined;
  const inner = found.bytes.get(contentField);
  const content = inner === undefined ? undefined : fieldsOf(inner, contentFields)?.last;
  return content === eventField ? undefined : { status, content };
}

const responseFields = fieldTable(ResponseSchema);
const contentFields = fieldTable(ResponseContentSchema);
const statusField = numberOf(ResponseSchema, "status");
const contentField = numberOf(ResponseSchema, "content");
const eventField = numberOf(ResponseContentSchema, "event");

interface TopFields {
  readonly numbers: ReadonlyMap<number, number>;
  readonly bytes: ReadonlyMap<number, Uint8Array>;
  readonly last: number | undefined;
}

/** The fields of the outermost message alone. */
function fieldsOf(payload: Uint8Array, table: FieldTable): TopFields | undefined {
  const walker = new PayloadWalker(payload);
  const numbers = new Map<number, number>();
  const bytes = new Map<number, Uint8Array>();
  let last: number | undefined;
  while (!walker.isDone) {
    const field = walker.top();
    if (field === undefined) return undefined;
    if (field.bytes === undefined) numbers.set(field.number, field.value);
    else bytes.set(field.number, field.bytes);
    if (table.has(field.number)) last = field.number;
  }
  return { numbers, bytes, last };
}

function numberOf({ fields }: DescMessage, name: string): number {
  const field = fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`the schema has no ${name}`);
  return field.number;
}
