// One side of an HTTP/2 connection as an actor has it: frames in and out, header blocks, credit. It keeps
// the protocol as far as its owner does not tell it otherwise; what its streams are for is the owner's
// business.

import {
  connectionPreface,
  FieldList,
  type FrameEvent,
  FrameReader,
  HeaderBlock,
  HpackDecoder,
  HpackEncoder,
  OctetWriter,
  SettingId,
  settingId,
  settingValue,
  type SettingsFrame,
  writeGoaway,
  writeHeaders,
  writePing,
  writeRawFrame,
  writeReset,
  writeSettings,
  writeSettingsAck,
  writeWindowUpdate,
} from "../../../wire/index.ts";
import type { Micros } from "../../machine.ts";
import type { Place, Reading } from "./connection.ts";
import { type H2Body, H2Sender } from "./h2-sender.ts";
import { Outbox } from "./outbox.ts";
import type { FieldSpec, PeerSpec, RequestSpec } from "./spec.ts";

const frameBytesMax = 16_384;
/** Actors are patient: whoever is judged has limits, they have none that matter. */
const generous = { listBytesMax: 1 << 20, fieldsMax: 4096 };
const blockLimits = { blockBytesMax: 1 << 20, continuationsMax: 4096 };

type BlockSpec = Pick<RequestSpec, "blockPieceBytes" | "dependsOnItself">;

export interface H2Owner {
  onHead(now: Micros, streamId: number, fields: readonly FieldSpec[], endStream: boolean): void;
  onBody(now: Micros, streamId: number, piece: Uint8Array, endStream: boolean): void;
  onStreamReset(now: Micros, streamId: number, code: number): void;
  onGoaway(now: Micros, lastStreamId: number, code: number): void;
  /** What came is no HTTP/2. */
  onFault(now: Micros): void;
}

export class H2Channel {
  readonly sender: H2Sender = new H2Sender();
  reading: Reading = "reading";
  readonly #owner: H2Owner;
  readonly #peer: PeerSpec;
  readonly #outbox: Outbox;
  readonly #out = new OctetWriter();
  readonly #encoded = new OctetWriter();
  readonly #reader: FrameReader;
  readonly #decoder = new HpackDecoder(generous);
  readonly #encoder = new HpackEncoder();
  readonly #block = new HeaderBlock(blockLimits);
  readonly #fields = new FieldList();
  #blockEndsStream = false;
  #isOver = false;

