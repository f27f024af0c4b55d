// Frames and heads that were accepted, written and read again. A request that came over HTTP/2 is also
// forwarded as HTTP/1.1, where it has to be exactly one request for the same.
import {
  connectionPreface,
  type Content,
  endsWithHead,
  FieldList,
  OctetWriter,
  type PortableRequest,
  type PortableResponse,
  readHttp2Request,
  readHttp2Response,
  writeData,
  writeGoaway,
  writeHeaders,
  writeHttp2Request,
  writeHttp2Response,
  writePing,
  writePriority,
  writePushPromise,
  writeRawFrame,
  writeReset,
  writeSettings,
  writeSettingsAck,
  writeWindowUpdate,
} from "../../wire/index.ts";
import { differing } from "./differing.ts";
import { forwarded } from "./http1-again.ts";
import { Http2Reader, type WholeFrame } from "./http2-reader.ts";
import { bytesOf } from "./pieces.ts";

const frameBytesMax = 16_384;

export function sameFrames(
  writer: "client" | "server",
  frames: readonly WholeFrame[],
): string | undefined {
  const whole = frames.filter(({ isWhole }) => isWhole);
  const out = new OctetWriter();
  if (writer === "client") out.append(connectionPreface());
  for (const frame of whole) write(out, frame);
  const reader = new Http2Reader(writer, "frames");
  reader.read([out.take()]);
  return differing("the frames", whole, reader.frames);
}

function write(out: OctetWriter, { kind, streamId, numbers, text }: WholeFrame): void {
  const [first = 0, second = 0, third = 1, fourth] = numbers;
  const bytes = bytesOf(text);
  const payload = { bytes, start: 0, end: bytes.length };
  switch (kind) {
    case "data":
      writeData(out, streamId, payload, first === 1);
      return;
    case "headers": {
      const priority = { isExclusive: second === 1, dependsOn: third, weight: fourth ?? 1 };
      const options = { streamId, endStream: first === 1, frameBytesMax };
      writeHeaders(out, bytes, fourth === undefined ? options : { ...options, priority });
      return;
    }
    case "push-promise":
      writePushPromise(out, bytes, { streamId, promisedId: first, frameBytesMax });
      return;
    case "goaway":
      writeGoaway(out, first, second, bytes);
      return;
    case "unknown":
      writeRawFrame(out, { type: first, flags: second, streamId, payload: bytes });
      return;
    case "priority":
      writePriority(out, streamId, { isExclusive: first === 1, dependsOn: second, weight: third });
      return;
    case "rst-stream":
      writeReset(out, streamId, first);
      return;
    case "window-update":
      writeWindowUpdate(out, streamId, first);
      return;
    case "ping":
      writePing(out, payload, first === 1);
      return;
    case "settings":
      if (first === 1) writeSettingsAck(out);
      else writeSettings(out, pairs(numbers.slice(1)));
  }
}

function pairs(numbers: readonly number[]): readonly (readonly [number, number])[] {
  return Array.from({ length: numbers.length / 2 }, (_, index) => {
    return [numbers[2 * index] ?? 0, numbers[2 * index + 1] ?? 0] as const;
  });
}

export function sameHead(head: PortableRequest | PortableResponse): string | undefined {
  const list = new FieldList();
  const endStream = endsWithHead(head.content);
  if (head.kind === "request") {
    writeHttp2Request(head, list);
    const differs = differing("the head", head, readHttp2Request(list, { endStream }));
    // Who asks for nobody cannot be asked for over HTTP/1.1.
    return differs ?? (head.authorityText === "" ? undefined : forwarded(head));
  }
  writeHttp2Response(head, list);
  const method = methodFor(head.content);
  const read = readHttp2Response(list, { endStream: endStream && !head.isInterim, method });
  return differing("the head", head, read);
}

/** A request that such an answer answers: one to HEAD ends before what it declares. */
function methodFor(content: Content): string {
  if (content === "tunnel") return "CONNECT";
  return content === "none" ? "HEAD" : "GET";
}
