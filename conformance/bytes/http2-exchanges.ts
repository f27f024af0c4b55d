// Valid HTTP/2: what a client sends on one connection, or what a server does. A part is a frame; the first
// two are the preface, where there is one, and SETTINGS.
import type { Draws } from "../gates/hostile/draws.ts";
import {
  connectionPreface,
  FieldList,
  FrameType,
  HpackEncoder,
  OctetWriter,
  SettingId,
  writeData,
  writeGoaway,
  writeHeaders,
  writePaddedData,
  writePing,
  writePriority,
  writePushPromise,
  writeRawFrame,
  writeReset,
  writeSettings,
  writeSettingsAck,
  writeWindowUpdate,
} from "../../wire/index.ts";
import { requestFields, someFields } from "./hpack-fields.ts";
import { lyingNumber } from "./lies.ts";
import { bytesOf, joined } from "./pieces.ts";

const headBytes = 9;
const streams = 3;

const octetsOf = (text: string): { bytes: Uint8Array; start: number; end: number } => {
  const bytes = bytesOf(text);
  return { bytes, start: 0, end: bytes.length };
};

/** What a stream's answer is read against. */
export function methodOf(streamId: number): string {
  return ["GET", "HEAD", "POST", "CONNECT"][(streamId >>> 1) % 4] ?? "GET";
}

export function http2Exchange(draws: Draws): Uint8Array[] {
  return new Side(draws, draws.below(2) === 0).frames();
}

class Side {
  private readonly draws: Draws;
  private readonly isClient: boolean;
  private readonly encoder: HpackEncoder;
  private readonly out = new OctetWriter();

  constructor(draws: Draws, isClient: boolean) {
    this.draws = draws;
    this.isClient = isClient;
    this.encoder = new HpackEncoder(draws.oneOf([4096, 4096, 200]));
  }

  frames(): Uint8Array[] {
    const { draws, out } = this;
    writeSettings(out, [
      [SettingId.initialWindowSize, 65_535],
      [SettingId.maxConcurrentStreams, 100],
    ]);
    if (draws.below(2) === 0) writeSettingsAck(out);
    for (let ordinal = 0; ordinal < streams; ordinal += 1) {
      const streamId = 1 + 2 * ordinal;
      if (this.isClient) this.request(streamId);
      else this.answer(streamId);
      draws.oneOf(extras)(out, streamId, draws);
    }
    const frames = framesOf(out.take());
    return this.isClient ? [connectionPreface(), ...frames] : frames;
  }

  private request(streamId: number): void {
    const { draws } = this;
    const fields = draws.below(8) === 0 ? new FieldList() : requestFields(draws);
    if (fields.count === 0) {
      fields.add(":method", "CONNECT");
      fields.add(":authority", "example.org:443");
    }
    this.message(streamId, fields);
  }

  private answer(streamId: number): void {
    const { draws } = this;
    const fields = new FieldList();
    if (draws.below(4) === 0) {
      fields.add(":status", "103");
      this.headers(streamId, fields, false);
      fields.clear();
    }
    if (draws.below(8) === 0) this.push(streamId);
    const isBare = methodOf(streamId) === "HEAD" || draws.below(4) === 0;
    fields.add(
      ":status",
      isBare ? draws.oneOf(["204", "304"]) : draws.oneOf(["200", "404", "500"]),
    );
    someFields(draws, fields, 5);
    if (isBare) this.headers(streamId, fields, true);
    else this.message(streamId, fields);
  }

  private push(streamId: number): void {
    this.encoder.encode(requestFields(this.draws), this.block);
    const block = this.block.take();
    writePushPromise(this.out, block, { streamId, promisedId: 2, frameBytesMax: 100 });
  }

  private readonly block: OctetWriter = new OctetWriter();

  /** With content of a declared length, of any length, or without; sometimes with trailers. */
  private message(streamId: number, fields: FieldList): void {
    const { draws, out } = this;
    const content = draws.oneOf(["", "hello", "body".repeat(20)]);
    if (draws.below(2) === 0) fields.add("content-length", String(content.length));
    const isAtOnce = content === "" && draws.below(2) === 0;
    this.headers(streamId, fields, isAtOnce);
    if (isAtOnce) return;
    const hasTrailers = draws.below(4) === 0;
    if (draws.below(3) === 0) {
      const paddingBytes = draws.below(30);
      writePaddedData(out, octetsOf(content), { streamId, endStream: !hasTrailers, paddingBytes });
    } else {
      writeData(out, streamId, octetsOf(content), !hasTrailers);
    }
    if (!hasTrailers) return;
    fields.clear();
    fields.add("x-sum", "1");
    this.headers(streamId, fields, true);
  }