  constructor(place: Place, owner: H2Owner, peer: PeerSpec, role: "client" | "server") {
    this.#owner = owner;
    this.#peer = peer;
    this.#outbox = new Outbox(place.host, place.conn);
    this.#reader = new FrameReader({ writer: role === "client" ? "server" : "client" });
    if (role === "client") this.#out.append(connectionPreface());
    writeSettings(this.#out, peer.settings ?? []);
    this.#send();
  }

  headers(
    streamId: number,
    fields: readonly FieldSpec[],
    endStream: boolean,
    { blockPieceBytes = frameBytesMax, dependsOnItself = false }: BlockSpec = {},
  ): void {
    this.#fields.clear();
    for (const [name, value] of fields) this.#fields.add(name, value);
    this.#encoded.clear();
    this.#encoder.encode(this.#fields, this.#encoded);
    const options = { streamId, endStream, frameBytesMax: blockPieceBytes };
    const priority = { isExclusive: false, dependsOn: streamId, weight: 16 };
    const all = dependsOnItself ? { ...options, priority } : options;
    writeHeaders(this.#out, this.#encoded.view(), all);
    this.#send();
  }

  body(body: H2Body): void {
    this.sender.add(body);
  }

  streamReset(streamId: number, code: number): void {
    this.sender.close(streamId);
    writeReset(this.#out, streamId, code);
    this.#send();
  }

  goaway(lastStreamId: number, code: number): void {
    writeGoaway(this.#out, lastStreamId, code);
    this.#send();
  }

  credit(streamId: number, bytes: number): void {
    writeWindowUpdate(this.#out, streamId, bytes);
    this.#send();
  }

  frame(frame: Parameters<typeof writeRawFrame>[1]): void {
    writeRawFrame(this.#out, frame);
    this.#send();
  }

  bytes(bytes: Uint8Array): void {
    this.#outbox.addBytes(bytes);
  }

  /** When everything that was queued before has left. */
  afterwards(act: (now: Micros) => void): void {
    this.#outbox.addAct(act);
  }

  onData(now: Micros, bytes: Uint8Array): number {
    if (this.reading === "paused") return 0;
    if (this.reading === "discarding" || this.#isOver) return bytes.length;
    this.#reader.push(bytes);
    for (let event = this.#reader.next(); event !== undefined; event = this.#reader.next()) {
      this.#read(now, event);
    }
    this.flush(now);
    return bytes.length;
  }

  /** Frames are made as long as the transport takes them. */
  flush(now: Micros): void {
    while (!this.#isOver && this.#outbox.flush(now)) {
      const frame = this.sender.next(now);
      if (frame === undefined) return;
      this.#outbox.addBytes(frame.bytes);
      const { body } = frame;
      if (body.source.leftBytes === 0) this.#outbox.addAct(body.sent);
    }
  }

  finish(): void {
    this.#isOver = true;
    this.#outbox.clear();
  }

  #send(): void {
    this.#outbox.addBytes(this.#out.take());
  }

  #read(now: Micros, event: FrameEvent): void {
    switch (event.kind) {
      case "headers":
        if (event.isFirst) this.#blockEndsStream = event.endStream;
        this.#blockPiece(now, event);
        return;
      case "continuation":
        this.#blockPiece(now, event);
        return;
      case "data":
        this.#data(now, event);
        return;
      case "settings":
        this.#settings(event);
        return;
      case "ping":
        if (event.isAck) return;
        writePing(this.#out, event, true);
        this.#send();
        return;
      case "window-update":
        this.sender.credit(event.streamId, event.increment);
        return;
      case "rst-stream":
        this.sender.close(event.streamId);
        this.#owner.onStreamReset(now, event.streamId, event.code);
        return;
      case "goaway":
        if (event.isLast) this.#owner.onGoaway(now, event.lastStreamId, event.code);
        return;
      case "fault":
        this.#owner.onFault(now);
        return;
      case "push-promise":
      case "priority":
      case "unknown":
        return;
    }
  }

  #blockPiece(now: Micros, event: Extract<FrameEvent, { kind: "headers" | "continuation" }>): void {
    const result = this.#block.add(event);
    if (result === "more") return;
    const { streamId } = event;
    const { bytes, start, end } = this.#block;
    const isRead =
      result === "complete" && this.#decoder.decode(bytes, start, end, this.#fields) === "complete";
    if (!isRead) {
      this.#owner.onFault(now);
      return;
    }
    const fields: FieldSpec[] = [];
    for (let index = 0; index < this.#fields.count; index += 1) {
      fields.push([this.#fields.name(index), this.#fields.value(index)]);
    }
    this.#owner.onHead(now, streamId, fields, this.#blockEndsStream);
  }

  #data(now: Micros, event: Extract<FrameEvent, { kind: "data" }>): void {
    const { streamId, lengthBytes, isLast, endStream } = event;
    if (isLast && lengthBytes > 0 && this.#peer.credit !== "held") {
      writeWindowUpdate(this.#out, 0, lengthBytes);
      if (!endStream) writeWindowUpdate(this.#out, streamId, lengthBytes);
      this.#send();
    }
    const piece = event.bytes.subarray(event.start, event.end);
    this.#owner.onBody(now, streamId, piece, isLast && endStream);
  }

  #settings(event: SettingsFrame): void {
    if (event.isAck) return;
    for (let index = 0; index < event.entries; index += 1) {
      const value = settingValue(event, index);
      switch (settingId(event, index)) {
        case SettingId.initialWindowSize:
          this.sender.setInitialWindow(value);
          break;
        case SettingId.maxFrameSize:
          this.sender.setFrameLimit(value);
          break;
        case SettingId.headerTableSize:
          this.#encoder.setTableLimit(value);
          break;
        default:
          break;
      }
    }
    writeSettingsAck(this.#out);
    this.#send();
  }
}
