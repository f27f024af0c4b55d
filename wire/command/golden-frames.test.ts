import { toJson, type DescMessage, type Message } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { FrameDecoder } from "../frame/decoder.ts";
import { frameOf } from "../frame/frame.ts";
import {
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  type Decoded,
} from "./codec.ts";
import { RequestSchema, ResponseSchema, type Request, type Response } from "./command_pb.ts";
import { GOLDEN_FRAMES, type GoldenFrame } from "./golden-frames.ts";

interface Codec {
  readonly schema: DescMessage;
  readonly decode: (payload: Uint8Array) => Decoded<Message>;
  readonly encode: (message: Message) => Uint8Array;
}

const CODECS: Record<GoldenFrame["message"], Codec> = {
  Request: {
    schema: RequestSchema,
    decode: decodeRequest,
    encode: (message) => encodeRequest(message as Request),
  },
  Response: {
    schema: ResponseSchema,
    decode: decodeResponse,
    encode: (message) => encodeResponse(message as Response),
  },
};

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

const payloadOf = (golden: GoldenFrame): Uint8Array => {
  const decoder = new FrameDecoder(1024);
  decoder.push(bytesOf(golden.frame));
  const result = decoder.next();
  expect(result?.kind).toBe("frame");
  expect(decoder.pendingBytes).toBe(0);
  return (result as { readonly payload: Uint8Array }).payload;
};

const named = GOLDEN_FRAMES.map((golden) => [golden.name, golden] as const);

test.each(named)("%s: decodes to its meaning", (_, golden) => {
  const { schema, decode } = CODECS[golden.message];
  const decoded = decode(payloadOf(golden)) as { readonly ok: true; readonly message: Message };
  expect(decoded.ok).toBe(true);
  expect(toJson(schema, decoded.message)).toEqual(golden.json);
});

test.each(named)("%s: re-encodes byte for byte, or as its exception says", (_, golden) => {
  const { decode, encode } = CODECS[golden.message];
  const decoded = decode(payloadOf(golden)) as { readonly message: Message };
  const frame = hexOf(frameOf(encode(decoded.message)));
  const expected = golden.exception?.payload ?? hexOf(payloadOf(golden));
  expect(frame).toBe(hexOf(frameOf(bytesOf(expected))));
});

test("exactly one frame is an exception", () => {
  expect(GOLDEN_FRAMES.filter((golden) => golden.exception !== undefined)).toHaveLength(1);
});
