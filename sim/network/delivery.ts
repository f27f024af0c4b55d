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
import { finSegment, openSegment } from "./backlog.ts";
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
    const to = pipe.to;
    if (pipe.stopped || pipe.held || to.finished || !to.connected || to.node!.busy) {
      this.deliverOddly(pipe, to);
      return;
    }
    const length = pipe.segment;
    if (length <= 0) {
      this.control(pipe, to);
      return;
    }
    this.turns.enter(to.node!);
    if (pipe.joins) this.dataJoined(pipe, to);
    else this.data(pipe, to, length);
  }

  /** Whose input the event of a direction is: a SYN goes where its address leads by now. */
  readerOf(index: number): SimNode | undefined {
    const { to } = this.transport.pipes[index]!;
    const isBound = to.connected || to.opener || to.conn !== 0;
    return isBound ? to.node : this.handshake.reachable(to.link.to);
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

  private deliverOddly(pipe: Pipe, to: Endpoint): void {
    if (pipe.stopped) {
      this.transport.release(to.link);
      return;
    }
    if (to.finished) {
      this.discard(pipe);
    } else if (!to.connected && !to.opener) {
      this.handshake.arrive(pipe);
    } else if (to.node!.busy) {
      pipe.queued = true;
      to.node!.waiting.push((pipe.index << itemKindBits) | itemKinds.deliver);
    } else if (pipe.held) {
      // Only a reset comes while bytes are held, and it takes them away.
      pipe.clear();
      this.wasReset(to);
    } else {
      this.control(pipe, to);
    }
  }

  private dataJoined(pipe: Pipe, to: Endpoint): void {
    pipe.joins = false;
    pipe.joinSegments(this.kernel.now);
    this.data(pipe, to, pipe.segment);
  }

  /** Offers the oldest segment. The turn of the node is open. */
  private data(pipe: Pipe, to: Endpoint, length: number): void {
    const { kernel, offer } = this;
    const { tracer } = kernel;
    const node = to.node!;
    tracer.begin(dataKind | node.head, to.ordinal, length);
    const view = offer.show(pipe, length, tracer);
    if (tracer.observed) tracer.keepBack();
    pipe.offering = true;
    pipe.resumeAsked = false;
    const took = node.onData.call(node.machine!, kernel.now, to.conn, view);
    pipe.offering = false;
    if (took !== length || tracer.observed) this.check(pipe, took, view);
    offer.withdraw(view);
    if (took === length && !to.finished) pipe.takeAll(length);
    else this.settle(pipe, took, length);
    if (pipe.unsentBytes > 0) this.transport.makeRoom(pipe);
    if (pipe.segments > 0) this.transport.schedule(pipe);
  }

  private check(pipe: Pipe, took: number, view: Uint8Array): void {
    if (!Number.isInteger(took) || took < 0 || took > view.length) {
      throw new WorldError("took-out-of-range", `${pipe.to.node!.name}: ${took} of ${view.length}`);
    }
    if (this.kernel.tracer.observed) {
      this.show(pipe, took === view.length ? view : view.subarray(0, took));
    }
  }

  /** The machine did not take everything, or is gone. */
  private settle(pipe: Pipe, took: number, length: number): void {
    if (took < length) this.kernel.tracer.shortTake(took);
    if (pipe.to.finished) {
      // What it was offered it has read, so that is no reason for a reset.
      pipe.takeAll(length);
      if (pipe.from.finished) pipe.clear();
      this.transport.release(pipe.to.link);
      return;
    }
    if (took > 0) pipe.take(took);
    pipe.held = !pipe.resumeAsked;
    pipe.joins = pipe.resumeAsked;
  }

  private control(pipe: Pipe, to: Endpoint): void {
    assert(pipe.segments > 0, "a queued direction has a segment");
    const segment = pipe.segment;
    if (segment === openSegment) {
      this.handshake.conclude(pipe);
      return;
    }
    pipe.dropSegment();
    if (segment !== finSegment) {
      this.wasReset(to);
      return;
    }
    const node = to.node!;
    this.turns.enter(node);
    to.inEnded = true;
    this.transport.trace(endedKind, "ended", to);
    if (to.outEnded) this.transport.finish(to);
    node.machine!.onEnd(this.kernel.now, to.conn);
    this.transport.schedule(pipe);
  }

  private wasReset(to: Endpoint): void {
    const node = to.node!;
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
    if (pipe.segments > 0 && !to.silent) {
      if (pipe.segment > 0) {
        pipe.takeAll(pipe.segment);
        transport.sendReset(to.out);
      } else {
        pipe.dropSegment();
      }
      transport.makeRoom(pipe);
      transport.schedule(pipe);
    }
    transport.release(to.link);
  }

  /** Shows what the machine took before what it did with it. */
  private show({ to }: Pipe, bytes: Uint8Array): void {
    const { tracer, now: at } = this.kernel;
    const { conn, opener, ordinal: link } = to;
    const node = to.node!.name;
    tracer.release({ kind: "data", at, node, conn, link, opener, bytes });
  }
}
