// Follows the bytes of every connection through a trace: what is taken at one end must be what was
// written at the other, in that order, and after an orderly end all of it.
import type { TraceEvent } from "../../../sim/index.ts";

interface Stream {
  readonly written: Uint8Array[];
  /** The chunk that is being taken, and how far. */
  chunk: number;
  place: number;
}

export class Streams {
  private readonly streams = new Map<string, Stream>();
  private readonly openers = new Map<number, string>();
  /** The first thing that was wrong. */
  fault: string | undefined;

  observe(event: TraceEvent): void {
    if (event.kind === "connect") this.openers.set(event.link, event.node);
    else if (event.kind === "write") {
      this.stream(event.link, event.opener).written.push(event.bytes.slice());
    } else if (event.kind === "data") {
      this.take(this.stream(event.link, !event.opener), event);
    } else if (event.kind === "ended") {
      const byOpener = this.openers.get(event.link) !== event.node;
      if (!isDrained(this.stream(event.link, byOpener)))
        this.fault ??= `bytes to ${event.node} were lost before the end of the stream`;
    }
  }

  private take(stream: Stream, { bytes, node, at }: TraceEvent & { readonly kind: "data" }): void {
    for (const byte of bytes) {
      if (nextByte(stream) === byte) continue;
      this.fault ??= `${node} took a byte at ${at} that was not the next one written`;
      return;
    }
  }

  private stream(link: number, byOpener: boolean): Stream {
    const key = `${link} ${byOpener}`;
    const known = this.streams.get(key);
    if (known !== undefined) return known;
    const stream: Stream = { written: [], chunk: 0, place: 0 };
    this.streams.set(key, stream);
    return stream;
  }
}

function nextByte(stream: Stream): number | undefined {
  while (stream.place === stream.written[stream.chunk]?.length) {
    stream.chunk++;
    stream.place = 0;
  }
  return stream.written[stream.chunk]?.[stream.place++];
}

function isDrained({ written, chunk, place }: Stream): boolean {
  const last = written.length - 1;
  return chunk > last || (chunk === last && place === written[last]?.length);
}
