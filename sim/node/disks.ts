// The disk of a node: whole named values that survive a restart. A store takes effect when it is
// done, so a crash before loses it; two stores of one name are done in order.

import type { Kernel } from "../engine/kernel.ts";
import type { Micros } from "../machine.ts";
import { kindNumber } from "../trace/tracer.ts";
import type { SimNode } from "./node.ts";
import type { Notice } from "./notices.ts";

const loadKind = kindNumber("load");
const storeKind = kindNumber("store");

export class Disks {
  private readonly kernel: Kernel;
  private readonly least: Micros;
  private readonly most: Micros;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    [this.least, this.most] = kernel.options.diskMicros ?? [0, 0];
  }

  load(node: SimNode, name: string): void {
    const { kernel } = this;
    kernel.tracer.facts(loadKind | node.head, 0, 0, name);
    if (kernel.tracer.observed) {
      kernel.tracer.show({ kind: "load", at: kernel.now, node: node.name, name });
    }
    kernel.notify(this.doneAt(node), { kind: "load", node, process: node.process, name });
  }

  store(node: SimNode, name: string, bytes: Uint8Array): void {
    const { kernel } = this;
    kernel.tracer.bytes(storeKind | node.head, 0, bytes);
    if (kernel.tracer.observed) {
      kernel.tracer.show({ kind: "store", at: kernel.now, node: node.name, name, bytes });
    }
    const { process } = node;
    kernel.notify(this.doneAt(node), { kind: "store", node, process, name, bytes: bytes.slice() });
  }

  /** What happens on the disk when a load or store is done, before the machine hears of it. */
  settle(notice: Notice & { readonly kind: "store" }): boolean {
    const { kernel } = this;
    const { node, name, bytes } = notice;
    if (kernel.strikes(kernel.faults.storeOneIn, "store", node.name)) {
      kernel.fault(node, "store", name);
      return false;
    }
    node.disk.set(name, bytes);
    return true;
  }

  /** One operation after the other, each with its own latency. */
  private doneAt(node: SimNode): Micros {
    const { kernel, least, most } = this;
    const drawn = most > least ? kernel.occasion("disk", node.name).next(most - least + 1) : 0;
    node.diskDoneAt = Math.max(node.diskDoneAt, kernel.now + least + drawn);
    return node.diskDoneAt;
  }
}
