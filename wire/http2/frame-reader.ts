// Cuts a byte stream into the frames of RFC 9113, whatever its segmentation, and judges each by what
// can be known without the state of any stream: lengths, identifiers, padding, values, and that a
// header block is not interrupted. It holds the opening of one frame, never a payload. It does not
// count windows or streams, decode header blocks, or decide how a fault is answered.

import {
  FRAME_HEAD_BYTES,
  FRAME_PAYLOAD_BYTES_MAX,
  FRAME_PAYLOAD_BYTES_MIN,
  SETTING_BYTES,
} from "./bounds.ts";
import { WireMisuseError } from "../misuse.ts";
import { ByteSource } from "./byte-source.ts";
import type { FrameEvent, FrameFault } from "./frame-event.ts";
import { FRAME_FAULT_CODES, type FrameFaultReason } from "./frame-fault.ts";
import { FrameHead } from "./frame-head.ts";
import { GATHERED_BYTES_MAX } from "./frame-rule.ts";
import { type FrameSlot, frameSlot, NO_OCTETS, type PieceSlot } from "./frame-slot.ts";
import { connectionPreface, FrameFlag, FrameType, SettingId } from "./frame-type.ts";
import { uint16At, uint31At, uint32At } from "./number.ts";
import { settingFault } from "./setting.ts";

/** More is there to be looked at, though nothing of it is an event. */
const ON = "on";
type Step = FrameEvent | typeof ON | undefined;

type Place = "preface" | "head" | "opening" | "payload" | "padding" | "skipped" | "finished";

const preface: Readonly<Uint8Array> = connectionPreface();

export interface FrameReaderOptions {
  /** Who writes what is read: a client's stream begins with the connection preface. */
  readonly writer: "client" | "server";
  /** Our SETTINGS_MAX_FRAME_SIZE; longer frames are refused before anything is kept of them. */
  readonly frameBytesMax?: number;
}

/** Bytes given to `push` are borrowed until `next()` has returned undefined. */
export class FrameReader {
  readonly #writer: "client" | "server";
  #frameBytesMax = FRAME_PAYLOAD_BYTES_MIN;

  #place: Place;
  readonly #frame: FrameHead;
  readonly #source = new ByteSource(GATHERED_BYTES_MAX);
  #prefaceBytes = 0;

  #payloadLeft = 0;
  #paddingLeft = 0;
  #isFirstPiece = true;

  readonly #data = frameSlot("data");
  readonly #headers = frameSlot("headers");
  readonly #pushPromise = frameSlot("push-promise");
  readonly #continuation = frameSlot("continuation");
  readonly #goaway = frameSlot("goaway");
  readonly #unknown = frameSlot("unknown");
  readonly #priority = frameSlot("priority");
  readonly #reset = frameSlot("rst-stream");
  readonly #settings = frameSlot("settings");
  readonly #ping = frameSlot("ping");
  readonly #windowUpdate = frameSlot("window-update");
  readonly #fault = frameSlot("fault");
  #piece: PieceSlot = this.#data;

  constructor(options: FrameReaderOptions) {
    this.#writer = options.writer;
    this.#frame = new FrameHead(options.writer);
    this.#place = options.writer === "client" ? "preface" : "head";
    this.setFrameLimit(options.frameBytesMax ?? FRAME_PAYLOAD_BYTES_MIN);
  }

  /** Whether a fault of the connection was found; what comes after it is let go. */
  get isFinished(): boolean {
    return this.#place === "finished";
  }

  /** What is kept once everything that came was taken: the opening of one frame. */
  get heldBytes(): number {
    return this.#source.heldBytes;
  }

  get heldBytesMax(): number {
    return GATHERED_BYTES_MAX;
  }

  /** Our SETTINGS_MAX_FRAME_SIZE, once the peer has acknowledged it. */
  setFrameLimit(bytes: number): void {
    if (!(bytes >= FRAME_PAYLOAD_BYTES_MIN && bytes <= FRAME_PAYLOAD_BYTES_MAX)) {
      throw new WireMisuseError("frame-limit", `${bytes} is no SETTINGS_MAX_FRAME_SIZE`);
    }
    this.#frameBytesMax = bytes;
  }

