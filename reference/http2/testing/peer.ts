// The other side of an HTTP/2 connection, by hand: what it says is written frame by frame, what it hears is
// read into plain objects. Of what it hears it keeps the books of RFC 9113 §5.2: a frame of DATA beyond the
// credit it gave fails the test.

import { expect } from "vitest";
import {
  connectionPreface,
  FieldList,
  FrameReader,
  HeaderBlock,
  HpackDecoder,
  HpackEncoder,
  OctetWriter,
  SettingId,
  settingId,
  settingValue,
  WINDOW_BYTES_INITIAL,
  writeGoaway,
  writeHeaders,
  writePaddedData,
  writePing,
  writeReset,
  writeSettings,
  writeSettingsAck,
  writeWindowUpdate,
  type FrameEvent,
  type SettingsFrame,
} from "../../../wire/index.ts";

export type Row = readonly [name: string, value: string];

export interface Heard {
  readonly kind: string;
  readonly streamId: number;
  readonly endStream?: boolean;
  readonly bytes?: number;
  readonly fields?: readonly Row[];
  readonly code?: number;
  readonly increment?: number;
  readonly lastStreamId?: number;
  readonly isAck?: boolean;
  readonly entries?: readonly (readonly [number, number])[];
}

const LIMITS = { listBytesMax: 1_000_000, fieldsMax: 1000 };

export const GET: readonly Row[] = [
  [":method", "GET"],
  [":scheme", "http"],
  [":authority", "a.test"],
  [":path", "/"],
];

export const POST: readonly Row[] = [
  [":method", "POST"],
  [":scheme", "http"],
  [":authority", "a.test"],
  [":path", "/"],
];

export class Peer {
  readonly role: "client" | "server";
  readonly out: OctetWriter = new OctetWriter();
  readonly encoder: HpackEncoder = new HpackEncoder();
  /** Content that was heard, by stream. */
  readonly bodies = new Map<number, number[]>();
  /** What it may still hear, and say. */
  readonly credits = new Map<number, number>();
  readonly allowances = new Map<number, number>();
  connectionCredit = WINDOW_BYTES_INITIAL;
  connectionAllowance = WINDOW_BYTES_INITIAL;
  #streamCredit = WINDOW_BYTES_INITIAL;
  #pendingStreamCredit = WINDOW_BYTES_INITIAL;
  #streamAllowance = WINDOW_BYTES_INITIAL;
  /** Sizes that were asked for, by the frame that is not acknowledged yet. */
  readonly #pendingTables: number[][] = [];
  readonly #reader: FrameReader;
  readonly #block = new HeaderBlock({ blockBytesMax: 1_000_000, continuationsMax: 1000 });
  readonly #decoder = new HpackDecoder(LIMITS);
  #blockStream = 0;
  #blockEnds = false;

  constructor(role: "client" | "server") {
    this.role = role;
    this.#reader = new FrameReader({ writer: role === "client" ? "server" : "client" });
  }

  /** Preface and SETTINGS. */
  hello(entries: readonly (readonly [number, number])[] = []): this {
    this.out.append(this.role === "client" ? connectionPreface() : new Uint8Array(0));
    return this.settings(entries);
  }

  settings(entries: readonly (readonly [number, number])[]): this {
    writeSettings(this.out, entries);
    const tables = entries.filter(([id]) => id === SettingId.headerTableSize);
    this.#pendingTables.push(tables.map(([, bytes]) => bytes));
    this.#pendingStreamCredit =
      new Map(entries).get(SettingId.initialWindowSize) ?? this.#pendingStreamCredit;
    return this;
  }

  ack(): this {
    writeSettingsAck(this.out);
    return this;
  }

  headers(streamId: number, rows: readonly Row[], endStream = false): this {
    const block = this.block(rows);
    writeHeaders(this.out, block, { streamId, endStream, frameBytesMax: 16_384 });
    return this;
  }

  block(rows: readonly Row[]): Uint8Array {
    const fields = new FieldList();
    for (const [name, value] of rows) fields.add(name, value);
    const block = new OctetWriter();
    this.encoder.encode(fields, block);
    return block.take();
  }

  data(streamId: number, payload: string | Uint8Array, endStream = false, paddingBytes = -1): this {
    const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
    const span = { bytes, start: 0, end: bytes.length };
    const length = bytes.length + Math.max(0, paddingBytes + 1);
    this.connectionAllowance -= length;
    this.allowances.set(streamId, this.allowanceOf(streamId) - length);
    switch (paddingBytes) {
      case -1:
        writeDataOf(this.out, streamId, bytes, endStream);
        return this;
      default:
        writePaddedData(this.out, span, { streamId, endStream, paddingBytes });
        return this;
    }
  }

  reset(streamId: number, code = 8): this {
    writeReset(this.out, streamId, code);
    return this;
  }

  update(streamId: number, increment: number): this {
    writeWindowUpdate(this.out, streamId, increment);
    this.connectionCredit += streamId === 0 ? increment : 0;
    this.credits.set(streamId, this.creditOf(streamId) + increment);
    return this;
  }

  ping(isAck = false): this {
    writePing(this.out, { bytes: new Uint8Array(8), start: 0, end: 8 }, isAck);
    return this;
  }

  goaway(lastStreamId: number, code = 0): this {
    writeGoaway(this.out, lastStreamId, code);
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.out.append(bytes);
    return this;
  }

  take(): Uint8Array {
    return this.out.take();
  }

