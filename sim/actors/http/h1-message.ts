// A message of HTTP/1 on its way out: its head as bytes, its body made as it leaves, its trailers. Right
// unless the specification says otherwise: lengths may lie, bodies may stop.

import {
  encodeChunkEnd,
  encodeChunkStart,
  encodeLastChunk,
  type HttpField,
} from "../../../wire/index.ts";
import type { Micros } from "../../machine.ts";
import type { BodySource } from "./body.ts";
import type { MessageRecord } from "./exchange.ts";
import type { Outbox, Piece } from "./outbox.ts";
import type { AnswerSpec, BodyFraming, FieldSpec, MessageSpec } from "./spec.ts";

/** `alone`: of a message without a body; a request says nothing of it. */
export function framingOf(spec: MessageSpec, alone: BodyFraming = "none"): BodyFraming {
  return spec.framing ?? (spec.body === undefined ? alone : "length");
}

/** An answer without a body says that it is empty, unless its status does. */
export function answerFramingOf(answer: AnswerSpec): BodyFraming {
  const { status = 200 } = answer;
  const isEmptyAnyway = status < 200 || status === 204 || status === 304;
  return framingOf(answer, isEmptyAnyway ? "none" : "length");
}

/** The fields of a head, with those that tell how long the body is. */
export function headFields(
  spec: MessageSpec,
  first: readonly FieldSpec[],
  framing: BodyFraming = framingOf(spec),
): readonly HttpField[] {
  const fields: HttpField[] = [];
  for (const [name, value] of first) fields.push({ name, value });
  for (const [name, value] of spec.fields ?? []) fields.push({ name, value });
  if (framing === "chunked") fields.push({ name: "transfer-encoding", value: "chunked" });
  const told = framing === "length" ? (spec.body?.bytes ?? 0) : undefined;
  const declared = spec.declaredBytes ?? told;
  if (declared !== undefined) fields.push({ name: "content-length", value: String(declared) });
  return fields;
}

/** How far a body may go before it waits, or ends. */
export interface BodyLimit {
  bytes: number;
  /** Whether more may come later. */
  readonly waits: boolean;
}

export interface OutgoingBody {
  readonly spec: MessageSpec;
  readonly source: BodySource;
  readonly limit: BodyLimit;
  readonly record: MessageRecord;
}

/** Adds the body and what ends it; `sent` when the last byte of the message has left. */
export function addBody(outbox: Outbox, body: OutgoingBody, sent: (now: Micros) => void): void {
  const { spec, source, limit } = body;
  const isChunked = framingOf(spec) === "chunked";
  outbox.add(new BodyPiece(body, isChunked));
  const isWhole = (): boolean => source.leftBytes === 0 && limit.bytes >= source.totalBytes;
  if (isChunked) {
    const trailers = (spec.trailers ?? []).map(([name, value]) => ({ name, value }));
    outbox.add(lazily(() => (isWhole() ? encodeLastChunk(trailers) : undefined)));
  }
  outbox.addAct((now) => {
    if (!isWhole()) return;
    if (isChunked) body.record.trailers = spec.trailers ?? [];
    sent(now);
  });
}

class BodyPiece implements Piece {
  readonly #body: OutgoingBody;
  readonly #isChunked: boolean;

  constructor(body: OutgoingBody, isChunked: boolean) {
    this.#body = body;
    this.#isChunked = isChunked;
  }

  next(bytesMax: number): Uint8Array | "wait" | undefined {
    const { source, limit, spec, record } = this.#body;
    if (source.leftBytes === 0) return undefined;
    const allowed = limit.bytes - source.sentBytes;
    if (allowed <= 0) return limit.waits ? "wait" : undefined;
    const piece = source.take(Math.min(bytesMax, spec.pieceBytes ?? bytesMax, allowed));
    record.body.add(piece);
    return this.#isChunked ? chunkOf(piece) : piece;
  }
}

function chunkOf(piece: Uint8Array): Uint8Array {
  const [start, end] = [encodeChunkStart(piece.length), encodeChunkEnd()];
  const chunk = new Uint8Array(start.length + piece.length + end.length);
  chunk.set(start);
  chunk.set(piece, start.length);
  chunk.set(end, start.length + piece.length);
  return chunk;
}

function lazily(make: () => Uint8Array | undefined): Piece {
  let isMade = false;
  return {
    next: () => {
      if (isMade) return undefined;
      isMade = true;
      return make();
    },
  };
}

/** As specifications write them. */
export function pairsOf(fields: readonly HttpField[]): readonly FieldSpec[] {
  return fields.map(({ name, value }) => [name, value]);
}
