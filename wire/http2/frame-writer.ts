// Frames to bytes (RFC 9113 §6), each appended to a writer. Only well-formed frames come out of here,
// all but `writeRawFrame`, which writes whatever it is told. Payloads may be lent events.

import {
  FRAME_PAYLOAD_BYTES_MAX,
  PADDING_BYTES_MAX,
  SETTING_BYTES,
  STREAM_ID_MAX,
  WINDOW_BYTES_MAX,
} from "./bounds.ts";
import { WireMisuseError } from "../misuse.ts";
import type { Octets, Priority } from "./frame-event.ts";
import { FrameFlag, FrameType } from "./frame-type.ts";
import type { OctetWriter } from "./octet-writer.ts";

/** The head of a DATA frame whose payload the caller sends from where it lies. */
export function writeDataHead(
  out: OctetWriter,
  streamId: number,
  payloadBytes: number,
  endStream: boolean,
): void {
  assertStream(streamId);
  writeHead(
    out,
    payloadBytes,
    typed(FrameType.data, endStream ? FrameFlag.endStream : 0),
    streamId,
  );
}

export function writeData(
  out: OctetWriter,
  streamId: number,
  payload: Octets,
  endStream: boolean,
): void {
  writeDataHead(out, streamId, payload.end - payload.start, endStream);
  out.append(payload.bytes, payload.start, payload.end);
}

export function writePaddedData(
  out: OctetWriter,
  payload: Octets,
  options: {
    readonly streamId: number;
    readonly endStream: boolean;
    readonly paddingBytes: number;
  },
): void {
  const { streamId, endStream, paddingBytes } = options;
  assertStream(streamId);
  assertRange(paddingBytes, 0, PADDING_BYTES_MAX, "padding");
  const flags = FrameFlag.padded | (endStream ? FrameFlag.endStream : 0);
  const payloadBytes = payload.end - payload.start;
  writeHead(out, 1 + payloadBytes + paddingBytes, typed(FrameType.data, flags), streamId);
  out.octet(paddingBytes);
  out.append(payload.bytes, payload.start, payload.end);
  out.zeros(paddingBytes);
}

export interface HeadersOptions {
  readonly streamId: number;
  readonly endStream: boolean;
  /** The peer's SETTINGS_MAX_FRAME_SIZE: a longer block goes on in CONTINUATION frames. */
  readonly frameBytesMax: number;
  readonly priority?: Priority;
  readonly paddingBytes?: number;
}

export function writeHeaders(out: OctetWriter, block: Uint8Array, options: HeadersOptions): void {
  const { streamId, frameBytesMax, priority, paddingBytes = 0 } = options;
  assertStream(streamId);
  assertRange(paddingBytes, 0, PADDING_BYTES_MAX, "padding");
  const flags = headersFlags(options);
  const paddedBytes = (flags & FrameFlag.padded) === 0 ? 0 : 1 + paddingBytes;
  const openedBytes = paddedBytes + (priority === undefined ? 0 : 5);
  assertRange(frameBytesMax - openedBytes, 1, FRAME_PAYLOAD_BYTES_MAX, "room for a fragment");
  const end = Math.min(block.length, frameBytesMax - openedBytes);
  const ending = end === block.length ? FrameFlag.endHeaders : 0;
  writeHead(out, openedBytes + end, typed(FrameType.headers, flags | ending), streamId);
  if (paddedBytes > 0) out.octet(paddingBytes);
  if (priority !== undefined) writePriorityFields(out, priority);
  out.append(block, 0, end);
  out.zeros(paddingBytes);
  writeRest(out, block.subarray(end), streamId, frameBytesMax);
}

function headersFlags(options: HeadersOptions): number {
  let flags = options.endStream ? FrameFlag.endStream : 0;
  if (options.paddingBytes !== undefined) flags |= FrameFlag.padded;
  if (options.priority !== undefined) flags |= FrameFlag.priority;
  return flags;
}

export function writePushPromise(
  out: OctetWriter,
  block: Uint8Array,
  options: {
    readonly streamId: number;
    readonly promisedId: number;
    readonly frameBytesMax: number;
  },
): void {
  const { streamId, promisedId, frameBytesMax } = options;
  assertStream(streamId);
  assertStream(promisedId);
  assertRange(frameBytesMax, 5, FRAME_PAYLOAD_BYTES_MAX, "frame limit");
  const end = Math.min(block.length, frameBytesMax - 4);
  const flags = end === block.length ? FrameFlag.endHeaders : 0;
  writeHead(out, 4 + end, typed(FrameType.pushPromise, flags), streamId);
  out.uint32(promisedId);
  out.append(block, 0, end);
  writeRest(out, block.subarray(end), streamId, frameBytesMax);
}

