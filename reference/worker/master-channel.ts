// The worker's end of the channel to its master: requests in, answers and events out. It keeps an
// answer within the channel's limit; what a request means is not known here.

import {
  decodeWorkerRequest,
  FRAME_PREFIX_BYTES,
  frameWorkerResponse,
  type FrameResult,
  type WorkerRequest,
  type WorkerResponse,
} from "../../wire/index.ts";
import type { Channel } from "../channel/channel.ts";
import type { Transition } from "../lease/transition.ts";
import type { Log } from "../log.ts";
import { answerMessage, eventMessage, progressMessage, refused, type Answer } from "./answer.ts";

/** What arrived: a request, something that was skipped, or the end of all understanding. */
export type Arrival =
  | { readonly kind: "request"; readonly request: WorkerRequest }
  | { readonly kind: "skipped" }
  | { readonly kind: "lost" };

export class MasterChannel {
  readonly channel: Channel;
  readonly #log: Log;

  constructor(channel: Channel, log: Log) {
    this.channel = channel;
    this.#log = log;
  }

  /** The next thing to look at; undefined while nothing came or answers have no room. */
  next(): Arrival | undefined {
    const result = this.channel.hasRoom ? this.channel.next() : undefined;
    return result === undefined ? undefined : this.#read(result);
  }

  answer(id: string, answer: Answer): void {
    const frame = frameWorkerResponse(answerMessage(id, answer));
    if (this.channel.fits(frame)) {
      this.channel.send(frame);
      return;
    }
    // FANOUT-LARGE-REPLY: the asker gets an error, the channel lives on.
    const payloadBytes = frame.length - FRAME_PREFIX_BYTES;
    const tooLarge = refused(`an answer of ${payloadBytes} bytes does not fit the channel`);
    this.#sendIfItFits(answerMessage(id, tooLarge));
  }

  progress(id: string): void {
    this.#sendIfItFits(progressMessage(id));
  }

  event(transition: Transition): void {
    this.#sendIfItFits(eventMessage(transition));
  }

  /** Only an id of nearly a frame's length, which no master of ours makes, does not fit here. */
  #sendIfItFits(message: WorkerResponse): void {
    const frame = frameWorkerResponse(message);
    if (this.channel.fits(frame)) this.channel.send(frame);
    else this.#log.write("ERROR", "an answer whose id alone exceeds the channel was dropped");
  }

  #read(result: FrameResult): Arrival {
    switch (result.kind) {
      case "undersize":
        this.#log.write("WARN", `the master declared a frame of ${result.declared} bytes`);
        return { kind: "skipped" };
      case "oversize":
        this.#log.write("ERROR", `the master declared a frame of ${result.declared} bytes`);
        return { kind: "lost" };
      case "frame": {
        const decoded = decodeWorkerRequest(result.payload);
        if (decoded.ok) return { kind: "request", request: decoded.message };
        this.#log.write("WARN", `a request could not be read: ${decoded.fault.kind}`);
        return { kind: "skipped" };
      }
    }
  }
}