  /** How much it may hear on a stream. */
  creditOf(streamId: number): number {
    return this.credits.get(streamId) ?? this.#streamCredit;
  }

  allowanceOf(streamId: number): number {
    return this.allowances.get(streamId) ?? this.#streamAllowance;
  }

  /** What it may say on a stream now. */
  room(streamId: number): number {
    return Math.min(this.connectionAllowance, this.allowanceOf(streamId));
  }

  body(streamId: number): Uint8Array {
    return Uint8Array.from(this.bodies.get(streamId) ?? []);
  }

  hear(bytes: Uint8Array): Heard[] {
    const heard: Heard[] = [];
    this.#reader.push(bytes);
    for (let event = this.#reader.next(); event !== undefined; event = this.#reader.next()) {
      const frame = this.#heard(event);
      heard.push(...(frame === undefined ? [] : [frame]));
    }
    return heard;
  }

  #heard(event: FrameEvent): Heard | undefined {
    switch (event.kind) {
      case "data":
        return this.#data(event);
      case "headers":
      case "continuation":
        return this.#headers(event);
      case "settings":
        return this.#settings(event);
      case "rst-stream":
        return { kind: event.kind, streamId: event.streamId, code: event.code };
      case "goaway": {
        const { lastStreamId, code } = event;
        return event.isFirst ? { kind: event.kind, streamId: 0, lastStreamId, code } : undefined;
      }
      case "window-update":
        this.#allow(event.streamId, event.increment);
        return { kind: event.kind, streamId: event.streamId, increment: event.increment };
      case "ping":
        return { kind: event.kind, streamId: 0, isAck: event.isAck };
      case "priority":
      case "unknown":
      case "push-promise":
      case "fault":
        throw new Error(
          `a leg wrote a frame that nobody may: ${event.kind} ${JSON.stringify(event)}`,
        );
    }
  }

  #data(event: Extract<FrameEvent, { kind: "data" }>): Heard | undefined {
    const { streamId, start, end } = event;
    const body = this.bodies.get(streamId) ?? [];
    this.bodies.set(streamId, body);
    for (let at = start; at < end; at += 1) body.push(event.bytes[at]!);
    const bytes = event.lengthBytes;
    this.#spend(streamId, event.isFirst ? bytes : 0);
    return event.isLast ? { kind: "data", streamId, bytes, endStream: event.endStream } : undefined;
  }

  /** FLOW-STREAM */
  #spend(streamId: number, bytes: number): void {
    const credit = this.creditOf(streamId);
    const isWithin = bytes === 0 || (bytes <= credit && bytes <= this.connectionCredit);
    expect([streamId, bytes, credit, this.connectionCredit, isWithin].at(-1)).toBe(true);
    this.credits.set(streamId, credit - bytes);
    this.connectionCredit -= bytes;
  }

  #headers(event: Extract<FrameEvent, { kind: "headers" | "continuation" }>): Heard | undefined {
    this.#blockStream = event.streamId;
    this.#blockEnds = event.kind === "headers" ? event.endStream : this.#blockEnds;
    return this.#block.add(event) === "complete" ? this.#decoded() : undefined;
  }

  #decoded(): Heard {
    const fields = new FieldList();
    const { bytes, start, end } = this.#block;
    expect(this.#decoder.decode(bytes, start, end, fields)).toBe("complete");
    const rows = Array.from({ length: fields.count }, (_, at): Row => [
      fields.name(at),
      fields.value(at),
    ]);
    return {
      kind: "headers",
      streamId: this.#blockStream,
      endStream: this.#blockEnds,
      fields: rows,
    };
  }

  #settings(event: SettingsFrame): Heard {
    return event.isAck ? this.#acknowledged() : this.#told(event);
  }

  #acknowledged(): Heard {
    for (const bytes of this.#pendingTables.shift() ?? []) this.#decoder.setTableLimit(bytes);
    const shift = this.#pendingStreamCredit - this.#streamCredit;
    this.#streamCredit = this.#pendingStreamCredit;
    for (const [id, credit] of this.credits) this.credits.set(id, credit + shift);
    return { kind: "settings", streamId: 0, isAck: true };
  }

  #told(event: SettingsFrame): Heard {
    const entries = Array.from(
      { length: event.entries },
      (_, at) => [settingId(event, at), settingValue(event, at)] as const,
    );
    this.#invite(new Map(entries).get(SettingId.initialWindowSize) ?? this.#streamAllowance);
    return { kind: "settings", streamId: 0, isAck: false, entries };
  }

  #invite(bytes: number): void {
    const shift = bytes - this.#streamAllowance;
    this.#streamAllowance = bytes;
    for (const [id, allowance] of this.allowances) this.allowances.set(id, allowance + shift);
  }

  #allow(streamId: number, increment: number): void {
    this.connectionAllowance += streamId === 0 ? increment : 0;
    this.allowances.set(streamId, this.allowanceOf(streamId) + increment);
  }
}

function writeDataOf(
  out: OctetWriter,
  streamId: number,
  bytes: Uint8Array,
  endStream: boolean,
): void {
  // A frame of its own for each 16 KiB.
  let at = 0;
  do {
    const end = Math.min(bytes.length, at + 16_384);
    const isLast = end === bytes.length;
    out.uint24(end - at);
    out.octet(0);
    out.octet(isLast && endStream ? 1 : 0);
    out.uint32(streamId);
    out.append(bytes, at, end);
    at = end;
  } while (at < bytes.length);
}