  private headers(streamId: number, fields: FieldList, endStream: boolean): void {
    const { draws } = this;
    this.encoder.encode(fields, this.block);
    const frameBytesMax = draws.oneOf([40, 100, 16_384]);
    const padding = draws.below(4) === 0 ? { paddingBytes: draws.below(20) } : {};
    const priority =
      draws.below(6) === 0 ? { priority: { isExclusive: false, dependsOn: 0, weight: 9 } } : {};
    const options = { streamId, endStream, frameBytesMax, ...padding, ...priority };
    writeHeaders(this.out, this.block.take(), options);
  }
}

const extras: readonly ((out: OctetWriter, streamId: number, draws: Draws) => void)[] = [
  (out) => {
    writePing(out, octetsOf("12345678"), false);
  },
  (out, streamId) => {
    writeWindowUpdate(out, streamId, 1000);
  },
  (out, streamId) => {
    writeReset(out, streamId, 8);
  },
  (out, streamId) => {
    writePriority(out, streamId, { isExclusive: true, dependsOn: 0, weight: 3 });
  },
  (out) => {
    writeRawFrame(out, { type: 0x10, flags: 7, streamId: 0, payload: bytesOf("unknown") });
  },
  (out) => {
    writeGoaway(out, 5, 0, bytesOf("debug"));
  },
];

function framesOf(bytes: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + headBytes + lengthAt(bytes, at);
    frames.push(bytes.slice(at, end));
    at = end;
  }
  return frames;
}

function lengthAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}

/** A length of a frame, a byte of its payload that may be one, or a field that a head does not expect. */
export function lieInHttp2(parts: Uint8Array[], draws: Draws): void {
  const at = 1 + draws.below(parts.length - 1);
  const part = parts[at];
  if (part === undefined || part.length < headBytes) return;
  const kind = draws.below(3);
  if (kind === 0 && part[3] === FrameType.headers) parts[at] = withField(part, draws);
  else if (kind === 1 || part.length === headBytes) {
    parts[at] = withLength(part, lyingNumber(draws, part.length - headBytes));
  } else {
    const inside = headBytes + draws.below(Math.min(6, part.length - headBytes));
    parts[at] = part.with(inside, lyingNumber(draws, part[inside] ?? 0));
  }
}

/** What RFC 9113 §8 has a rule about; a few of them are in order. */
const oddFields = [
  ["connection", "close"],
  ["transfer-encoding", "chunked"],
  ["te", "gzip"],
  ["te", "trailers"],
  ["host", "example.org"],
  ["host", "elsewhere"],
  ["host", ""],
  ["content-length", "5"],
  ["content-length", "6"],
  ["content-length", "x"],
  ["cookie", "f=g"],
  ["expect", "100-continue"],
  ["X-A", "1"],
  ["x a", "1"],
  ["", "1"],
  ["x-a", " 1"],
  ["x-a", "1\r\n"],
  [":path", "/b"],
  [":status", "200"],
  [":status", "2000"],
  [":protocol", "websocket"],
  [":other", "1"],
] as const;

/** As a literal behind the others, where nothing else follows them. */
function withField(frame: Uint8Array, draws: Draws): Uint8Array {
  const [name, value] = draws.oneOf(oddFields);
  const lengths = [name.length, value.length].map((length) => String.fromCharCode(length));
  const literal = bytesOf(`\0${lengths[0] ?? ""}${name}${lengths[1] ?? ""}${value}`);
  const grown = joined([frame, literal]);
  return withLength(grown, grown.length - headBytes);
}

function withLength(frame: Uint8Array, payloadBytes: number): Uint8Array {
  const head = Uint8Array.of(payloadBytes >>> 16, payloadBytes >>> 8, payloadBytes);
  return joined([head, frame.subarray(head.length)]);
}
