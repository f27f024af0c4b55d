import type { FrameDecoder } from "../../wire/index.ts";

/** An observer reads whatever was sent; limits are the business of those who are judged. */
export const observedFrameBytesMax: number = 64 * 1024 * 1024;

const noFrames: readonly Uint8Array[] = [];

/** The payloads completed by these bytes. A malformed prefix is skipped, one at a time. */
export function framesOf(decoder: FrameDecoder, bytes: Uint8Array): readonly Uint8Array[] {
  decoder.push(bytes);
  let result = decoder.next();
  // Most segments complete nothing.
  if (result === undefined) return noFrames;
  const payloads: Uint8Array[] = [];
  for (; result !== undefined && result.kind !== "oversize"; result = decoder.next()) {
    if (result.kind === "frame") payloads.push(result.payload);
  }
  return payloads;
}
