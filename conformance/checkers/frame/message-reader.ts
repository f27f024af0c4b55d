// What a frame of a client comes to, and what a frame of the master says, read with the walker of
// this folder: no message is made, only what the FRAME rules need is looked at.
import type { DescMessage } from "@bufbuild/protobuf";
import {
  RequestSchema,
  ResponseContentSchema,
  ResponseSchema,
  ResponseStatus,
} from "../../../wire/index.ts";
import { fieldTable } from "./field-table.ts";
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
  const walker = new PayloadWalker(payload);
  let status: number = ResponseStatus.FAILURE;
  let inner: Uint8Array | undefined;
  while (!walker.isDone) {
    const field = walker.top();
    if (field === undefined) return undefined;
    const { number, bytes, value } = field;
    if (number === statusField && bytes === undefined) status = value;
    if (number === contentField && bytes !== undefined) inner = bytes;
  }
  if (status === ResponseStatus.PROCESSING) return undefined;
  const content = inner === undefined ? undefined : contentIn(inner);
  return content === eventField ? undefined : { status, content };
}

const contentFields = fieldTable(ResponseContentSchema);
const statusField = numberOf(ResponseSchema, "status");
const contentField = numberOf(ResponseSchema, "content");
const eventField = numberOf(ResponseContentSchema, "event");

/** The last field that the schema knows; undefined where the bytes are cut. */
function contentIn(bytes: Uint8Array): number | undefined {
  const walker = new PayloadWalker(bytes);
  let last: number | undefined;
  while (!walker.isDone) {
    const field = walker.top();
    if (field === undefined) return undefined;
    if (contentFields.has(field.number)) last = field.number;
  }
  return last;
}

function numberOf({ fields }: DescMessage, name: string): number {
  const field = fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`the schema has no ${name}`);
  return field.number;
}
