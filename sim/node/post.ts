// Hands notices to the machines they are for: see `notices.ts` for what these are.

import { itemKindBits } from "../bounds.ts";
import { itemKinds, type Kernel } from "../engine/kernel.ts";
import { assert } from "../error.ts";
import type { Transport } from "../network/transport.ts";
import { kindNumber } from "../trace/tracer.ts";
import type { Disks } from "./disks.ts";
import type { SimNode } from "./node.ts";
import type { Notice } from "./notices.ts";
import type { Processes } from "./processes.ts";
import type { Turns } from "./turns.ts";

const datagramKind = kindNumber("datagram");

export class Post {
  private readonly kernel: Kernel;
  private readonly transport: Transport;
  private readonly turns: Turns;
  private readonly processes: Processes;
  private readonly disks: Disks;

  constructor(transport: Transport, turns: Turns, processes: Processes, disks: Disks) {
    this.kernel = transport.kernel;
    this.transport = transport;
    this.turns = turns;
    this.processes = processes;
    this.disks = disks;
  }

  /** Returns the node that started by it, whose waiting inputs may follow. */
  deliver(place: number): SimNode | undefined {
    const { notices } = this.kernel;
    const notice = notices.peek(place);
    assert(notice !== undefined, "a queued notice is there");
    const { node } = notice;
    if (node.process !== notice.process || node.machine === undefined) {
      notices.take(place);
      return undefined;
    }
    if (notice.kind === "start") {
      notices.take(place);
      node.startDue = true;
      if (node.paused) return undefined;
      this.processes.begin(node);
      return node;
    }
    if (node.busy) {
      node.waiting.push((place << itemKindBits) | itemKinds.notice);
      return undefined;
    }
    notices.take(place);
    this.hand(notice, node);
    return undefined;
  }

  private hand(notice: Exclude<Notice, { kind: "start" }>, node: SimNode): void {
    const { now } = this.kernel;
    const machine = node.machine!;
    if (notice.kind === "datagram") {
      this.datagram(notice, node);
      return;
    }
    this.turns.enter(node);
    switch (notice.kind) {
      case "listened":
        machine.onListen(now, notice.listener, notice.outcome);
        break;
      case "load":
        machine.onLoaded(now, notice.name, this.disks.read(notice));
        break;
      case "store":
        machine.onStored(now, notice.name, this.disks.settle(notice));
        break;
      case "child-exit":
        machine.onChildExit(now, notice.child, notice.cause);
        break;
    }
  }

  private datagram(notice: Notice & { readonly kind: "datagram" }, node: SimNode): void {
    const { tracer, now, options } = this.kernel;
    const { from, bytes, listener, sender } = notice;
    if (this.transport.obstacles.separates(sender.name, node.name)) return;
    if (listener !== 0 && !node.listeners.has(listener)) return;
    this.turns.enter(node);
    tracer.bytes(datagramKind | node.head, 0, bytes);
    if (tracer.observed) tracer.show({ kind: "datagram", at: now, node: node.name, from, bytes });
    node.machine!.onDatagram(now, listener, from, bytes);
    if (options.overwriteOffered === true) bytes.fill(0xdd);
  }
}
