// The bytes a machine is shown: views of one buffer that is used again and again, one view a length,
// so that a delivery makes no garbage. Machines never nest, so one buffer is enough for a world.

import { reusedViewBytesMax } from "../bounds.ts";
import type { Tracer } from "../trace/tracer.ts";
import type { Backlog } from "./backlog.ts";

/** Up to this length views are made once and bytes are copied in words. */
const shortBytesMax = 256;

/** What offered bytes become when the machine returned, if the world was asked to. */
const overwritten = 0xdd;

export class Offer {
  private readonly buffer: Uint8Array<ArrayBuffer> = new Uint8Array(reusedViewBytesMax);
  private readonly words: DataView = new DataView(this.buffer.buffer);
  /** By length, made when first needed. */
  private readonly views: (Uint8Array | undefined)[];
  private readonly overwrites: boolean;

  constructor(overwrites: boolean) {
    this.overwrites = overwrites;
    this.views = new Array<Uint8Array | undefined>(shortBytesMax + 1).fill(undefined);
  }

  /** The oldest bytes of a direction, entered into the trace as the payload of the event begun. */
  show(backlog: Backlog, length: number, tracer: Tracer): Uint8Array {
    const span = backlog.firstSpan(length);
    if (length > shortBytesMax || span < 0) return this.showMany(backlog, length, tracer);
    const { words } = this;
    const source = backlog.words;
    tracer.payload(source, span, length);
    // The last word may bring bytes along that are past the view.
    for (let place = 0; place < length; place += 4) {
      words.setInt32(place, source.getInt32(span + place, true), true);
    }
    return (this.views[length] ??= this.buffer.subarray(0, length));
  }

  /** The machine returned: what it kept of the view is worth nothing. */
  withdraw(view: Uint8Array): void {
    if (this.overwrites) view.fill(overwritten);
  }

  private showMany(backlog: Backlog, length: number, tracer: Tracer): Uint8Array {
    const view =
      length > reusedViewBytesMax ? new Uint8Array(length) : this.buffer.subarray(0, length);
    backlog.copyBytes(view, length);
    tracer.payload(new DataView(view.buffer), 0, length);
    return view;
  }
}
