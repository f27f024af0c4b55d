// Content as it goes out: a frame at a time, streams in turn, never more than both windows allow
// (FLOW-STREAM) nor than the output has room for. Heads are its owner's business. It never waits: who has
// nothing to write, or may not, is out of the line until that changes.

import { FRAME_HEAD_BYTES, writeData, writeHttp2Trailers } from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import { framePayloadBytesMax, honestBytes } from "./bounds.ts";
import type { Http2Core } from "./core.ts";
import type { Http2Stream } from "./stream.ts";

export class Outbound {
  readonly #core: Http2Core;

  constructor(core: Http2Core) {
    this.#core = core;
  }

  /** Fills the output. */
  drive(now: Micros): void {
    const core = this.#core;
    while (core.phase === "open" && core.output.hasRoom) {
      const stream = core.ready.take(core.mayWriteContent);
      if (stream === undefined) return;
      // One that is gone, or said its last, is still in line.
      if (maySend(stream)) this.#turn(now, stream);
    }
  }

  #turn(now: Micros, stream: Http2Stream): void {
    const { owner } = this.#core;
    const { outgoing } = stream;
    if (outgoing.failure !== undefined) {
      owner.broke(now, stream);
      return;
    }
    if (!stream.isHeadWritten && !owner.writeHead(now, stream)) return;
    if (!maySend(stream)) return;
    if (outgoing.buffer.size > 0) this.#content(now, stream);
    else if (outgoing.ended) this.#end(now, stream);
  }

  #content(now: Micros, stream: Http2Stream): void {
    const core = this.#core;
    const { outgoing, send } = stream;
    const creditBytes = Math.min(send.bytes, core.send.bytes);
    if (creditBytes <= 0) {
      this.#waitForCredit(now, stream);
      return;
    }
    const lying = outgoing.buffer.peek();
    const frameBytesMax = Math.min(core.peer.frameBytesMax, framePayloadBytesMax);
    const bytes = Math.min(lying.length, creditBytes, frameBytesMax);
    const isAll = bytes === outgoing.buffer.size;
    const isLast = isAll && outgoing.ended && outgoing.trailers === undefined;
    writeData(core.output.frames, stream.id, { bytes: lying, start: 0, end: bytes }, isLast);
    core.parts.counters.count("h2.frames.tx.data");
    this.#spend(now, stream, bytes);
    core.owner.forwarded(now, stream);
    if (isAll) core.stalls.stop(stream.stall);
    if (isLast) this.finish(now, stream);
    else if (!isAll || outgoing.ended) core.ready.push(stream);
  }

  #spend(now: Micros, stream: Http2Stream, bytes: number): void {
    const core = this.#core;
    core.countOut(stream, FRAME_HEAD_BYTES + bytes);
    core.send.spend(bytes);
    core.unansweredData += 1;
    stream.send.spend(bytes);
    stream.showCredit();
    stream.sentBytes += bytes;
    stream.outgoing.dropPayload(bytes);
    // FLOW-STALL: one that takes this much in its time is honest, and has its time again.
    if (stream.stall.isWaiting && stream.sentBytes - stream.stalledBytes >= honestBytes) {
      stream.stalledBytes = stream.sentBytes;
      core.stalls.start(now, stream.stall);
    }
  }

  #waitForCredit(now: Micros, stream: Http2Stream): void {
    const core = this.#core;
    if (core.hasPeerEnded) {
      core.owner.stalled(now, stream);
      return;
    }
    if (!stream.stall.isWaiting) {
      stream.stalledBytes = stream.sentBytes;
      core.stalls.start(now, stream.stall);
      core.parts.counters.count("h2.flow_control_stall");
    }
    // Its own window comes with a WINDOW_UPDATE of its own, which puts it in line.
    if (stream.send.bytes > 0) core.ready.park(stream);
  }

  /** Nothing of the content is left: its end, in trailers where there are any. */
  #end(now: Micros, stream: Http2Stream): void {
    const core = this.#core;
    const { outgoing } = stream;
    const { trailers } = outgoing;
    if (trailers === undefined || trailers.length === 0) {
      writeData(core.output.frames, stream.id, nothing, true);
      core.parts.counters.count("h2.frames.tx.data");
      core.countOut(stream, FRAME_HEAD_BYTES);
    } else {
      writeHttp2Trailers(trailers, core.codec.written);
      core.writeBlock(stream, true);
    }
    this.finish(now, stream);
  }

  /** Our side's last frame was written: here, or a head that was all. */
  finish(now: Micros, stream: Http2Stream): void {
    const core = this.#core;
    core.endings.add(stream, core.output.writtenBytes);
    core.stalls.stop(stream.stall);
    if (!core.streams.move(stream, "send-end")) core.release(stream);
    core.owner.finished(now, stream);
  }
}

/** "unopened": it begins with the head that is to be written. */
function maySend({ state }: Http2Stream): boolean {
  return state === "open" || state === "half-closed-remote" || state === "unopened";
}

const nothing = { bytes: new Uint8Array(0), start: 0, end: 0 };
