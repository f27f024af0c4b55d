// What was seen on a connection of HTTP/2, as lines: one a stream, and one for its end. The frames are
// cut here; the fields are decoded, since a status cannot be read without the table of the connection.

import { FieldList, HpackDecoder } from "../../../wire/index.ts";
import { errorCodes } from "../../model/http-codes.ts";
import { answerLine } from "./h1-view.ts";

const type = { data: 0, headers: 1, reset: 3, goaway: 7, continuation: 9 } as const;
const flag = { endStream: 1, endHeaders: 4, padded: 8, priority: 32 } as const;
const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const { noError } = errorCodes;
/** Whatever the peer may have allowed. */
const tableBytesMax = 2 ** 31 - 1;
const headBytesMax = 1 << 20;

interface Stream {
  /** Status or method and path of each head, in its order. */
  readonly heads: string[];
  readonly content: Buffer[];
  end: string;
}

export interface H2View {
  /** By their identifier. */
  readonly streams: ReadonlyMap<number, Stream>;
  /** The code of the last GOAWAY. */
  readonly goaway: number | undefined;
}

export function viewOf(bytes: Buffer): H2View {
  const reading = new Reading();
  for (const frame of framesOf(bytes)) reading.take(frame);
  return reading;
}

class Reading implements H2View {
  readonly streams = new Map<number, Stream>();
  goaway: number | undefined;
  private readonly decoder = new HpackDecoder({
    listBytesMax: headBytesMax,
    fieldsMax: headBytesMax,
  });
  private block: { readonly stream: Stream; readonly parts: Buffer[] } | undefined;

  constructor() {
    this.decoder.setTableLimit(tableBytesMax);
  }

  take(frame: Frame): void {
    const { id, payload } = frame;
    switch (frame.type) {
      case type.goaway:
        this.goaway = payload.readUInt32BE(4);
        return;
      case type.reset: {
        const stream = this.stream(id);
        stream.end = resetEnd(stream, payload.readUInt32BE(0));
        return;
      }
      case type.data:
        this.stream(id).content.push(unpadded(frame));
        this.endOf(frame);
        return;
      case type.headers:
        this.block = { stream: this.stream(id), parts: [] };
        this.fields(frame);
        this.endOf(frame);
        return;
      case type.continuation:
        this.fields(frame);
        return;
      default:
    }
  }

  private stream(id: number): Stream {
    const known = this.streams.get(id);
    if (known !== undefined) return known;
    const stream = { heads: [], content: [], end: "open" };
    this.streams.set(id, stream);
    return stream;
  }

  private endOf({ id, flags }: Frame): void {
    if ((flags & flag.endStream) !== 0) this.stream(id).end = "whole";
  }

  private fields(frame: Frame): void {
    this.block?.parts.push(unpadded(frame));
    if ((frame.flags & flag.endHeaders) === 0 || this.block === undefined) return;
    const { stream, parts } = this.block;
    stream.heads.push(headLine(Buffer.concat(parts), this.decoder));
    this.block = undefined;
  }
}

/** RFC 9113 §8.1: behind a whole answer, NO_ERROR only says that the rest of the request is not wanted. */
function resetEnd({ end }: Stream, code: number): string {
  return end === "whole" && code === noError ? end : `reset ${code}`;
}

/** What a client was given. */
export function streamLines({ streams, goaway }: H2View): readonly string[] {
  const lines = [...streams]
    .toSorted(([left], [right]) => left - right)
    .map(([id, { heads, content, end }]) => {
      const statuses = heads.filter((head) => head !== "trailers");
      const interims = statuses.slice(0, -1).map((status) => `${status} `);
      const last = statuses.at(-1);
      const answer = last === undefined ? "" : `${answerLine(last, Buffer.concat(content))} `;
      return `stream ${id}: ${interims.join("")}${answer}${end}`;
    });
  return goaway === undefined || goaway === noError ? lines : [...lines, `goaway ${goaway}`];
}

/** What a back end was asked for. */
export function askedLines({ streams }: H2View): readonly string[] {
  return [...streams.values()].flatMap(({ heads }) => heads.slice(0, 1));
}

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly id: number;
  readonly payload: Buffer;
}

function* framesOf(bytes: Buffer): Generator<Frame> {
  let at = bytes.toString("latin1", 0, preface.length) === preface ? preface.length : 0;
  while (at + 9 <= bytes.length) {
    const end = at + 9 + bytes.readUIntBE(at, 3);
    if (end > bytes.length) return;
    const [kind = 0, flags = 0] = bytes.subarray(at + 3, at + 5);
    const id = bytes.readUInt32BE(at + 5) & 0x7fff_ffff;
    yield { type: kind, flags, id, payload: bytes.subarray(at + 9, end) };
    at = end;
  }
}

function unpadded({ type: kind, flags, payload }: Frame): Buffer {
  if (kind === type.continuation) return payload;
  const isPadded = (flags & flag.padded) !== 0;
  const padding = isPadded ? (payload[0] ?? 0) : 0;
  const priority = kind === type.headers && (flags & flag.priority) !== 0 ? 5 : 0;
  return payload.subarray((isPadded ? 1 : 0) + priority, payload.length - padding);
}

function headLine(block: Buffer, decoder: HpackDecoder): string {
  const fields = new FieldList();
  decoder.decode(block, 0, block.length, fields);
  const found = new Map<string, string>();
  for (let at = 0; at < fields.count; at += 1) found.set(fields.name(at), fields.value(at));
  const status = found.get(":status");
  if (status !== undefined) return status;
  const method = found.get(":method");
  return method === undefined ? "trailers" : `${method} ${found.get(":path") ?? ""}`;
}
