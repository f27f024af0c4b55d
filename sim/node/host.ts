// The Host of one process. It turns calls into state and events of the world and never calls a
// machine. When its process is gone every call does nothing.

import { CalmWords } from "../engine/choices.ts";
import type { ChoiceStream } from "../engine/choice-stream.ts";
import type { Kernel } from "../engine/kernel.ts";
import type {
  Address,
  ClientHello,
  ConnId,
  Host,
  ListenerId,
  ListenOptions,
  ListenOutcome,
  Micros,
  NodeName,
  ProbeEvent,
  Sink,
} from "../machine.ts";
import type { Datagrams } from "../network/datagrams.ts";
import type { Handshake } from "../network/handshake.ts";
import type { EndpointTable } from "../network/endpoint-table.ts";
import type { Endpoint } from "../network/link.ts";
import { addressKey } from "../network/listeners.ts";
import type { Transport } from "../network/transport.ts";
import { kindNumber } from "../trace/tracer.ts";
import type { Disks } from "./disks.ts";
import type { SimNode } from "./node.ts";
import type { Processes } from "./processes.ts";
import { WorldError } from "../error.ts";

const listenKind = kindNumber("listen");
const appendKind = kindNumber("append");

/** The parts of a world a host speaks to. */
export interface Services {
  readonly kernel: Kernel;
  readonly transport: Transport;
  readonly handshake: Handshake;
  readonly datagrams: Datagrams;
  readonly disks: Disks;
  readonly processes: Processes;
}

interface Draws {
  readonly calm: CalmWords;
  readonly stream: ChoiceStream;
}

export class NodeHost implements Host {
  readonly probing: boolean;
  /** Empty once the process is gone. */
  private readonly endpoints: EndpointTable<Endpoint>;
  private readonly services: Services;
  private readonly kernel: Kernel;
  private readonly transport: Transport;
  private readonly node: SimNode;
  private readonly process: number;
  /** What `random` draws from, by its key: to put the name together costs more than the draw. */
  private readonly draws = new Map<number, Draws>();

  constructor(services: Services, node: SimNode) {
    this.services = services;
    this.kernel = services.kernel;
    this.transport = services.transport;
    this.probing = services.kernel.options.probing ?? false;
    this.node = node;
    this.endpoints = node.endpoints;
    this.process = node.process;
  }

  listen(listener: ListenerId, at: Address, options: ListenOptions): void {
    if (this.gone) return;
    const { kernel, node } = this;
    if (node.listeners.has(listener)) {
      throw new WorldError("listener-in-use", `${node.name} ${listener}`);
    }
    const outcome = this.tryListen(listener, at, options);
    const key = addressKey(at);
    kernel.tracer.facts(listenKind | node.head, 0, listener, `${key} ${outcome}`);
    if (kernel.tracer.observed) {
      const event = { at: kernel.now, node: node.name, listener, address: at, outcome };
      kernel.tracer.show({ kind: "listen", ...event });
    }
    const { process } = this;
    kernel.notify(kernel.now, { kind: "listened", node, process, listener, outcome });
  }

  unlisten(listener: ListenerId): void {
    if (this.gone) return;
    const known = this.node.listeners.get(listener);
    if (known === undefined) return;
    this.node.listeners.delete(listener);
    this.transport.listeners.remove(known);
  }

  connect(conn: ConnId, to: Address, hello?: ClientHello): void {
    if (!this.gone) this.services.handshake.connect(this.node, conn, to, hello);
  }

  write(conn: ConnId, bytes: Uint8Array): number {
    const endpoint = this.endpoints.get(conn);
    return endpoint === undefined ? 0 : this.transport.write(endpoint, bytes);
  }

  resume(conn: ConnId): void {
    const endpoint = this.endpoints.get(conn);
    if (endpoint !== undefined) this.transport.resume(endpoint);
  }

  end(conn: ConnId): void {
    const endpoint = this.endpoints.get(conn);
    if (endpoint !== undefined) this.transport.end(endpoint);
  }

