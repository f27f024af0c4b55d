// The world: nodes, a clock, a queue, and the loop that lets one thing happen after the other. It is
// driven by calls of `run` and by nothing else; equal options and calls give equal hashes.

import { choicesAmongMax, eventsPerInstantMax, itemKindBits } from "./bounds.ts";
import type { Action } from "./action.ts";
import { worldDigest } from "./digest.ts";
import type { Choice } from "./engine/choice-log.ts";
import { itemKindMask, itemKinds, Kernel } from "./engine/kernel.ts";
import { WorldError } from "./error.ts";
import type { Micros, NodeName } from "./machine.ts";
import { Datagrams } from "./network/datagrams.ts";
import { Delivery } from "./network/delivery.ts";
import { Handshake } from "./network/handshake.ts";
import { Transport } from "./network/transport.ts";
import { Disks } from "./node/disks.ts";
import { NodeHost } from "./node/host.ts";
import type { SimNode } from "./node/node.ts";
import { Post } from "./node/post.ts";
import { Processes } from "./node/processes.ts";
import { Turns } from "./node/turns.ts";
import type { MachineFactory, NodeOptions, WorldOptions } from "./options.ts";
import { Script } from "./script.ts";
import type { Checkpoints } from "./trace/checkpoints.ts";
import type { RingEvent } from "./trace/ring.ts";

export interface RunResult {
  readonly now: Micros;
  /** Sixteen hexadecimal digits over everything that happened since the start. */
  readonly hash: string;
  /** Trace events hashed since the start. */
  readonly events: number;
  /**
   * Why it stopped: nothing left to do, the instant was reached, `eventsMax` was, or the machines
   * kept each other busy without time going on.
   */
  readonly stopped: "idle" | "until" | "bound" | "livelock";
  /** The choices that were not calm; `choicesComplete` says whether these are all. */
  readonly choices: readonly Choice[];
  readonly choicesComplete: boolean;
}

export class World {
  private readonly kernel: Kernel;
  private readonly transport: Transport;
  private readonly turns: Turns;
  private readonly delivery: Delivery;
  private readonly processes: Processes;
  private readonly post: Post;
  private readonly script: Script;
  private running = false;

  constructor(options: WorldOptions = {}) {
    const kernel = new Kernel(options);
    const transport = new Transport(kernel);
    const turns = new Turns(kernel);
    const handshake = new Handshake(transport, turns);
    const datagrams = new Datagrams(transport);
    const disks = new Disks(kernel);
    const processes: Processes = new Processes(transport, turns, (node) => {
      return new NodeHost({ kernel, transport, handshake, datagrams, disks, processes }, node);
    });
    this.kernel = kernel;
    this.transport = transport;
    this.turns = turns;
    this.delivery = new Delivery(transport, turns, handshake);
    this.processes = processes;
    this.post = new Post(transport, turns, processes, disks);
    this.script = new Script(transport, processes);
  }

  get now(): Micros {
    return this.kernel.now;
  }

  /** Hash of everything that happened so far. */
  get hash(): string {
    return this.kernel.tracer.hash;
  }

  /** Trace events so far. */
  get events(): number {
    return this.kernel.tracer.events;
  }

  /** Events in the queue. */
  get waitingEvents(): number {
    return this.kernel.queue.size;
  }

  /** Connections that either end still holds. */
  get connections(): number {
    return this.transport.live;
  }

  get checkpoints(): Checkpoints {
    return this.kernel.tracer.checkpoints;
  }

  /** A node whose first process starts at `startAt`, or now. */
  addNode(name: NodeName, factory: MachineFactory, options: NodeOptions = {}): void {
    const node = this.kernel.addNode(name, factory, options);
    this.processes.start(node, Math.max(options.startAt ?? 0, this.kernel.now));
  }

  /** Whether a process of that name runs. */
  alive(name: NodeName): boolean {
    return this.kernel.find(name)?.machine !== undefined;
  }

  /** Does something at an instant, before everything that was scheduled later for that instant. */
  at(at: Micros, action: Action): void {
    if (!Number.isSafeInteger(at) || at < 0) throw new WorldError("time-not-integer", `${at}`);
    const item = (this.script.add(action) << itemKindBits) | itemKinds.action;
    this.kernel.queue.push(Math.max(at, this.kernel.now), 0, item);
  }