  /** Takes the next bytes of the stream; a finished reader lets them go. */
  push(bytes: Uint8Array): void {
    if (this.#place !== "finished") this.#source.push(bytes);
  }

  /**
   * Leaves the rest where it is: how many of the last bytes pushed were not looked at. They have to be
   * pushed again; an event that is lent is not any more.
   */
  giveBack(): number {
    const bytes = this.#source.end - this.#source.at;
    this.#release();
    return bytes;
  }

  /** The next event, lent until the next call; undefined until more bytes come. */
  next(): FrameEvent | undefined {
    let step = this.#step();
    while (step === ON) step = this.#step();
    if (step === undefined) this.#release();
    return step;
  }

  #step(): Step {
    switch (this.#place) {
      case "head":
        return this.#readHead();
      case "opening":
        return this.#opening();
      case "payload":
        return this.#nextPiece();
      case "padding":
        return this.#padding();
      case "skipped":
        return this.#skipped();
      case "preface":
        return this.#preface();
      case "finished":
        return undefined;
    }
  }

  // RFC 9113 §3.4. A wrong octet is noticed when it comes, not when the preface would be whole.
  #preface(): Step {
    const source = this.#source;
    while (this.#prefaceBytes < preface.length) {
      if (source.at === source.end) return undefined;
      if (source.chunk[source.at] !== preface[this.#prefaceBytes])
        return this.#connectionFault("preface");
      source.at += 1;
      this.#prefaceBytes += 1;
    }
    this.#place = "head";
    return ON;
  }

  #readHead(): Step {
    const source = this.#source;
    const head = this.#frame;
    if (!source.gather(FRAME_HEAD_BYTES)) return undefined;
    const reason = head.read(source.whole, source.wholeAt, this.#frameBytesMax);
    if (reason === undefined) {
      this.#place = "opening";
      return ON;
    }
    if (reason !== "frame-length" || !head.isOwnFault) return this.#connectionFault(reason);
    this.#payloadLeft = head.lengthBytes;
    this.#place = "skipped";
    return this.#streamFault(reason);
  }

  #opening(): Step {
    if (!this.#source.gather(this.#frame.openingBytes)) return undefined;
    this.#place = "head";
    switch (this.#frame.type) {
      case FrameType.priority:
        return this.#priorityFrame();
      case FrameType.rstStream:
        this.#reset.streamId = this.#frame.streamId;
        this.#reset.code = uint32At(this.#source.whole, this.#source.wholeAt);
        return this.#reset;
      case FrameType.settings:
        return this.#settingsFrame();
      case FrameType.ping:
        this.#ping.isAck = this.#frame.has(FrameFlag.ack);
        this.#ping.bytes = this.#source.whole;
        this.#ping.start = this.#source.wholeAt;
        this.#ping.end = this.#source.wholeAt + this.#frame.openingBytes;
        return this.#ping;
      case FrameType.windowUpdate:
        return this.#windowUpdateFrame();
      default:
        return this.#pieces();
    }
  }

  #priorityFrame(): Step {
    const frame = this.#priority;
    frame.streamId = this.#frame.streamId;
    this.#readPriority(frame, this.#source.wholeAt);
    // RFC 7540 §5.3.1.
    return frame.dependsOn === frame.streamId ? this.#streamFault("depends-on-itself") : frame;
  }

