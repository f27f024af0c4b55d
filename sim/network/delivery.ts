// What comes down a direction to the machine at its end: bytes, FIN, RST, and room for a writer.

import { itemKindBits } from "../bounds.ts";
import { itemKinds, type Kernel } from "../engine/kernel.ts";
import { assert, WorldError } from "../error.ts";
import type { SimNode } from "../node/node.ts";
import type { Turns } from "../node/turns.ts";
import { kindNumber } from "../trace/tracer.ts";
import type { Handshake } from "./handshake.ts";
import type { Endpoint } from "./link.ts";
import { Offer } from "./offer.ts";
import type { Pipe } from "./pipe.ts";
import { finSegment, openSegment } from "./segments.ts";
import type { Transport } from "./transport.ts";

const dataKind = kindNumber("data");
const endedKind = kindNumber("ended");
const wasResetKind = kindNumber("was-reset");

export class Delivery {
  private readonly kernel: Kernel;
  private readonly transport: Transport;
  private readonly turns: Turns;
  private readonly handshake: Handshake;
  private readonly offer: Offer;

  constructor(transport: Transport, turns: Turns, handshake: Handshake) {
    this.kernel = transport.kernel;
    this.transport = transport;
    this.turns = turns;
    this.handshake = handshake;
    this.offer = new Offer(this.kernel.options.overwriteOffered ?? false);
  }

  /** The event of a direction came up. */
  deliver(index: number): void {
    const pipe = this.transport.pipes[index]!;
    pipe.queued = false;
    if (pipe.blocked || pipe.stalled) return;
    const to = pipe.to;
    if (to.finished) {
      this.discard(pipe);
      return;
    }
    if (!to.connected && !to.opener) {
      this.handshake.arrive(pipe);
      return;
    }
    const node = to.node!;
    if (node.busy) {
      pipe.queued = true;
      node.waiting.push((index << itemKindBits) | itemKinds.deliver);
      return;
    }
    if (pipe.held) {
      // Only a reset comes while bytes are held, and it takes them away.
      pipe.clear();
      this.wasReset(to, node);
    } else if (pipe.segments.length > 0) {
      this.turns.enter(node);
      this.data(pipe, to, node);
    } else {
      this.control(pipe, to, node);
    }
  }

  /** The writer of a direction is told of room. */
  writable(index: number): void {
    const pipe = this.transport.pipes[index]!;
    pipe.writableQueued = false;
    const from = pipe.from;
    if (from.finished || from.outEnded) {
      this.transport.release(from.link);
      return;
    }
    const node = from.node!;
    if (node.busy) {
      pipe.writableQueued = true;
      node.waiting.push((index << itemKindBits) | itemKinds.writable);
      return;
    }
    this.turns.enter(node);
    node.machine!.onWritable(this.kernel.now, from.conn);
  }

  private data(pipe: Pipe, to: Endpoint, node: SimNode): void {
    const { tracer, now } = this.kernel;
    if (pipe.joins) {
      pipe.joins = false;
      pipe.segments.join(now);
    }
    const length = pipe.segments.length;
    const view = this.offer.view(length);
    pipe.bytes.copyTo(view, length);
    tracer.bytes(dataKind | node.head, to.link.ordinal, view, length);
    if (tracer.observed) tracer.keepBack();
    pipe.offering = true;
    pipe.resumeAsked = false;
    const took = node.machine!.onData(now, to.conn, view);
    pipe.offering = false;
    this.offer.withdraw(view);
    if ((took | 0) !== took || took < 0 || took > length) {
      throw new WorldError("took-out-of-range", `${node.name}: ${took} of ${length}`);
    }
    if (tracer.observed) this.show(pipe, to, took);
    this.settle(pipe, length, took);
  }

  private settle(pipe: Pipe, length: number, took: number): void {
    if (took < length) this.kernel.tracer.shortTake(took);
    if (pipe.to.finished) {
      this.discard(pipe);
      return;
    }
    if (took > 0) pipe.take(took);
    if (took < length) {
      pipe.held = !pipe.resumeAsked;
      pipe.joins = pipe.resumeAsked;
    }
    if (pipe.unsentBytes > 0) this.transport.makeRoom(pipe);
    this.transport.schedule(pipe);
  }

  private control(pipe: Pipe, to: Endpoint, node: SimNode): void {
    const segment = pipe.segments.length;
    if (segment === openSegment) {
      this.handshake.conclude(pipe);
      return;
    }
    assert(pipe.segments.size > 0, "a queued direction has a segment");
    pipe.segments.drop();
    if (segment !== finSegment) {
      this.wasReset(to, node);
      return;
    }
    this.turns.enter(node);
    to.inEnded = true;
    this.transport.trace(endedKind, "ended", to);
    if (to.outEnded) this.transport.finish(to);
    node.machine!.onEnd(this.kernel.now, to.conn);
    this.transport.schedule(pipe);
  }

  private wasReset(to: Endpoint, node: SimNode): void {
    this.turns.enter(node);
    this.transport.trace(wasResetKind, "was-reset", to);
    to.out.clear();
    this.transport.finish(to);
    node.machine!.onReset(this.kernel.now, to.conn);
  }

  /** The reader is gone. A living host answers data with RST; a vanished one answers nothing. */
  private discard(pipe: Pipe): void {
    const { transport } = this;
    const { from, to } = pipe;
    if (from.finished) pipe.clear();
    if (pipe.segments.size > 0 && !to.silent) {
      if (pipe.segments.length > 0) {
        pipe.take(pipe.segments.length);
        transport.sendReset(to.out);
      } else {
        pipe.segments.drop();
      }
      transport.makeRoom(pipe);
      transport.schedule(pipe);
    }
    transport.release(to.link);
  }

  /** Shows what the machine took before what it did with it. */
  private show(pipe: Pipe, to: Endpoint, took: number): void {
    const { tracer, now: at } = this.kernel;
    const { conn, opener, link } = to;
    const bytes = new Uint8Array(took);
    pipe.bytes.copyTo(bytes, took);
    const node = to.node!.name;
    tracer.release({ kind: "data", at, node, conn, link: link.ordinal, opener, bytes });
  }
}