  /** The k-th decision of a name: 0 … n - 1, 0 in a calm run. Pure in its arguments and the seed. */
  choose(purpose: string, name: string, k: number, n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > choicesAmongMax) {
      throw new WorldError("option-out-of-range", `choose among ${n}`);
    }
    return this.kernel.choices.choose(purpose, name, k, n);
  }

  /** Lets happen all that is due up to and at `until`; the clock stands there afterwards. */
  run(until: Micros): RunResult {
    if (this.running) throw new WorldError("re-entered", "run");
    if (!(until >= 0)) throw new WorldError("time-not-integer", `run until ${until}`);
    this.running = true;
    const stopped = this.guarded(until);
    if (
      (stopped === "idle" || stopped === "until") &&
      until > this.kernel.now &&
      until !== Infinity
    ) {
      this.kernel.advance(until);
    }
    return this.result(stopped);
  }

  /** The last events, oldest first. */
  recent(): readonly RingEvent[] {
    return this.kernel.tracer.ring.events();
  }

  /** All machines and the bytes in flight, without absolute time. */
  digest(): string {
    return worldDigest(this.kernel.now, this.kernel.nodes, this.transport.pipes);
  }

  private result(stopped: RunResult["stopped"]): RunResult {
    const { choices, complete } = this.kernel.choices.result();
    const { now, hash, events } = this;
    return { now, hash, events, stopped, choices, choicesComplete: complete };
  }

  /** A machine that throws leaves the world where it was; it may be looked at. */
  private guarded(until: Micros): RunResult["stopped"] {
    try {
      return this.loop(until);
    } finally {
      this.running = false;
    }
  }

  private loop(until: Micros): RunResult["stopped"] {
    const { kernel, turns } = this;
    const { queue } = kernel;
    let leftAtInstant = kernel.eventsMax;
    for (let left = kernel.eventsMax; left > 0; left--) {
      let time = queue.headTime();
      if (turns.open !== undefined && (time !== kernel.now || !this.joins(queue.headItem()))) {
        turns.close();
        time = queue.headTime();
      }
      if (time > until || time === Infinity) return time === Infinity ? "idle" : "until";
      if (time > kernel.now) {
        kernel.advance(time);
        leftAtInstant = left;
      } else if (leftAtInstant - left > eventsPerInstantMax) {
        turns.close();
        return "livelock";
      }
      this.dispatch(queue.pop());
    }
    turns.close();
    return "bound";
  }

  /** Whether an item of this instant is one more input of the open turn, or no input at all. */
  private joins(item: number): boolean {
    const { kernel, turns } = this;
    const index = item >>> itemKindBits;
    switch (item & itemKindMask) {
      case itemKinds.deliver:
        return this.delivery.readerOf(index) === turns.open;
      case itemKinds.writable:
        return this.transport.pipes[index]!.from.node === turns.open;
      case itemKinds.notice:
        return kernel.notices.peek(index)?.node === turns.open;
      case itemKinds.deadline: {
        const node = kernel.nodes[index]!;
        return node === turns.open || turns.idle(node, kernel.now);
      }
      case itemKinds.wake:
        return kernel.nodes[index] === turns.open;
      default:
        return false;
    }
  }

  private dispatch(item: number): void {
    const index = item >>> itemKindBits;
    switch (item & itemKindMask) {
      case itemKinds.deliver:
        this.delivery.deliver(index);
        break;
      case itemKinds.writable:
        this.delivery.writable(index);
        break;
      case itemKinds.deadline:
        this.turns.deadline(this.kernel.nodes[index]!, item);
        break;
      case itemKinds.notice:
        this.notice(index);
        break;
      case itemKinds.wake:
        this.wake(this.kernel.nodes[index]!);
        break;
      default:
        this.script.perform(index);
    }
  }

  private notice(index: number): void {
    const started = this.post.deliver(index);
    if (started !== undefined) this.release(started);
  }

  /** A node has time again: what waited is its next turn. */
  private wake(node: SimNode): void {
    if (node.paused || !node.busy || node.busyUntil !== this.kernel.now) return;
    if (node.starting) {
      if (!node.startDue) return;
      this.processes.begin(node);
    }
    node.busy = false;
    this.release(node);
  }

  private release(node: SimNode): void {
    const { waiting } = node;
    if (waiting.length === 0) return;
    node.waiting = [];
    for (const item of waiting) this.dispatch(item);
  }
}
