// One worker as its master sees it: a process and the channel to it.

import { outputFramesMax } from "../bounds.ts";
import type { Channel } from "../channel/channel.ts";
import type { Micros, NodeName } from "../host.ts";

export type WorkerState = "starting" | "running" | "stopping" | "stopped";

/** What kept a request from leaving for a worker. */
export type SendFault = "too-large" | "queue-full";

export class WorkerLink {
  readonly id: number;
  readonly name: NodeName;
  readonly channel: Channel;
  readonly startedAt: Micros;
  state: WorkerState = "starting";
  /** Another is being started to take its place. */
  isBeingReplaced = false;

  constructor(id: number, channel: Channel, startedAt: Micros) {
    this.id = id;
    this.name = workerName(id);
    this.channel = channel;
    this.startedAt = startedAt;
  }

  /**
   * `frame` is that of a WorkerRequest. FANOUT-EXPANSION: what does not fit is not sent, and the worker lives on. `extraBytes` is what
   * may wait for this worker beyond the usual.
   */
  send(frame: Uint8Array, extraBytes = 0): SendFault | undefined {
    if (!this.channel.fits(frame)) return "too-large";
    const bytesMax = outputFramesMax * this.channel.frameBytesMax + extraBytes;
    if (this.channel.pendingBytes + frame.length > bytesMax) return "queue-full";
    this.channel.send(frame);
    return undefined;
  }
}

export function workerName(id: number): NodeName {
  return `worker-${id}`;
}
