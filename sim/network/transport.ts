// What a process does to its connections: write, end, reset, resume; and the life of a link from
// here to its release. A direction has at most one event in the queue (rule 5), so no tie policy can
// reorder a stream. Arrivals are handled in `delivery.ts`, handshakes in `handshake.ts`.

import { itemKindBits, pipesMax } from "../bounds.ts";
import type { ChoiceStream } from "../engine/choice-stream.ts";
import { itemKinds, type Kernel } from "../engine/kernel.ts";
import { WorldError } from "../error.ts";
import type { Address } from "../machine.ts";
import type { SimNode } from "../node/node.ts";
import { kindNumber } from "../trace/tracer.ts";
import { Arena } from "./arena.ts";
import { Link, type Endpoint } from "./link.ts";
import { Listeners } from "./listeners.ts";
import { Obstacles } from "./obstacles.ts";
import { Pipe } from "./pipe.ts";
import { networkSettings, type NetworkSettings } from "./settings.ts";

const writeKind = kindNumber("write");
const endKind = kindNumber("end");
const resetKind = kindNumber("reset");

export class Transport {
  readonly kernel: Kernel;
  readonly listeners: Listeners = new Listeners();
  readonly obstacles: Obstacles = new Obstacles();
  readonly pipes: (Pipe | undefined)[] = [];
  private readonly arena: Arena = new Arena();
  private readonly free: number[] = [];
  private links = 0;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  /** Links that are not released. */
  get live(): number {
    return (this.pipes.length - this.free.length) / 2;
  }

  /** A new link from a node; its acceptor is not known yet. */
  link(node: SimNode, to: Address): Link {
    const { kernel } = this;
    node.opened += 1;
    this.links += 1;
    const name = `${node.name}#${node.opened}`;
    const settings = networkSettings(kernel.network, kernel.options.networkOf?.(node.name, to));
    const forth = this.pipe(`${name}>`, settings);
    const back = this.pipe(`${name}<`, settings);
    const opening = { ordinal: this.links, to, openedAt: kernel.now, nth: node.opened };
    return new Link(opening, [forth, back]);
  }

  write(endpoint: Endpoint, bytes: Uint8Array): number {
    if (endpoint.finished || endpoint.outEnded || !endpoint.connected) return 0;
    const pipe = endpoint.out;
    const { length } = bytes;
    const limit =
      pipe.shortWrites === undefined ? length : this.shortened(pipe.shortWrites, length);
    const accepted = pipe.accept(bytes, limit);
    if (accepted > 0) {
      this.traceWrite(endpoint, bytes, accepted);
      pipe.depart(this.kernel.now);
      this.schedule(pipe);
    }
    if (accepted < length) this.cutShort(pipe);
    return accepted;
  }

  end(endpoint: Endpoint): void {
    if (endpoint.finished || endpoint.outEnded) return;
    if (!endpoint.connected) {
      this.reset(endpoint);
      return;
    }
    this.trace(endKind, "end", endpoint);
    this.sendFin(endpoint);
    if (endpoint.inEnded) this.finish(endpoint);
  }

  reset(endpoint: Endpoint): void {
    if (endpoint.finished) return;
    this.trace(resetKind, "reset", endpoint);
    this.sendReset(endpoint.out);
    this.finish(endpoint);
  }

  resume(endpoint: Endpoint): void {
    const pipe = endpoint.incoming;
    if (endpoint.finished) return;
    if (pipe.offering) {
      pipe.resumeAsked = true;
    } else if (pipe.held) {
      pipe.held = false;
      pipe.joins = true;
      this.schedule(pipe);
    }
  }

  /** The process is gone in good order: what was accepted still goes out, then FIN. */
  abandon(endpoint: Endpoint): void {
    const { incoming } = endpoint;
    // What the machine is being offered it has read.
    const unread = incoming.segments > 0 && incoming.segment > 0 && !incoming.offering;
    const arrived = unread && incoming.arrival <= this.kernel.now;
    if (incoming.held || arrived || !endpoint.connected) this.sendReset(endpoint.out);
    else if (!endpoint.outEnded) this.sendFin(endpoint);
    this.finish(endpoint);
  }

  /** The process is gone without warning. */
  abort(endpoint: Endpoint, silent: boolean): void {
    endpoint.silent = silent;
    if (silent) endpoint.out.dropUnsent();
    else this.sendReset(endpoint.out);
    this.finish(endpoint);
  }

  sendReset(pipe: Pipe): void {
    if (pipe.reset(this.kernel.now)) this.schedule(pipe);
  }

  /** Queues the next event of a direction, if it has one and none is queued. */
  schedule(pipe: Pipe): void {
    // While its head is being offered it is not known what will be the head.
    if (pipe.queued || pipe.stopped || pipe.offering || pipe.segments === 0) return;
    let at = pipe.arrival;
    if (pipe.held) {
      // Unread bytes wait for the reader, but a reset does not.
      if (pipe.resetAt === Infinity) return;
      at = pipe.resetAt;
    }
    const { kernel } = this;
    if (at < kernel.now) at = kernel.now;
    pipe.queued = true;
    const ties = pipe.ties;
    const tie = ties === undefined ? 0 : kernel.tie(ties);
    kernel.queue.push(at, tie, (pipe.index << itemKindBits) | itemKinds.deliver);
  }

