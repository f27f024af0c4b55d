// How the last streams of a connection ended, so that what their peer sent before it knew can be told
// from a fault (RFC 9113 §5.1). Bounded: the oldest are forgotten.

import { closedStreamsMax, lateFramesMax } from "./bounds.ts";
import type { StreamState } from "./stream-state.ts";

interface ClosedStream {
  state: StreamState;
  late: number;
}

export class ClosedStreams {
  readonly #streams = new Map<number, ClosedStream>();
  /** In the order in which they ended; a ring. */
  readonly #order: number[] = [];
  #oldest = 0;

  get size(): number {
    return this.#streams.size;
  }

  stateOf(id: number): StreamState {
    return this.#streams.get(id)?.state ?? "forgotten";
  }

  add(id: number, state: StreamState): void {
    const known = this.#streams.get(id);
    if (known !== undefined) {
      known.state = state;
      return;
    }
    this.#streams.set(id, { state, late: 0 });
    if (this.#order.length < closedStreamsMax) {
      this.#order.push(id);
      return;
    }
    const forgotten = this.#order[this.#oldest];
    if (forgotten !== undefined) this.#streams.delete(forgotten);
    this.#order[this.#oldest] = id;
    this.#oldest = (this.#oldest + 1) % closedStreamsMax;
  }

  /** Whether a late frame is one of the few that a peer may have sent in good faith. */
  excuses(id: number): boolean {
    const stream = this.#streams.get(id);
    if (stream === undefined) return false;
    stream.late += 1;
    return stream.late <= lateFramesMax;
  }
}
