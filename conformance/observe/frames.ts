import type { FrameDecoder } from "../../wire/index.ts";

/** An observer reads whatever was sent; limits are the business of those who are judged. */
export const observedFrameBytesMax: number = 64 * 1024 * 1024;

/** The payloads completed by these bytes. A malformed prefix is skipped, one at a time. */
export function* framesOf(decoder: FrameDecoder, bytes: Uint8Array): Generator<Uint8Array> {
  decoder.push(bytes);
  for (let result = decoder.next(); result !== undefined; result = decoder.next()) {
    if (result.kind === "oversize") return;
    if (result.kind === "frame") yield result.payload;
  }
}