  /** Holds what this end writes while a partition is in its way, and lets it go when none is. */
  block(endpoint: Endpoint): void {
    const pipe = endpoint.out;
    const reader = pipe.to.node;
    if (endpoint.node === undefined || reader === undefined) return;
    const blocked = this.obstacles.separates(endpoint.node.name, reader.name);
    if (pipe.obstruct(blocked, pipe.isStalled)) this.schedule(pipe);
  }

  /** The reader made room: more departs, and a writer that was cut short may hear of it. */
  makeRoom(pipe: Pipe): void {
    pipe.depart(this.kernel.now);
    if (pipe.wantsWritable) this.offerRoom(pipe);
  }

  /** Nothing reaches this end's machine from now on. */
  finish(endpoint: Endpoint): void {
    if (endpoint.finished) return;
    endpoint.finished = true;
    endpoint.node?.endpoints.remove(endpoint.conn);
    this.release(endpoint.link);
  }

  /** Frees the places of a link that both ends are done with and nothing names any more. */
  release(link: Link): void {
    if (link.released || !link.opener.finished || !link.acceptor.finished) return;
    const forth = link.opener.out;
    const back = link.acceptor.out;
    if (forth.inUse || back.inUse) return;
    link.released = true;
    forth.release();
    back.release();
    this.pipes[forth.index] = undefined;
    this.pipes[back.index] = undefined;
    this.free.push(back.index, forth.index);
  }

  trace(kind: number, name: "end" | "ended" | "reset" | "was-reset", endpoint: Endpoint): void {
    const { tracer, now } = this.kernel;
    const node = endpoint.node;
    if (node === undefined) return;
    const { ordinal } = endpoint;
    tracer.facts(kind | node.head, ordinal, endpoint.conn, "");
    if (tracer.observed) {
      tracer.show({ kind: name, at: now, node: node.name, conn: endpoint.conn, link: ordinal });
    }
  }

  private pipe(name: string, settings: NetworkSettings): Pipe {
    const { choices, faults } = this.kernel;
    const index = this.free.pop() ?? this.pipes.length;
    if (index === pipesMax) throw new WorldError("connections-full", name);
    const [least, most] = settings.latencyMicros;
    const short = faults.shortWriteOneIn ?? 0;
    const parts = {
      index,
      name,
      arena: this.arena,
      latency: most > least ? choices.stream("latency", name) : undefined,
      cuts: settings.segmentation === "random" ? choices.stream("cut", name) : undefined,
      ties: this.kernel.tieStream(name),
      shortWrites: short > 0 ? choices.stream("short-write", name) : undefined,
    };
    const pipe = new Pipe(parts, settings);
    this.pipes[index] = pipe;
    return pipe;
  }

  private sendFin(endpoint: Endpoint): void {
    endpoint.outEnded = true;
    endpoint.out.finish(this.kernel.now);
    this.schedule(endpoint.out);
  }

  private shortened(cuts: ChoiceStream, length: number): number {
    if (length < 2 || !cuts.rarely(this.kernel.faults.shortWriteOneIn ?? 0)) return length;
    return length - 1 - cuts.next(length - 1);
  }

  private offerRoom(pipe: Pipe): void {
    if (pipe.writableQueued || !pipe.roomy) return;
    pipe.wantsWritable = false;
    if (pipe.from.finished || pipe.from.outEnded) return;
    pipe.writableQueued = true;
    const { kernel } = this;
    const item = (pipe.index << itemKindBits) | itemKinds.writable;
    kernel.queue.push(kernel.now, kernel.tie(pipe.ties), item);
  }

  private cutShort(pipe: Pipe): void {
    pipe.wantsWritable = true;
    this.offerRoom(pipe);
  }

  private traceWrite(endpoint: Endpoint, bytes: Uint8Array, accepted: number): void {
    const { tracer } = this.kernel;
    const { out } = endpoint;
    tracer.begin(writeKind | endpoint.node!.head, endpoint.ordinal, accepted);
    const span = out.lastSpan(accepted);
    if (span >= 0) tracer.payload(out.words, span, accepted);
    else tracer.payload(new DataView(bytes.buffer, bytes.byteOffset), 0, accepted);
    if (tracer.observed) this.showWrite(endpoint, bytes, accepted);
  }

  private showWrite(endpoint: Endpoint, bytes: Uint8Array, accepted: number): void {
    const { tracer, now: at } = this.kernel;
    const { conn, opener, ordinal: link } = endpoint;
    const node = endpoint.node!.name;
    const written = accepted === bytes.length ? bytes : bytes.subarray(0, accepted);
    const lasting = tracer.lasting(written);
    tracer.show({ kind: "write", at, node, conn, link, opener, bytes: lasting });
  }
}
