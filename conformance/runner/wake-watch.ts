// LIVE-ENDS: no machine is woken more than 10,000 times at one instant without taking a byte, a
// connection or a message. Without this a machine that sets its deadline to now would never end a run.
import type { TraceEvent } from "../../sim/index.ts";

export const wakesAtOneInstantMax = 10_000;

export class SpinError extends Error {
  override readonly name = "SpinError";
}

interface Wakes {
  at: number;
  count: number;
}

export class WakeWatch {
  private readonly nodes = new Map<string, Wakes>();

  /** @throws SpinError out of the run, which cannot go on. */
  observe(event: TraceEvent): void {
    if (event.kind === "turn") this.wake(event.node, event.at);
    else if (event.kind === "data" || event.kind === "accept" || event.kind === "datagram") {
      this.nodes.delete(event.node);
    }
  }

  private wake(node: string, at: number): void {
    const wakes = this.nodes.get(node);
    if (wakes?.at !== at) {
      this.nodes.set(node, { at, count: 1 });
    } else if (++wakes.count > wakesAtOneInstantMax) {
      throw new SpinError(`${node} was woken ${wakes.count} times at ${at}`);
    }
  }
}
