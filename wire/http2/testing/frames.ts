// Frames written and read as plain values, for the tests of the frame reader.
import { expect } from "vitest";
import type { FrameEvent } from "../frame-event.ts";
import { FrameReader } from "../frame-reader.ts";
import { connectionPreface, ErrorCode, SettingId, FrameFlag, FrameType } from "../frame-type.ts";
import {
  type RawFrame,
  writeData,
  writeGoaway,
  writeHeaders,
  writePaddedData,
  writePing,
  writePriority,
  writeRawFrame,
  writeReset,
  writeSettings,
  writeSettingsAck,
  writeWindowUpdate,
} from "../frame-writer.ts";
import { OctetWriter } from "../octet-writer.ts";
import { settingId, settingValue } from "../setting.ts";

export type Writer = "client" | "server";
type Plain = Readonly<Record<string, unknown>>;

export const octets = (...values: number[]): Uint8Array => Uint8Array.from(values);
const span = (bytes: Uint8Array): { bytes: Uint8Array; start: number; end: number } => ({
  bytes,
  start: 0,
  end: bytes.length,
});
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
export const join = (parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(Buffer.concat(parts));

export function written(...writes: ((out: OctetWriter) => void)[]): Uint8Array {
  const out = new OctetWriter(16);
  for (const write of writes) write(out);
  return out.take();
}

export const raw = (frame: Partial<RawFrame>): Uint8Array =>
  written((out) => {
    writeRawFrame(out, { type: 0, flags: 0, streamId: 0, payload: octets(), ...frame });
  });

export const SETTINGS = written((out) => {
  writeSettings(out, []);
});

// What an event says, as a value of its own.
const facts: {
  [Kind in FrameEvent["kind"]]: (event: Extract<FrameEvent, { kind: Kind }>) => Plain;
} = {
  data: ({ endStream }) => ({ endStream }),
  headers: ({ endStream, endHeaders, hasPriority, isExclusive, dependsOn, weight }) => ({
    endStream,
    endHeaders,
    priority: hasPriority ? [isExclusive, dependsOn, weight] : "none",
  }),
  "push-promise": ({ endHeaders, promisedId }) => ({ endHeaders, promisedId }),
  continuation: ({ endHeaders }) => ({ endHeaders }),
  goaway: ({ lastStreamId, code }) => ({ lastStreamId, code }),
  unknown: ({ type, flags }) => ({ type, flags }),
  priority: ({ streamId, isExclusive, dependsOn, weight }) => ({
    streamId,
    priority: [isExclusive, dependsOn, weight],
  }),
  "rst-stream": ({ streamId, code }) => ({ streamId, code }),
  settings: (event) => ({
    isAck: event.isAck,
    entries: Array.from({ length: event.entries }, (_, index) => [
      settingId(event, index),
      settingValue(event, index),
    ]),
  }),
  ping: ({ isAck, bytes, start, end }) => ({ isAck, opaque: hex(bytes.subarray(start, end)) }),
  "window-update": ({ streamId, increment }) => ({ streamId, increment }),
  fault: ({ scope, streamId, code, reason }) => ({ scope, streamId, code, reason }),
};

const factsOf = (event: FrameEvent): Plain =>
  (facts[event.kind] as (event: FrameEvent) => Plain)(event);

export interface Whole {
  readonly plain: Plain;
  readonly payload: string;
  readonly isOpen: boolean;
}

export type PieceEvent = Extract<FrameEvent, { isFirst: boolean }>;

const isPiece = (event: FrameEvent): event is PieceEvent => PIECES.has(event.kind);
const PIECES: ReadonlySet<string> = new Set([
  "data",
  "headers",
  "push-promise",
  "continuation",
  "goaway",
  "unknown",
]);

/** Pieces of one frame become one entry, so that only what differs for a user differs. */
export function joined(results: readonly Whole[], event: FrameEvent): readonly Whole[] {
  const plain = { kind: event.kind, ...factsOf(event) };
  return isPiece(event)
    ? withPiece(results, event, plain)
    : [...results, { plain, payload: "", isOpen: false }];
}

function withPiece(results: readonly Whole[], event: PieceEvent, own: Plain): readonly Whole[] {
  const { bytes, start, end, isFirst, isLast, lengthBytes, streamId } = event;
  const before = results.at(-1);
  const payload = hex(bytes.subarray(start, end));
  const plain = { ...own, streamId, lengthBytes };
  // A first piece begins a frame where none is open, any other goes on with the open one.
  expect(before?.isOpen ?? false).toBe(!isFirst);
  expect(isFirst ? plain : before?.plain).toEqual(plain);
  return isFirst
    ? [...results, { plain, payload, isOpen: !isLast }]
    : [...results.slice(0, -1), { plain, payload: before!.payload + payload, isOpen: !isLast }];
}

export function read(writer: Writer, chunks: readonly Uint8Array[]): readonly Whole[] {
  const reader = new FrameReader({ writer });
  let results: readonly Whole[] = [];
  for (const chunk of chunks) {
    const borrowed = chunk.slice();
    reader.push(borrowed);
    for (let event = reader.next(); event !== undefined; event = reader.next()) {
      results = joined(results, event);
    }
    // What was borrowed is used for something else.
    borrowed.fill(0xee);
  }
  return results;
}

export const readServer = (...frames: Uint8Array[]): readonly Whole[] =>
  read("server", [join([SETTINGS, ...frames])]).slice(1);

export const BLOCK = Uint8Array.from({ length: 40 }, (_, index) => index);

/** Every kind of event but faults, some of them more than once. */
export const EXCHANGE = written(
  (out) => {
    out.append(connectionPreface());
    writeSettings(out, [
      [SettingId.headerTableSize, 65_536],
      [SettingId.enablePush, 0],
      [SettingId.initialWindowSize, 0x7fff_ffff],
      [SettingId.maxFrameSize, 16_777_215],
      [0xbeef, 0xffff_ffff],
    ]);
    writeSettingsAck(out);
    writeWindowUpdate(out, 0, 0x7fff_ffff);
    writePing(out, span(octets(1, 2, 3, 4, 5, 6, 7, 8)), false);
    writePing(out, span(octets(8, 7, 6, 5, 4, 3, 2, 1)), true);
  },
  (out) => {
    const priority = { isExclusive: true, dependsOn: 0x7fff_ffff, weight: 256 };
    writeHeaders(out, BLOCK, {
      streamId: 1,
      endStream: false,
      frameBytesMax: 33,
      priority,
      paddingBytes: 3,
    });
    writeHeaders(out, octets(), { streamId: 3, endStream: true, frameBytesMax: 16_384 });
    writePriority(out, 5, { isExclusive: false, dependsOn: 0, weight: 1 });
    writeData(out, 1, span(octets(1, 2, 3)), false);
    writePaddedData(out, span(octets(4, 5)), { streamId: 1, endStream: false, paddingBytes: 6 });
    writePaddedData(out, span(octets()), { streamId: 1, endStream: false, paddingBytes: 0 });
    writeData(out, 1, span(octets()), true);
    writeReset(out, 3, ErrorCode.cancel);
    writeWindowUpdate(out, 1, 1);
    writeRawFrame(out, { type: 0x10, flags: 0xff, streamId: 0, payload: octets(1, 2) });
    writeRawFrame(out, { type: 0xfe, flags: 0, streamId: 9, payload: octets() });
    writeGoaway(out, 7, ErrorCode.noError, octets(0x62, 0x79, 0x65));
    writeGoaway(out, 0, 0xffff_ffff);
  },
);

export const kinds = (results: readonly Whole[]): unknown[] =>
  results.map(({ plain }) => plain["kind"]);

export const piece = (kind: string, streamId: number, lengthBytes: number, more: Plain): Plain => ({
  kind,
  streamId,
  lengthBytes,
  ...more,
});

export const setting = (id: number, value: number): Uint8Array =>
  written((out) => {
    writeSettings(out, [[id, value]]);
  });

export const T = FrameType;
export const F = FrameFlag;
export const FOUR = octets(0, 0, 0, 2);
