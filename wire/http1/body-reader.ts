// The body of one message as spans of what came: nothing is gathered, whatever was declared. Only a
// trailer section waits for its end, within its limit.

import type { HttpField } from "./field.ts";
import { ChunkScanner } from "./chunk-scanner.ts";
import type { Http1FaultKind } from "./fault.ts";
import type { Framing } from "./framing.ts";
import { readTrailers } from "./head.ts";
import type { HeadScanner } from "./head-scanner.ts";
import type { Input } from "./input.ts";
import type { Http1Limits } from "./limits.ts";

export type BodyEvent =
  /** Valid as long as what was pushed is borrowed. */
  | { readonly kind: "body"; readonly bytes: Uint8Array }
  /** The message is complete. */
  | { readonly kind: "end"; readonly trailers: readonly HttpField[] };

const END: BodyEvent = { kind: "end", trailers: [] };

type Phase = "ended" | "length" | "chunk-line" | "chunk-data" | "trailers" | "close";

const phaseOf = {
  none: "ended",
  interim: "ended",
  length: "length",
  chunked: "chunk-line",
  close: "close",
  tunnel: "ended",
} as const satisfies Record<Framing["kind"], Phase>;

export class BodyReader {
  fault: Http1FaultKind = "truncated";
  readonly #scanner: HeadScanner;
  readonly #chunks: ChunkScanner;
  #phase: Phase = "ended";
  #leftBytes = 0;

  /** The scanner reads trailers: whoever has it reads no head during a body. */
  constructor(scanner: HeadScanner, limits: Http1Limits) {
    this.#scanner = scanner;
    this.#chunks = new ChunkScanner(limits.chunkExtensionBytesMax);
  }

  begin(framing: Framing): void {
    this.#phase = phaseOf[framing.kind];
    if (framing.kind === "length") this.#leftBytes = framing.bytes;
    if (framing.kind === "chunked") this.#chunks.begin();
  }

  /** Undefined: more bytes are needed, or the direction has to end. */
  next(input: Input): BodyEvent | "fault" | undefined {
    switch (this.#phase) {
      case "ended":
        return END;
      case "length":
        return this.#leftBytes === 0 ? END : this.#data(input);
      case "chunk-line":
        return this.#line(input);
      case "chunk-data":
        return this.#chunkData(input);
      case "trailers":
        return this.#trailers(input);
      case "close":
        return this.#untilClose(input);
    }
  }

  #data(input: Input): BodyEvent | "fault" | undefined {
    if (input.pendingBytes === 0) return this.#missing(input);
    const bytes = input.take(Math.min(this.#leftBytes, input.pendingBytes));
    this.#leftBytes -= bytes.length;
    return { kind: "body", bytes };
  }

  #chunkData(input: Input): BodyEvent | "fault" | undefined {
    const event = this.#data(input);
    if (this.#leftBytes === 0) {
      this.#chunks.endData();
      this.#phase = "chunk-line";
    }
    return event;
  }

  #line(input: Input): BodyEvent | "fault" | undefined {
    const outcome = this.#chunks.scan(input);
    if (outcome === "fault") return this.#refuse(this.#chunks.fault);
    if (outcome === "more") return this.#missing(input);
    this.#leftBytes = this.#chunks.sizeBytes;
    if (this.#leftBytes > 0) {
      this.#phase = "chunk-data";
      return this.#chunkData(input);
    }
    this.#phase = "trailers";
    this.#scanner.begin("trailers");
    return this.#trailers(input);
  }

  #trailers(input: Input): BodyEvent | "fault" | undefined {
    const scanner = this.#scanner;
    const outcome = scanner.scan(input.bytes, input.start, input.end);
    if (outcome === "more") return this.#missing(input);
    const { start } = input;
    input.start += scanner.at;
    if (outcome === "fault") return this.#refuse(scanner.fault);
    if (scanner.markCount === 0) return END;
    return { kind: "end", trailers: readTrailers(scanner, input.bytes, start) };
  }

  /** BODY-TRUNCATED: an end is the end of this body, a reset is not. */
  #untilClose(input: Input): BodyEvent | "fault" | undefined {
    if (input.pendingBytes > 0) return { kind: "body", bytes: input.take(input.pendingBytes) };
    return input.ending === "fin" ? END : this.#missing(input);
  }

  #missing(input: Input): "fault" | undefined {
    if (input.ending === undefined) return undefined;
    input.drop();
    return this.#refuse("truncated");
  }

  #refuse(fault: Http1FaultKind): "fault" {
    this.fault = fault;
    return "fault";
  }
}
