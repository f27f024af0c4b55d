// The words that a release's own client tool puts into its requests are not ours to keep: a reason
// becomes dots of the same length, everything else stays as it was, so that no length changes.

import { decodeRequest, encodeRequest, FrameDecoder, frameOf } from "../../wire/index.ts";

const prefixBytes = 8;

/** One frame as hexadecimal digits in, the same frame without its author's words out. */
export function blankedReason(hex: string): string {
  const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
  const decoder = new FrameDecoder(Math.max(prefixBytes, bytes.length));
  decoder.push(bytes);
  const frame = decoder.next();
  if (frame?.kind !== "frame") return hex;
  const decoded = decodeRequest(frame.payload);
  if (!decoded.ok || decoded.message.requestType.case !== "setMetricDetail") return hex;
  const lease = decoded.message.requestType.value;
  lease.reason = ".".repeat(lease.reason.length);
  return Buffer.from(frameOf(encodeRequest(decoded.message))).toString("hex");
}
