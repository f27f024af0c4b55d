// Datagrams: each on its own, with a latency and a loss of its own choice. They overtake each other,
// are dropped by partitions, and reach nobody in silence when nobody listens.

import { datagramBytesMax } from "../bounds.ts";
import type { ChoiceStream } from "../engine/choice-stream.ts";
import type { Kernel } from "../engine/kernel.ts";
import type { Address, Micros } from "../machine.ts";
import type { SimNode } from "../node/node.ts";
import { kindNumber } from "../trace/tracer.ts";
import { addressKey } from "./listeners.ts";
import { networkSettings } from "./settings.ts";
import type { Transport } from "./transport.ts";

const sentKind = kindNumber("datagram-sent");

export class Datagrams {
  private readonly kernel: Kernel;
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.kernel = transport.kernel;
    this.transport = transport;
  }

  send(sender: SimNode, to: Address, bytes: Uint8Array): void {
    if (bytes.length > datagramBytesMax) return;
    const { kernel } = this;
    const { tracer, now } = kernel;
    tracer.bytes(sentKind | sender.head, 0, bytes);
    if (tracer.observed) {
      const lasting = tracer.lasting(bytes);
      tracer.show({ kind: "datagram-sent", at: now, node: sender.name, to, bytes: lasting });
    }
    const name = `${sender.name}~${addressKey(to)}`;
    if (kernel.strikes(kernel.faults.datagramLossOneIn, "datagram-loss", name)) {
      kernel.fault(sender, "datagram-loss", addressKey(to));
      return;
    }
    const at = now + this.latency(sender, to, name);
    const listener = this.transport.listeners.at(to, true);
    const node = to.kind === "node" ? kernel.find(to.node) : listener?.node;
    if (node?.machine === undefined) return;
    const { process } = node;
    const from = sourceOf(sender);
    const letter = { sender, listener: listener?.id ?? 0, from, bytes: bytes.slice() };
    kernel.notify(at, { kind: "datagram", node, process, ...letter });
  }

  private latency(sender: SimNode, to: Address, name: string): Micros {
    const { kernel } = this;
    const changes = kernel.options.networkOf?.(sender.name, to);
    const settings = networkSettings(kernel.network, changes);
    const [least, most] = settings.latencyMicros;
    const choices = Math.floor((most - least) / settings.latencyStepMicros) + 1;
    if (choices === 1) return least;
    const stream: ChoiceStream = kernel.occasion("latency", name);
    return least + stream.next(choices) * settings.latencyStepMicros;
  }
}

/** A datagram comes from where its sender listens for datagrams, or else from the node itself. */
function sourceOf(sender: SimNode): Address {
  for (const listener of sender.listeners.values()) {
    if (listener.datagram) return listener.at;
  }
  return { kind: "node", node: sender.name };
}
