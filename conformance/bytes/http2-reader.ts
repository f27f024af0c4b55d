// One side of an HTTP/2 connection: frames, header blocks, fields and the messages of each stream, as
// lines, as frames that can be written again, and as heads. It knows no window and no state of a stream
// but its end; what comes after that is passed over.
import {
  type BlockEvent,
  type FrameEvent,
  FieldList,
  FrameReader,
  HeaderBlock,
  HpackDecoder,
  type Octets,
  type PortableRequest,
  type PortableResponse,
  RequestMessage,
  ResponseMessage,
  settingId,
  settingValue,
} from "../../wire/index.ts";
import { Fullness } from "./fullness.ts";
import { methodOf } from "./http2-exchanges.ts";
import { lend, textOf } from "./pieces.ts";

const listLimits = { listBytesMax: 4000, fieldsMax: 40 };
const blockLimits = { blockBytesMax: 2000, continuationsMax: 100 };

/** A frame without what its segmentation, its padding and its continuations were. */
export interface WholeFrame {
  readonly kind: Exclude<FrameEvent["kind"], "continuation" | "fault">;
  readonly streamId: number;
  readonly numbers: readonly number[];
  text: string;
  isWhole: boolean;
}

export class Http2Reader {
  readonly lines: string[] = [];
  readonly frames: WholeFrame[] = [];
  readonly heads: (PortableRequest | PortableResponse)[] = [];
  readonly fullness: Fullness = new Fullness();
  isRefused = false;
  blocks = 0;
  private readonly writer: "client" | "server";
  private readonly depth: "messages" | "frames";
  private readonly reader: FrameReader;
  private readonly block = new HeaderBlock(blockLimits);
  private readonly decoder = new HpackDecoder(listLimits);
  private readonly fields = new FieldList();
  private readonly messages = new Map<number, RequestMessage | ResponseMessage>();
  private isOver = false;
  /** Where the line of the last frame is. */
  private lineAt = 0;
  /** The frame whose block is not complete yet. */
  private begun: { streamId: number; endStream: boolean; isPromise: boolean } | undefined;

  constructor(writer: "client" | "server", depth: "messages" | "frames" = "messages") {
    this.writer = writer;
    this.depth = depth;
    this.reader = new FrameReader({ writer });
  }

  read(pieces: readonly Uint8Array[]): void {
    const { reader, block, decoder, fields } = this;
    const heldBytesMax =
      reader.heldBytesMax + block.heldBytesMax + decoder.heldBytesMax + listLimits.listBytesMax;
    lend(pieces, (piece) => {
      reader.push(piece);
      while (!this.isOver) {
        const event = reader.next();
        if (event === undefined) break;
        this.note(event);
      }
      const heldBytes = reader.heldBytes + block.heldBytes + decoder.heldBytes + fields.bytes;
      if (!this.isOver) this.fullness.noteExpanded(heldBytes, heldBytesMax);
    });
  }

  private note(event: FrameEvent): void {
    switch (event.kind) {
      case "fault":
        this.isRefused = true;
        this.isOver = event.scope === "connection";
        this.lines.push(`fault ${event.scope} ${event.streamId} ${event.code} ${event.reason}`);
        return;
      case "data":
        this.piece(event, [Number(event.endStream)]);
        this.data(event.streamId, event.end - event.start, event.endStream && event.isLast);
        return;
      case "headers":
        if (event.isFirst) {
          const { streamId, endStream } = event;
          this.begun = { streamId, endStream, isPromise: false };
        }
        this.piece(event, [Number(event.endStream), ...priorityOf(event)]);
        this.fragment(event);
        return;
      case "push-promise":
        if (event.isFirst) {
          this.begun = { streamId: event.promisedId, endStream: true, isPromise: true };
        }
        this.piece(event, [event.promisedId]);
        this.fragment(event);
        return;
      case "continuation":
        this.more(event);
        this.fragment(event);
        return;
      case "goaway":
        this.piece(event, [event.lastStreamId, event.code]);
        return;
      case "unknown":
        this.piece(event, [event.type, event.flags]);
        return;
      case "priority":
      case "rst-stream":
      case "settings":
      case "ping":
      case "window-update":
        this.small(event);
    }
  }

