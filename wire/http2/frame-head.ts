// The nine octets before each payload (RFC 9113 §4.1), and what is wrong with them: the length, the
// identifier, and the place in the sequence of frames. Of a payload nothing is known here.

import { SETTING_BYTES, SETTINGS_ENTRIES_MAX } from "./bounds.ts";
import type { FrameFaultReason } from "./frame-fault.ts";
import { type FrameRule, FRAME_RULES, UNKNOWN_RULE } from "./frame-rule.ts";
import { FrameFlag, FrameType } from "./frame-type.ts";
import { uint24At, uint31At } from "./number.ts";

const PRIORITY_BYTES = 5;

export class FrameHead {
  readonly #writer: "client" | "server";
  lengthBytes = 0;
  type = 0;
  flags = 0;
  streamId = 0;
  /** What opens the payload and is read whole. */
  openingBytes = 0;
  #rule: FrameRule = UNKNOWN_RULE;
  #isFirst = true;
  /** The stream whose header block is open, or 0. */
  #blockStreamId = 0;

  constructor(writer: "client" | "server") {
    this.#writer = writer;
  }

  /** Whether a flag is set that means something on this type. */
  has(flag: number): boolean {
    return (this.flags & this.#rule.flags & flag) !== 0;
  }

  /** Whether a wrong length is the stream's error alone. */
  get isOwnFault(): boolean {
    return this.#rule.lengthFault === "stream";
  }

  read(bytes: Uint8Array, at: number, frameBytesMax: number): FrameFaultReason | undefined {
    this.lengthBytes = uint24At(bytes, at);
    this.type = bytes[at + 3]!;
    this.flags = bytes[at + 4]!;
    this.streamId = uint31At(bytes, at + 5);
    const rule = FRAME_RULES[this.type] ?? UNKNOWN_RULE;
    this.#rule = rule;
    if (this.lengthBytes > frameBytesMax) return "frame-above-limit";
    const misplaced = this.#misplaced();
    if (misplaced !== undefined) return misplaced;
    if (rule.stream === "not-zero" && this.streamId === 0) return "stream-zero";
    if (rule.stream === "zero" && this.streamId !== 0) return "stream-not-zero";
    return this.type === FrameType.settings ? this.#settingsLength() : this.#payloadLength(rule);
  }

  /** What may not stand here, whatever it holds. */
  #misplaced(): FrameFaultReason | undefined {
    const { type, streamId } = this;
    if (this.#isFirst && (type !== FrameType.settings || this.has(FrameFlag.ack))) {
      return "settings-first";
    }
    this.#isFirst = false;
    // RFC 9113 §6.10: nothing else, on no stream, until END_HEADERS.
    const isContinuation = type === FrameType.continuation;
    if (this.#blockStreamId === 0) {
      if (isContinuation) return "continuation-alone";
    } else if (!isContinuation || streamId !== this.#blockStreamId) {
      return "block-interrupted";
    }
    if (type === FrameType.pushPromise && this.#writer === "client") return "push-by-client";
    // Whatever carries a block says whether it ends.
    if ((this.#rule.flags & FrameFlag.endHeaders) !== 0) {
      this.#blockStreamId = this.has(FrameFlag.endHeaders) ? 0 : streamId;
    }
    return undefined;
  }

  // Read whole, so that it is applied whole.
  #settingsLength(): FrameFaultReason | undefined {
    const { lengthBytes } = this;
    this.openingBytes = lengthBytes;
    // RFC 9113 §6.5.
    const isRight = this.has(FrameFlag.ack) ? lengthBytes === 0 : lengthBytes % SETTING_BYTES === 0;
    if (!isRight) return "frame-length";
    return lengthBytes > SETTINGS_ENTRIES_MAX * SETTING_BYTES ? "settings-entries" : undefined;
  }

  #payloadLength(rule: FrameRule): FrameFaultReason | undefined {
    let bytes = rule.fixedBytes;
    if (this.has(FrameFlag.padded)) bytes += 1;
    if (this.has(FrameFlag.priority)) bytes += PRIORITY_BYTES;
    this.openingBytes = bytes;
    const isRight = rule.isExact ? this.lengthBytes === bytes : this.lengthBytes >= bytes;
    return isRight ? undefined : "frame-length";
  }
}
