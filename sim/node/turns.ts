// Turns, the cost of turns, and deadlines. A turn is one input, or several for one node that are
// adjacent in the total order at one instant; `onTurnEnd` closes it. A node is busy for its cost
// after each turn, and what came meanwhile is handled in one turn when it has time again.
//
// Deadlines are lazy: setting one is a store. When a turn ends, an item is queued only if none of the
// node's items comes as early; an item that comes before its deadline goes back in at the deadline.

import { itemKindBits, tieClasses, tieOfDeadline } from "../bounds.ts";
import { itemKinds, type Kernel } from "../engine/kernel.ts";
import type { Micros } from "../machine.ts";
import { kindNumber } from "../trace/tracer.ts";
import type { SimNode } from "./node.ts";

const deadlineKind = kindNumber("deadline");

export class Turns {
  /** The node whose turn is open. */
  open: SimNode | undefined = undefined;
  private readonly kernel: Kernel;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  /** To be called before every input of a machine. No turn of another node may be open. */
  enter(node: SimNode): void {
    if (this.open === node) return;
    this.open = node;
    node.readings = 0;
  }

  close(): void {
    const node = this.open;
    if (node === undefined) return;
    const { machine } = node;
    if (machine !== undefined) node.onTurnEnd.call(machine, this.kernel.now);
    this.open = undefined;
    if (this.kernel.tracer.observed) this.show(node);
    if (node.deadlineAt !== Infinity) this.arm(node);
    if (node.cost > 0) this.charge(node);
  }

  /** A wake that comes at any other time than the last one asked for means nothing. */
  wakeAt(node: SimNode, at: Micros): void {
    node.busyUntil = at;
    const item = (node.index << itemKindBits) | itemKinds.wake;
    this.kernel.queue.push(at, this.kernel.tie(node.choices.ties), item);
  }

  /** Whether a deadline item at the head of the queue means nothing at its time. */
  idle(node: SimNode, at: Micros): boolean {
    return node.deadlineAt > at;
  }

  /** A deadline item left the queue: calls the machine, or goes back in. */
  deadline(node: SimNode, item: number): void {
    const { kernel } = this;
    const items = node.deadlineItems;
    if (items.at(-1) === kernel.now) items.pop();
    if (node.machine === undefined || node.deadlineAt === Infinity) return;
    if (node.deadlineAt > kernel.now) {
      this.arm(node);
      return;
    }
    if (node.busy) {
      node.waiting.push(item);
      return;
    }
    this.enter(node);
    node.deadlineAt = Infinity;
    kernel.tracer.facts(deadlineKind | node.head, 0, 0, "");
    if (kernel.tracer.observed) {
      kernel.tracer.show({ kind: "deadline", at: kernel.now, node: node.name });
    }
    node.machine.onDeadline(kernel.now);
  }

  private charge(node: SimNode): void {
    if (node.machine === undefined) return;
    node.busy = true;
    this.wakeAt(node, this.kernel.now + node.cost);
  }

  private show(node: SimNode): void {
    if (node.machine === undefined) return;
    this.kernel.tracer.show({ kind: "turn", at: this.kernel.now, node: node.name });
  }

  private arm(node: SimNode): void {
    const { kernel } = this;
    const at = Math.max(node.deadlineAt, kernel.now);
    const earliest = node.deadlineItems.at(-1);
    if (earliest !== undefined && earliest <= at) return;
    node.deadlineItems.push(at);
    const ties = node.choices.deadlineTies;
    const shift = ties === undefined ? 0 : ties.next(tieClasses);
    const tie = (tieOfDeadline + shift) % tieClasses;
    kernel.queue.push(at, tie, (node.index << itemKindBits) | itemKinds.deadline);
  }
}