  private small(
    event: Exclude<FrameEvent, { readonly isFirst: boolean } | { scope: unknown }>,
  ): void {
    switch (event.kind) {
      case "priority":
        this.add("priority", event.streamId, [
          Number(event.isExclusive),
          event.dependsOn,
          event.weight,
        ]);
        return;
      case "rst-stream":
        this.add("rst-stream", event.streamId, [event.code]);
        return;
      case "window-update":
        this.add("window-update", event.streamId, [event.increment]);
        return;
      case "ping":
        this.add("ping", 0, [Number(event.isAck)], octets(event));
        return;
      case "settings": {
        const entries = Array.from({ length: event.entries }, (_, index) => [
          settingId(event, index),
          settingValue(event, index),
        ]);
        this.add("settings", 0, [Number(event.isAck), ...entries.flat()]);
      }
    }
  }

  private add(
    kind: WholeFrame["kind"],
    streamId: number,
    numbers: readonly number[],
    text = "",
  ): void {
    this.frames.push({ kind, streamId, numbers, text, isWhole: true });
    this.lineAt = this.lines.length;
    this.lines.push(`${kind} ${streamId} ${numbers.join(" ")} ${text}`);
  }

  private piece(
    event: Exclude<Extract<FrameEvent, { readonly isFirst: boolean }>, { kind: "continuation" }>,
    numbers: readonly number[],
  ): void {
    if (!event.isFirst) {
      this.more(event);
      return;
    }
    this.add(event.kind, event.streamId, numbers, octets(event));
    this.settle(event);
  }

  /** Pieces of one frame, and of one block, are one line. */
  private more(event: Extract<FrameEvent, { readonly isFirst: boolean }>): void {
    const text = octets(event);
    const last = this.frames.at(-1);
    if (last !== undefined) last.text += text;
    this.lines[this.lineAt] = `${this.lines[this.lineAt] ?? ""}${text}`;
    this.settle(event);
  }

  private settle(event: Extract<FrameEvent, { readonly isFirst: boolean }>): void {
    const last = this.frames.at(-1);
    const hasMore = "endHeaders" in event && isBlock(event) && !event.endHeaders;
    if (last !== undefined) last.isWhole = event.isLast && !hasMore;
  }

  private fragment(event: BlockEvent): void {
    if (this.depth === "frames") return;
    const result = this.block.add(event);
    if (result === "more") return;
    if (result !== "complete") {
      this.refuse(result);
      return;
    }
    const { block, fields } = this;
    const decoded = this.decoder.decode(block.bytes, block.start, block.end, fields);
    this.lines.push(`block ${decoded} ${fields.count} ${fields.bytes} ${this.decoder.tableBytes}`);
    if (decoded === "complete") this.complete();
    else if (decoded === "list-too-large") this.isRefused = true;
    else this.refuse(decoded);
  }

  private complete(): void {
    this.blocks += 1;
    const { begun } = this;
    if (begun === undefined) return;
    const message = begun.isPromise ? new RequestMessage() : this.messageOf(begun.streamId);
    if (message.isEnded) return;
    const result = message.block(this.fields, begun.endStream);
    this.lines.push(JSON.stringify(result));
    if (result.kind === "malformed") this.drop(begun.streamId);
    else if (result.kind !== "trailers") this.heads.push(result);
  }

  private data(streamId: number, payloadBytes: number, endStream: boolean): void {
    if (this.depth === "frames") return;
    const message = this.messageOf(streamId);
    if (message.isEnded) return;
    const result = message.data(payloadBytes, endStream);
    if (result === undefined) return;
    this.lines.push(`malformed ${result.rule}`);
    this.drop(streamId);
  }

  private messageOf(streamId: number): RequestMessage | ResponseMessage {
    const known = this.messages.get(streamId);
    if (known !== undefined) return known;
    const isClient = this.writer === "client";
    const message = isClient ? new RequestMessage() : new ResponseMessage(methodOf(streamId));
    this.messages.set(streamId, message);
    return message;
  }

  /** Its stream is reset; what comes for it is none of the message's business. */
  private drop(streamId: number): void {
    this.isRefused = true;
    this.messages.set(streamId, ended);
  }

  private refuse(why: string): void {
    this.lines.push(`refused ${why}`);
    this.isRefused = true;
    this.isOver = true;
  }
}

const ended = endedMessage();

function endedMessage(): ResponseMessage {
  const fields = new FieldList();
  fields.add(":status", "200");
  const message = new ResponseMessage("GET");
  message.block(fields, true);
  return message;
}

function isBlock(event: { readonly kind: string }): boolean {
  return ["headers", "push-promise", "continuation"].includes(event.kind);
}

function priorityOf(event: Extract<FrameEvent, { readonly kind: "headers" }>): readonly number[] {
  if (!event.hasPriority) return [];
  return [Number(event.isExclusive), event.dependsOn, event.weight];
}

function octets({ bytes, start, end }: Octets): string {
  return textOf(bytes.subarray(start, end));
}
