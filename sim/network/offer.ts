// The bytes a machine is shown: views of one buffer that is used again and again, one view a length,
// so that a delivery makes no garbage. Machines never nest, so one buffer is enough for a world.

import { reusedViewBytesMax } from "../bounds.ts";

/** What offered bytes become when the machine returned, if the world was asked to. */
const overwritten = 0xdd;

export class Offer {
  private readonly buffer: Uint8Array = new Uint8Array(reusedViewBytesMax);
  private readonly views: Uint8Array[] = [];
  private readonly overwrites: boolean;

  constructor(overwrites: boolean) {
    this.overwrites = overwrites;
    for (let length = 0; length <= 64; length++) this.views.push(this.buffer.subarray(0, length));
  }

  view(length: number): Uint8Array {
    if (length < this.views.length) return this.views[length]!;
    if (length > reusedViewBytesMax) return new Uint8Array(length);
    return this.buffer.subarray(0, length);
  }

  /** The machine returned: what it kept of the view is worth nothing. */
  withdraw(view: Uint8Array): void {
    if (this.overwrites) view.fill(overwritten);
  }
}