  #settingsFrame(): Step {
    const frame = this.#settings;
    const end = this.#source.wholeAt + this.#frame.openingBytes;
    for (let at = this.#source.wholeAt; at < end; at += SETTING_BYTES) {
      const id = uint16At(this.#source.whole, at);
      const value = uint32At(this.#source.whole, at + 2);
      // RFC 9113 §6.5.2: a server does not offer to be pushed to.
      const isServerPush = id === SettingId.enablePush && this.#writer === "server" && value !== 0;
      const reason = isServerPush ? "setting-value" : settingFault(id, value);
      if (reason !== undefined) return this.#connectionFault(reason);
    }
    frame.isAck = this.#frame.has(FrameFlag.ack);
    frame.entries = this.#frame.openingBytes / SETTING_BYTES;
    frame.bytes = this.#source.whole;
    frame.start = this.#source.wholeAt;
    frame.end = end;
    return frame;
  }

  #windowUpdateFrame(): Step {
    const frame = this.#windowUpdate;
    frame.streamId = this.#frame.streamId;
    frame.increment = uint31At(this.#source.whole, this.#source.wholeAt);
    if (frame.increment > 0) return frame;
    // RFC 9113 §6.9: the stream's error, or the connection's where it is the connection's window.
    return frame.streamId === 0
      ? this.#connectionFault("increment-zero")
      : this.#streamFault("increment-zero");
  }

  /** The opening of a payload that comes in pieces. */
  #pieces(): Step {
    const isPadded = this.#frame.has(FrameFlag.padded);
    this.#payloadLeft = this.#frame.lengthBytes - this.#frame.openingBytes;
    this.#paddingLeft = isPadded ? this.#source.whole[this.#source.wholeAt]! : 0;
    // RFC 9113 §6.1, §6.2, §6.6.
    if (this.#paddingLeft > this.#payloadLeft) return this.#connectionFault("padding");
    this.#payloadLeft -= this.#paddingLeft;
    if (!this.#describe(this.#source.wholeAt + (isPadded ? 1 : 0)))
      return this.#connectionFault("promised-id");
    const piece = this.#piece;
    piece.streamId = this.#frame.streamId;
    piece.lengthBytes = this.#frame.lengthBytes;
    this.#isFirstPiece = true;
    this.#place = "payload";
    return ON;
  }

  /** Fills in what the type adds; false for a promise of a stream that cannot be one. */
  #describe(at: number): boolean {
    this.#piece.bytes = NO_OCTETS;
    switch (this.#frame.type) {
      case FrameType.data:
        this.#piece = this.#data;
        this.#data.endStream = this.#frame.has(FrameFlag.endStream);
        return true;
      case FrameType.headers:
        this.#piece = this.#headers;
        this.#headers.endHeaders = this.#frame.has(FrameFlag.endHeaders);
        this.#headers.endStream = this.#frame.has(FrameFlag.endStream);
        this.#headers.hasPriority = this.#frame.has(FrameFlag.priority);
        if (this.#headers.hasPriority) this.#readPriority(this.#headers, at);
        return true;
      case FrameType.pushPromise:
        this.#piece = this.#pushPromise;
        this.#pushPromise.endHeaders = this.#frame.has(FrameFlag.endHeaders);
        this.#pushPromise.promisedId = uint31At(this.#source.whole, at);
        // RFC 9113 §6.6, §5.1.1: a server's streams have even identifiers, and 0 is none.
        return this.#pushPromise.promisedId > 0 && this.#pushPromise.promisedId % 2 === 0;
      case FrameType.continuation:
        this.#piece = this.#continuation;
        this.#continuation.endHeaders = this.#frame.has(FrameFlag.endHeaders);
        return true;
      case FrameType.goaway:
        this.#piece = this.#goaway;
        this.#goaway.lastStreamId = uint31At(this.#source.whole, at);
        this.#goaway.code = uint32At(this.#source.whole, at + 4);
        return true;
      default:
        this.#piece = this.#unknown;
        this.#unknown.type = this.#frame.type;
        this.#unknown.flags = this.#frame.flags;
        return true;
    }
  }

  #readPriority(into: FrameSlot<"headers" | "priority">, at: number): void {
    const { whole } = this.#source;
    into.isExclusive = whole[at]! >= 0x80;
    into.dependsOn = uint31At(whole, at);
    into.weight = whole[at + 4]! + 1;
  }

  #nextPiece(): Step {
    const source = this.#source;
    if (this.#payloadLeft > 0 && source.at === source.end) return undefined;
    const piece = this.#piece;
    piece.bytes = source.chunk;
    piece.start = source.at;
    this.#payloadLeft -= source.take(this.#payloadLeft);
    piece.end = source.at;
    if (this.#payloadLeft === 0) this.#paddingLeft -= source.take(this.#paddingLeft);
    return this.#gone(piece);
  }

  /** The piece that says that the padding is over. */
  #padding(): Step {
    this.#paddingLeft -= this.#source.take(this.#paddingLeft);
    if (this.#paddingLeft > 0) return undefined;
    this.#piece.start = this.#piece.end;
    return this.#gone(this.#piece);
  }

  #gone(piece: PieceSlot): FrameEvent {
    piece.isFirst = this.#isFirstPiece;
    piece.isLast = this.#payloadLeft === 0 && this.#paddingLeft === 0;
    this.#isFirstPiece = false;
    if (piece.isLast) this.#place = "head";
    else if (this.#payloadLeft === 0) this.#place = "padding";
    return piece;
  }

  #skipped(): Step {
    this.#payloadLeft -= this.#source.take(this.#payloadLeft);
    if (this.#payloadLeft > 0) return undefined;
    this.#place = "head";
    return ON;
  }

  #streamFault(reason: FrameFaultReason): FrameFault {
    const fault = this.#fault;
    fault.scope = "stream";
    fault.streamId = this.#frame.streamId;
    fault.code = FRAME_FAULT_CODES[reason];
    fault.reason = reason;
    return fault;
  }

  #connectionFault(reason: FrameFaultReason): FrameFault {
    this.#place = "finished";
    this.#release();
    const fault = this.#fault;
    fault.scope = "connection";
    fault.streamId = 0;
    fault.code = FRAME_FAULT_CODES[reason];
    fault.reason = reason;
    return fault;
  }

  /** Gives back what was borrowed, and what events still name of it. */
  #release(): void {
    this.#source.release();
    this.#piece.bytes = NO_OCTETS;
    this.#settings.bytes = NO_OCTETS;
    this.#ping.bytes = NO_OCTETS;
  }
}