export function writePriority(out: OctetWriter, streamId: number, priority: Priority): void {
  assertStream(streamId);
  writeHead(out, 5, typed(FrameType.priority, 0), streamId);
  writePriorityFields(out, priority);
}

export function writeReset(out: OctetWriter, streamId: number, code: number): void {
  assertStream(streamId);
  writeHead(out, 4, typed(FrameType.rstStream, 0), streamId);
  out.uint32(code);
}

/** Pairs of an identifier and a value, in this order. */
export function writeSettings(
  out: OctetWriter,
  entries: readonly (readonly [id: number, value: number])[],
): void {
  writeHead(out, entries.length * SETTING_BYTES, typed(FrameType.settings, 0), 0);
  for (const [id, value] of entries) {
    out.uint16(id);
    out.uint32(value);
  }
}

export function writeSettingsAck(out: OctetWriter): void {
  writeHead(out, 0, typed(FrameType.settings, FrameFlag.ack), 0);
}

/** Eight octets, which the answer repeats. */
export function writePing(out: OctetWriter, opaque: Octets, isAck: boolean): void {
  assertRange(opaque.end - opaque.start, 8, 8, "length of the opaque data");
  writeHead(out, 8, typed(FrameType.ping, isAck ? FrameFlag.ack : 0), 0);
  out.append(opaque.bytes, opaque.start, opaque.end);
}

export function writeGoaway(
  out: OctetWriter,
  lastStreamId: number,
  code: number,
  debugData?: Uint8Array,
): void {
  assertRange(lastStreamId, 0, STREAM_ID_MAX, "last stream identifier");
  writeHead(out, 8 + (debugData?.length ?? 0), typed(FrameType.goaway, 0), 0);
  out.uint32(lastStreamId);
  out.uint32(code);
  if (debugData !== undefined) out.append(debugData);
}

export function writeWindowUpdate(out: OctetWriter, streamId: number, increment: number): void {
  assertRange(streamId, 0, STREAM_ID_MAX, "stream identifier");
  assertRange(increment, 1, WINDOW_BYTES_MAX, "increment");
  writeHead(out, 4, typed(FrameType.windowUpdate, 0), streamId);
  out.uint32(increment);
}

/** A frame as no rule wants it: every number is written as it is given, cut to its bits. */
export interface RawFrame {
  readonly type: number;
  readonly flags: number;
  /** With the reserved bit as its highest. */
  readonly streamId: number;
  readonly payload: Uint8Array;
  /** The length that the head claims, if not the payload's. */
  readonly declaredBytes?: number;
}

/** For malformed frames, and for types that nobody knows. */
export function writeRawFrame(out: OctetWriter, frame: RawFrame): void {
  out.uint24(frame.declaredBytes ?? frame.payload.length);
  out.octet(frame.type);
  out.octet(frame.flags);
  out.uint32(frame.streamId);
  out.append(frame.payload);
}

function writeRest(
  out: OctetWriter,
  rest: Uint8Array,
  streamId: number,
  frameBytesMax: number,
): void {
  for (let start = 0; start < rest.length; start += frameBytesMax) {
    const end = Math.min(rest.length, start + frameBytesMax);
    const flags = end === rest.length ? FrameFlag.endHeaders : 0;
    writeHead(out, end - start, typed(FrameType.continuation, flags), streamId);
    out.append(rest, start, end);
  }
}

function writePriorityFields(out: OctetWriter, priority: Priority): void {
  const { isExclusive, dependsOn, weight } = priority;
  assertRange(dependsOn, 0, STREAM_ID_MAX, "dependency");
  assertRange(weight, 1, 256, "weight");
  out.uint32(isExclusive ? dependsOn + STREAM_ID_MAX + 1 : dependsOn);
  out.octet(weight - 1);
}

function typed(type: number, flags: number): number {
  return (type << 8) | flags;
}

function writeHead(
  out: OctetWriter,
  payloadBytes: number,
  typeAndFlags: number,
  streamId: number,
): void {
  assertRange(payloadBytes, 0, FRAME_PAYLOAD_BYTES_MAX, "payload length");
  out.uint24(payloadBytes);
  out.uint16(typeAndFlags);
  out.uint32(streamId);
}

function assertStream(streamId: number): void {
  assertRange(streamId, 1, STREAM_ID_MAX, "stream identifier");
}

function assertRange(value: number, min: number, max: number, what: string): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new WireMisuseError(
    "http2-frame",
    `${value} is no ${what}: what is malformed on purpose is written with writeRawFrame`,
  );
}
