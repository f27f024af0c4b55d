// HTTP/2 on the wire: frames read as a socket delivers them, and header blocks of a browser's requests
// decoded, encoded, and made into heads and back. One iteration is a thousand frames, or a hundred blocks.

import { bench } from "mitata";
import {
  connectionPreface,
  FieldList,
  FrameReader,
  HpackDecoder,
  HpackEncoder,
  OctetWriter,
  type PortableRequest,
  readHttp2Request,
  requestToHttp1,
  writeData,
  writeHeaders,
  writeHttp2Request,
  writePing,
  writeSettings,
  writeWindowUpdate,
} from "../wire/index.ts";

export const framesPerIteration = 1000;
export const blocksPerIteration = 100;

const segmentBytes = 16_384;
const dataBytes = 1024;
const opaque = { bytes: new Uint8Array(8), start: 0, end: 8 };

function request(ordinal: number): FieldList {
  const fields = new FieldList();
  fields.add(":method", "GET");
  fields.add(":scheme", "https");
  fields.add(":authority", "www.example.com");
  fields.add(":path", `/assets/images/${ordinal}.png?version=${ordinal * 7}`);
  fields.add(
    "user-agent",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  );
  fields.add("accept", "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5");
  fields.add("accept-encoding", "gzip, deflate, br, zstd");
  fields.add("referer", `https://www.example.com/page/${ordinal % 10}`);
  fields.add("cookie", `session=0123456789abcdef${ordinal % 3}`);
  fields.add("x-request-id", `${ordinal * 1_000_003}`);
  return fields;
}

const requests = Array.from({ length: blocksPerIteration }, (_, ordinal) => request(ordinal));

function encodedBlocks(): Uint8Array[] {
  const encoder = new HpackEncoder();
  const out = new OctetWriter();
  return requests.map((fields) => {
    encoder.encode(fields, out);
    return out.take();
  });
}

/** Of each hundred frames: 60 DATA, 20 HEADERS, 15 WINDOW_UPDATE, 5 PING. */
function segments(): Uint8Array[] {
  const out = new OctetWriter();
  const blocks = encodedBlocks();
  const payload = { bytes: new Uint8Array(dataBytes), start: 0, end: dataBytes };
  for (let frame = 0; frame < framesPerIteration; frame += 1) {
    const kind = (frame * 37) % 100;
    const streamId = 1 + 2 * frame;
    if (kind < 60) writeData(out, streamId, payload, kind < 10);
    else if (kind < 80) {
      const block = blocks[frame % blocks.length] ?? opaque.bytes;
      writeHeaders(out, block, { streamId, endStream: true, frameBytesMax: segmentBytes });
    } else if (kind < 95) writeWindowUpdate(out, streamId, 1000);
    else writePing(out, opaque, false);
  }
  const stream = out.take();
  const cuts: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += segmentBytes) {
    cuts.push(stream.subarray(at, at + segmentBytes));
  }
  return cuts;
}

/** One connection that reads the same frames for ever. */
class EndlessReader {
  readonly #reader = new FrameReader({ writer: "client" });
  readonly #segments = segments();

  constructor() {
    const start = new OctetWriter();
    start.append(connectionPreface());
    writeSettings(start, []);
    this.#reader.push(start.take());
    while (this.#reader.next() !== undefined);
  }

  readAll(): number {
    let frames = 0;
    for (const segment of this.#segments) {
      this.#reader.push(segment);
      for (let event = this.#reader.next(); event !== undefined; event = this.#reader.next()) {
        if (event.kind !== "data" || event.isLast) frames += 1;
      }
    }
    return frames;
  }
}

export function benchHttp2(): void {
  const reader = new EndlessReader();
  bench("http2: 1000 frames read in segments of 16 KiB", () => reader.readAll());

  const blocks = encodedBlocks();
  const decoder = new HpackDecoder({ listBytesMax: 65_536, fieldsMax: 128 });
  const fields = new FieldList();
  bench("hpack: 100 requests of ten fields decoded", () => {
    let octets = 0;
    for (const block of blocks) {
      const result = decoder.decode(block, 0, block.length, fields);
      if (result !== "complete") throw new Error(`a block of our own is ${result}`);
      octets += fields.bytes;
    }
    return octets;
  });

  const encoder = new HpackEncoder();
  const out = new OctetWriter();
  bench("hpack: 100 requests of ten fields encoded", () => {
    out.clear();
    for (const request of requests) encoder.encode(request, out);
    return out.length;
  });

  const heads = requests.map(readHead);
  bench("http2: 100 requests of ten fields validated", () => {
    let fields = 0;
    for (const request of requests) fields += readHead(request).fields.length;
    return fields;
  });
  const list = new FieldList();
  bench("http2: 100 heads to HTTP/2 fields", () => {
    let octets = 0;
    for (const head of heads) {
      writeHttp2Request(head, list);
      octets += list.bytes;
    }
    return octets;
  });
  bench("http2: 100 heads to HTTP/1.1 fields", () => {
    let fields = 0;
    for (const head of heads) fields += requestToHttp1(head).fields.length;
    return fields;
  });
}

function readHead(request: FieldList): PortableRequest {
  const head = readHttp2Request(request, { endStream: true });
  if (head.kind === "malformed") throw new Error(`a request of our own breaks ${head.rule}`);
  return head;
}
