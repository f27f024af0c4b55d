// Cuts a byte stream into frames, whatever its segmentation. It never allocates for bytes that have
// not come: a declared length is checked against the limit and then only waited for. It does not
// look into payloads, and it does not decide what a malformed prefix means for the connection.

import { FRAME_PREFIX_BYTES, FRAME_START_BYTES } from "../bounds.ts";
import { WireMisuseError } from "../misuse.ts";
import { Slab } from "../slab.ts";
import { declaredBytes, declaredExactly } from "./frame.ts";

export type FrameResult =
  | { readonly kind: "frame"; readonly payload: Uint8Array }
  /** A prefix below its own eight bytes. Exactly those eight were consumed. */
  | { readonly kind: "undersize"; readonly declared: number }
  /** A prefix above the limit. There is no way to find the next frame: the decoder is finished. */
  | { readonly kind: "oversize"; readonly declared: bigint };

const NOTHING = new Uint8Array(0);

// Where short beginnings are kept; a piece belongs to one decoder and is never handed out again.
const slab = new Slab();

/**
 * Bytes given to `push` are borrowed until `next()` has returned undefined: until then a payload
 * may be a view of them. What is still held after that was copied.
 */
export class FrameDecoder {
  readonly #limitBytes: number;
  #buffer: Uint8Array = NOTHING;
  #borrowed = false;
  #start = 0;
  #end = 0;
  #oversize: FrameResult | undefined;

  /** `limitBytes` bounds the whole frame, prefix included; a frame of exactly that size is legal. */
  constructor(limitBytes: number) {
    if (!Number.isSafeInteger(limitBytes) || limitBytes < FRAME_PREFIX_BYTES) {
      throw new WireMisuseError(
        "frame-limit",
        `a frame limit of ${limitBytes} bytes holds no frame`,
      );
    }
    this.#limitBytes = limitBytes;
  }

  /** Bytes taken but not yet part of a result; none once finished. */
  get pendingBytes(): number {
    return this.#end - this.#start;
  }

  /** The array that is kept; none while what is pending is borrowed. */
  get heldBytes(): number {
    return this.#borrowed ? 0 : this.#buffer.length;
  }

  /** However much was pushed, in pieces of at most so many bytes. */
  heldBytesMax(pieceBytesMax: number): number {
    return capacityFor(this.#limitBytes + pieceBytesMax);
  }

  /** The declared length of the frame that is not there yet; undefined while its prefix is not. */
  get awaitedBytes(): number | undefined {
    if (this.pendingBytes < FRAME_PREFIX_BYTES) return undefined;
    return declaredBytes(this.#buffer, this.#start);
  }

  /** Whether `next()` has a result. */
  get hasNext(): boolean {
    if (this.#oversize !== undefined) return true;
    if (this.pendingBytes < FRAME_PREFIX_BYTES) return false;
    const declared = declaredBytes(this.#buffer, this.#start);
    // Too small and too large a prefix are results, too.
    return declared > this.#limitBytes || declared <= this.pendingBytes;
  }

  /** Gives up what was borrowed, also while there are results that nobody took. */
  keep(): void {
    this.#wait();
  }

  /** Takes the next bytes of the stream; a finished decoder lets them go. */
  push(bytes: Uint8Array): void {
    if (this.#oversize !== undefined || bytes.length === 0) return;
    if (this.#start === this.#end) {
      this.#buffer = bytes;
      this.#borrowed = true;
      this.#start = 0;
      this.#end = bytes.length;
      return;
    }
    if (this.#borrowed || this.#end + bytes.length > this.#buffer.length) {
      this.#own(this.pendingBytes + bytes.length);
    }
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** The next result, or undefined until more bytes come. */
  next(): FrameResult | undefined {
    if (this.#oversize !== undefined) return this.#oversize;
    const pendingBytes = this.#end - this.#start;
    if (pendingBytes < FRAME_PREFIX_BYTES) {
      this.#wait();
      return undefined;
    }
    const declared = declaredBytes(this.#buffer, this.#start);
    if (declared > this.#limitBytes) return this.#finish();
    if (declared < FRAME_PREFIX_BYTES) {
      this.#start += FRAME_PREFIX_BYTES;
      return { kind: "undersize", declared };
    }
    if (pendingBytes < declared) {
      this.#wait();
      return undefined;
    }
    const { buffer, byteOffset } = this.#buffer;
    const start = byteOffset + this.#start + FRAME_PREFIX_BYTES;
    const payload = new Uint8Array(buffer, start, declared - FRAME_PREFIX_BYTES);
    this.#start += declared;
    return { kind: "frame", payload };
  }

  // Gives up what was borrowed.
  #wait(): void {
    if (this.#start === this.#end) {
      this.#buffer = NOTHING;
      this.#start = 0;
      this.#end = 0;
    } else if (this.#borrowed) {
      this.#own(this.pendingBytes);
    }
  }

  #finish(): FrameResult {
    const declared = declaredExactly(this.#buffer, this.#start);
    this.#oversize = { kind: "oversize", declared };
    this.#buffer = NOTHING;
    this.#start = 0;
    this.#end = 0;
    return this.#oversize;
  }

  // Moves what is pending into a fresh array with room to double, so that byte-sized segments cost
  // a constant each. Never in place: payloads handed out may be views of the old array.
  #own(neededBytes: number): void {
    const owned = slab.takeCopy(capacityFor(neededBytes), this.#buffer, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
    this.#buffer = owned;
    this.#borrowed = false;
  }
}

function capacityFor(bytes: number): number {
  return Math.max(FRAME_START_BYTES, 2 * bytes);
}
