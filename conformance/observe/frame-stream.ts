// One direction of a connection. Frames are cut and read where they are written, and what was read is
// handed on where the reader takes a frame's last byte: a stream neither loses nor reorders
// anything, so taking is counting. What a frame means is up to the `FrameReader` it is given.
import { FRAME_PREFIX_BYTES, FrameDecoder } from "../../wire/index.ts";
import type { Observation } from "./observation.ts";

/** An observer reads whatever was sent; limits are the business of those who are judged. */
export const observedFrameBytesMax: number = 64 * 1024 * 1024;

/**
 * Reads a payload when it is written: facts of the writer go into its turn, and what is returned is
 * kept until the payload is taken. The payload is valid during the call only.
 */
export type FrameReader<Content> = (
  payload: Uint8Array,
  at: number,
  written: Observation[],
) => Content | undefined;

/** Where it matters, what of a stream is no frame to the one who takes it. */
export interface FrameLimit<Content> {
  readonly frameBytesMax: number;
  /** What stands for a malformed prefix. */
  readonly malformed: Content;
}

interface Underway<Content> {
  readonly content: Content;
  /** Bytes of the direction up to the end of this frame. */
  readonly end: number;
}

export class FrameStream<Content> {
  private readonly decoder = new FrameDecoder(observedFrameBytesMax);
  private readonly read: FrameReader<Content>;
  private readonly limit: FrameLimit<Content> | undefined;
  /** The frame that is being written is too large, and that was said. */
  private isOver = false;
  private readonly underway: Underway<Content>[] = [];
  private writtenBytes = 0;
  private takenBytes = 0;

  constructor(read: FrameReader<Content>, limit?: FrameLimit<Content>) {
    this.read = read;
    this.limit = limit;
  }

  /** Whether a frame was written in part. */
  get isPartial(): boolean {
    return this.decoder.pendingBytes > 0;
  }

  /** A malformed prefix is skipped, one at a time. */
  write(bytes: Uint8Array, at: number, written: Observation[]): void {
    const { decoder } = this;
    this.writtenBytes += bytes.length;
    decoder.push(bytes);
    let result = decoder.next();
    for (; result !== undefined; result = decoder.next()) {
      const content =
        result.kind === "frame" ? this.read(result.payload, at, written) : this.limit?.malformed;
      if (content !== undefined) {
        this.underway.push({ content, end: this.writtenBytes - decoder.pendingBytes });
      }
      // Nothing behind such a prefix can be found.
      if (result.kind === "oversize") return;
      this.isOver = false;
    }
    if (this.limit !== undefined && !this.isOver) this.watchPrefix(this.limit);
  }

  /** A prefix above the limit is heard of before its frame is complete, which it may never be. */
  private watchPrefix({ malformed, frameBytesMax }: FrameLimit<Content>): void {
    const { decoder } = this;
    if ((decoder.awaitedBytes ?? 0) <= frameBytesMax) return;
    this.isOver = true;
    const end = this.writtenBytes - decoder.pendingBytes + FRAME_PREFIX_BYTES;
    this.underway.push({ content: malformed, end });
  }

  take(bytes: Uint8Array): void {
    this.takenBytes += bytes.length;
  }

  /** The oldest frame that was taken whole and not handed on yet. */
  next(): Content | undefined {
    const oldest = this.underway[0];
    if (oldest === undefined || oldest.end > this.takenBytes) return undefined;
    this.underway.shift();
    return oldest.content;
  }
}
