// Runs the chunk table: sizes and line ends of a chunked body. Nothing is kept but a number, so bytes
// may come in any pieces; the data itself is not looked at.

import { HTTP1_CHUNK_SIZE_DIGITS_MAX } from "../bounds.ts";
import {
  CHUNK_CLASS_BITS,
  CHUNK_CLASS_OF,
  chunkCells,
  chunkFault,
  chunkStates,
  LINE,
  NO_CHUNK_TRANSITION,
} from "./chunk-table.ts";
import type { Http1FaultKind } from "./fault.ts";
import type { Input } from "./input.ts";

const SIZE_START = chunkStates.indexOf("sizeStart");
const SIZE = chunkStates.indexOf("size");
const LINE_END = chunkStates.indexOf("lineEnd");
const DATA_END = chunkStates.indexOf("dataEnd");

export class ChunkScanner {
  /** Of the line that `scan` has found. */
  sizeBytes = 0;
  fault: Http1FaultKind = "chunk-size";
  readonly #extensionBytesMax: number;
  #state = SIZE_START;
  #digits = 0;
  #extensionBytes = 0;

  constructor(extensionBytesMax: number) {
    this.#extensionBytesMax = extensionBytesMax;
  }

  begin(): void {
    this.#extensionBytes = 0;
    this.#beginLine(SIZE_START);
  }

  /** The data of a chunk is over: its CRLF comes first. */
  endData(): void {
    this.#beginLine(DATA_END);
  }

  /** Consumes up to the end of a chunk's first line. */
  scan(input: Input): "more" | "line" | "fault" {
    const { bytes, end } = input;
    let state = this.#state;
    let at = input.start;
    while (at < end) {
      const byte = bytes[at]!;
      const column = CHUNK_CLASS_OF[byte]!;
      const next = chunkCells[(state << CHUNK_CLASS_BITS) | column]!;
      if (next === NO_CHUNK_TRANSITION)
        return this.#refuse(input, at, chunkFault(chunkStates[state]!));
      at += 1;
      if (next === LINE) {
        input.start = at;
        return "line";
      }
      if (next === SIZE) {
        if (!this.#digit(byte)) return this.#refuse(input, at - 1, "chunk-size");
      } else if (next > SIZE && next < LINE_END) {
        this.#extensionBytes += 1;
        if (this.#extensionBytes > this.#extensionBytesMax) {
          return this.#refuse(input, at - 1, "chunk-extensions-too-large");
        }
      }
      state = next;
    }
    this.#state = state;
    input.start = at;
    return "more";
  }

  #beginLine(state: number): void {
    this.#state = state;
    this.sizeBytes = 0;
    this.#digits = 0;
  }

  /** "Recipients MUST anticipate potentially large hexadecimal numerals" */
  #digit(byte: number): boolean {
    // Letters have bit 6, and their low nibble begins at 1 for A.
    const digit = (byte & 0x0f) + (byte >= 0x40 ? 9 : 0);
    this.sizeBytes = this.sizeBytes * 16 + digit;
    this.#digits += 1;
    return this.#digits <= HTTP1_CHUNK_SIZE_DIGITS_MAX && this.sizeBytes <= Number.MAX_SAFE_INTEGER;
  }

  #refuse(input: Input, at: number, fault: Http1FaultKind): "fault" {
    input.start = at;
    this.fault = fault;
    return "fault";
  }
}
