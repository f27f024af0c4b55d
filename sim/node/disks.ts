// The disk of a node: whole named values that survive a restart. A store takes effect when it is
// done, so a crash before loses it; two stores of one name are done in order. What is asked of a
// stuck name is never done, and whoever asked has to see to it that he does not wait for ever.

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
    if (node.disk.get(name) === "stuck") return;
    kernel.notify(this.doneAt(node), { kind: "load", node, process: node.process, name });
  }

  store(node: SimNode, name: string, bytes: Uint8Array): void {
    const { kernel } = this;
    const { tracer } = kernel;
    tracer.bytes(storeKind | node.head, 0, bytes);
    if (tracer.observed) {
      const lasting = tracer.lasting(bytes);
      tracer.show({ kind: "store", at: kernel.now, node: node.name, name, bytes: lasting });
    }
    if (node.disk.get(name) === "stuck") return;
    const { process } = node;
    kernel.notify(this.doneAt(node), { kind: "store", node, process, name, bytes: bytes.slice() });
  }

  /** The bytes that a load brings; undefined where nothing can be read. */
  read({ node, name }: Notice & { readonly kind: "load" }): Uint8Array | undefined {
    const { kernel } = this;
    const entry = node.disk.get(name);
    const found = entry instanceof Uint8Array;
    const bytes = found ? entry.slice() : undefined;
    if (kernel.tracer.observed) {
      const shown = bytes ?? new Uint8Array(0);
      kernel.tracer.show({
        kind: "loaded",
        at: kernel.now,
        node: node.name,
        name,
        found,
        bytes: shown,
      });
    }
    return bytes;
  }

  /** What happens on the disk when a store is done, before the machine hears of it. */
  settle(notice: Notice & { readonly kind: "store" }): boolean {
    const { kernel } = this;
    const { node, name, bytes } = notice;
    if (kernel.strikes(kernel.faults.storeOneIn, "store", node.name)) {
      kernel.fault(node, "store", name);
      return false;
    }
    if (node.disk.get(name) === "directory") return false;
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
