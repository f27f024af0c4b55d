// The life of processes: start, exit, crash, restart, pause, children. What a process held in memory
// goes with it; its name keeps disk, clock and ordinals.

import { itemKindBits } from "../bounds.ts";
import { CalmWords } from "../engine/choices.ts";
import { itemKindMask, itemKinds, type Kernel } from "../engine/kernel.ts";
import { WorldError } from "../error.ts";
import type { Boot, ExitCause, Host, Micros, NodeName } from "../machine.ts";
import { EndpointTable } from "../network/endpoint-table.ts";
import type { Endpoint } from "../network/link.ts";
import type { Transport } from "../network/transport.ts";
import { kindNumber } from "../trace/tracer.ts";
import type { SimNode } from "./node.ts";
import type { Turns } from "./turns.ts";

const startKind = kindNumber("start");
const exitKind = kindNumber("exit");

export class Processes {
  private readonly kernel: Kernel;
  private readonly transport: Transport;
  private readonly turns: Turns;
  private readonly hostFor: (node: SimNode) => Host;

  constructor(transport: Transport, turns: Turns, hostFor: (node: SimNode) => Host) {
    this.kernel = transport.kernel;
    this.transport = transport;
    this.turns = turns;
    this.hostFor = hostFor;
  }

  /** A new process on a name without one; its machine starts at `at`. */
  start(node: SimNode, at: Micros): void {
    if (node.machine !== undefined) throw new WorldError("node-alive", node.name);
    node.process += 1;
    node.starting = true;
    node.busy = true;
    const machine = node.factory(this.hostFor(node));
    node.machine = machine;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the machine for `this`
    ({ onData: node.onData, onTurnEnd: node.onTurnEnd } = machine);
    this.kernel.notify(at, { kind: "start", node, process: node.process });
  }

  /** The first input of a process; what came before it waits behind it. */
  begin(node: SimNode): void {
    const { kernel } = this;
    node.starting = false;
    node.startDue = false;
    node.busy = false;
    this.turns.enter(node);
    const { name, process } = node;
    kernel.tracer.facts(startKind | node.head, 0, process, name);
    if (kernel.tracer.observed) {
      kernel.tracer.show({ kind: "start", at: kernel.now, node: name, process });
    }
    const key = `${name} ${process}`;
    const seed = (new CalmWords(key).at(0) ^ kernel.choices.stream("boot", key).word()) >>> 0;
    const boot: Boot = { name, config: node.config, seed };
    node.machine!.onStart(kernel.now, boot);
  }

  /** The process ended itself: its connections close as a kernel closes them. */
  exit(node: SimNode, code: number): void {
    this.stop(node, { kind: "exited", code }, (endpoint) => {
      this.transport.abandon(endpoint);
    });
  }

  /** The process is gone at once. `silent`: the whole host is, and the peers hear nothing. */
  crash(node: SimNode, silent: boolean): void {
    if (node.machine === undefined) return;
    const { kernel } = this;
    const quiet = silent || kernel.strikes(kernel.faults.silentCrashOneIn, "silence", node.name);
    if (quiet) kernel.fault(node, "silence", "");
    this.stop(node, { kind: "killed" }, (endpoint) => {
      this.transport.abort(endpoint, quiet);
    });
  }

  spawn(parent: SimNode, child: NodeName, config: Uint8Array): void {
    const { kernel } = this;
    const spawner = kernel.options.spawnMachine;
    if (spawner === undefined) throw new WorldError("no-spawner", child);
    const copy = config.slice();
    const factory = spawner(child, copy);
    const known = kernel.find(child);
    if (known?.machine !== undefined) throw new WorldError("node-alive", child);
    const { credentials } = parent;
    const identity = credentials === undefined ? {} : { credentials };
    const node = known ?? kernel.addNode(child, factory, { ...identity, host: parent.address });
    node.factory = factory;
    node.config = copy;
    node.parent = parent;
    this.start(node, kernel.now);
  }

  kill(parent: SimNode, child: NodeName): void {
    const node = this.kernel.find(child);
    if (node?.parent === parent) this.crash(node, false);
  }

  pause(node: SimNode): void {
    node.paused = true;
    node.busy = true;
  }

  resume(node: SimNode): void {
    if (!node.paused) return;
    node.paused = false;
    this.turns.wakeAt(node, Math.max(this.kernel.now, node.busyUntil));
  }

  private stop(node: SimNode, cause: ExitCause, close: (endpoint: Endpoint) => void): void {
    const { kernel } = this;
    if (node.machine === undefined) return;
    kernel.tracer.facts(exitKind | node.head, 0, cause.kind === "exited" ? cause.code : -1, "");
    if (kernel.tracer.observed) {
      kernel.tracer.show({ kind: "exit", at: kernel.now, node: node.name, cause });
    }
    node.machine = undefined;
    node.starting = false;
    node.startDue = false;
    node.busy = false;
    node.busyUntil = 0;
    node.deadlineAt = Infinity;
    for (const listener of node.listeners.values()) this.transport.listeners.remove(listener);
    node.listeners.clear();
    const { endpoints, waiting } = node;
    for (const endpoint of endpoints.all()) close(endpoint);
    node.endpoints = new EndpointTable<Endpoint>();
    node.waiting = [];
    node.lastOpened = 0;
    node.lastAccepted = -1;
    for (const item of waiting) this.forget(item);
    this.tellParent(node, cause);
  }

  /** An item that waited for a process that is gone. */
  private forget(item: number): void {
    const index = item >>> itemKindBits;
    switch (item & itemKindMask) {
      case itemKinds.deliver: {
        const pipe = this.transport.pipes[index]!;
        pipe.queued = false;
        this.transport.schedule(pipe);
        this.transport.release(pipe.from.link);
        break;
      }
      case itemKinds.writable: {
        const pipe = this.transport.pipes[index]!;
        pipe.writableQueued = false;
        this.transport.release(pipe.from.link);
        break;
      }
      case itemKinds.notice:
        this.kernel.notices.take(index);
        break;
      default:
    }
  }

  private tellParent(child: SimNode, cause: ExitCause): void {
    const { parent } = child;
    if (parent?.machine === undefined) return;
    const { process } = parent;
    const notice = { kind: "child-exit", node: parent, process, child: child.name, cause } as const;
    this.kernel.notify(this.kernel.now, notice);
  }
}