  reset(conn: ConnId): void {
    const endpoint = this.endpoints.get(conn);
    if (endpoint !== undefined) this.transport.reset(endpoint);
  }

  sendDatagram(to: Address, bytes: Uint8Array): void {
    if (!this.gone) this.services.datagrams.send(this.node, to, bytes);
  }

  setDeadline(at: Micros | undefined): void {
    if (this.gone) return;
    if (at !== undefined && !Number.isSafeInteger(at)) {
      throw new WorldError("time-not-integer", `${this.node.name} ${at}`);
    }
    this.node.deadlineAt = at ?? Infinity;
  }

  /** The n-th reading of a turn has used n / (n + 1) of the turn's cost. */
  clock(): Micros {
    const { node, kernel } = this;
    if (this.gone) return kernel.now;
    node.readings += 1;
    return kernel.now + Math.floor((node.cost * node.readings) / (node.readings + 1));
  }

  wall(): number {
    return this.kernel.wallStart + this.kernel.now + this.node.wallOffset;
  }

  random(key: number): number {
    let draws = this.draws.get(key);
    if (draws === undefined) {
      const name = `${this.node.name} ${key}`;
      draws = { calm: new CalmWords(name), stream: this.kernel.occasion("random", name) };
      this.draws.set(key, draws);
    }
    const { calm, stream } = draws;
    return (calm.at(stream.drawn) ^ stream.word()) >>> 0;
  }

  roundTrip(conn: ConnId): Micros | undefined {
    return this.endpoints.get(conn)?.link.roundTrip;
  }

  append(sink: Sink, line: string): boolean {
    const { kernel, node } = this;
    if (this.gone) return false;
    const { appendOneIn = 0 } = kernel.faults;
    const isStruck =
      appendOneIn > 0 && kernel.strikes(appendOneIn, "append", `${node.name} ${sink}`);
    if (isStruck || node.fullSinks.has(sink)) {
      kernel.fault(node, "append", sink);
      return false;
    }
    kernel.tracer.line(appendKind | node.head, sink, line);
    if (kernel.tracer.observed) {
      kernel.tracer.show({ kind: "append", at: kernel.now, node: node.name, sink, line });
    }
    return true;
  }

  load(name: string): void {
    if (!this.gone) this.services.disks.load(this.node, name);
  }

  store(name: string, bytes: Uint8Array): void {
    if (!this.gone) this.services.disks.store(this.node, name, bytes);
  }

  spawn(child: NodeName, config: Uint8Array): void {
    if (!this.gone) this.services.processes.spawn(this.node, child, config);
  }

  kill(child: NodeName): void {
    if (!this.gone) this.services.processes.kill(this.node, child);
  }

  exit(code: number): void {
    if (!this.gone) this.services.processes.exit(this.node, code);
  }

  /** A site is on in half of the runs of a node, and then acts once in `buggifyOneIn`. */
  buggify(site: string): boolean {
    const { kernel, node } = this;
    const oneIn = kernel.faults.buggifyOneIn ?? 0;
    if (oneIn === 0 || this.gone) return false;
    const name = `${node.name} ${site}`;
    if (kernel.choices.choose("buggify-site", name, 0, 2) === 0) return false;
    return kernel.strikes(oneIn, "buggify", name);
  }

  probe(event: ProbeEvent): void {
    const { kernel, node } = this;
    if (!kernel.tracer.observed || this.gone) return;
    kernel.tracer.show({ kind: "probe", at: kernel.now, node: node.name, event });
  }

  private get gone(): boolean {
    return this.node.process !== this.process || this.node.machine === undefined;
  }

  private tryListen(listener: ListenerId, at: Address, options: ListenOptions): ListenOutcome {
    const { kernel, node } = this;
    if (kernel.strikes(kernel.faults.listenDeniedOneIn, "listen-denied", node.name))
      return "denied";
    const added = this.transport.listeners.add(node, listener, at, options);
    if (added === undefined) return "address-in-use";
    node.listeners.set(listener, added);
    return "listening";
  }
}
