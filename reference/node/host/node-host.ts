// Runs one machine on real sockets and the real clock. It joins the parts of this folder and adds
// nothing but their order: start, turns, exit. It deliberately knows no machine by name.

import { resolve } from "node:path";
import type { Duplex } from "node:stream";
import type { Socket } from "node:net";
import type {
  AcceptFacts,
  Address,
  ConnId,
  Credentials,
  Host,
  ListenerId,
  ListenOptions,
  Machine,
  Micros,
  NodeName,
  Sink,
} from "../../host.ts";
import { flushMillisMax } from "../bounds.ts";
import { Children } from "../children/children.ts";
import type { Launch } from "../children/child.ts";
import type { Share } from "../share/share.ts";
import type { AppendLine } from "../sinks/line-file.ts";
import { type Clock, realClock } from "./clock.ts";
import { Connections, type Dial } from "./connections.ts";
import { DatagramSender } from "./datagrams.ts";
import { Deadline } from "./deadline.ts";
import { FileQueue, loadFile, storeFile } from "./files.ts";
import { Listeners, type ListenReport } from "./listeners.ts";
import type { Randomness } from "./random.ts";
import { Turns } from "./turns.ts";

export interface NodeHostOptions {
  readonly name: NodeName;
  readonly config: Uint8Array;
  readonly createMachine: (host: Host) => Machine;
  readonly randomness: Randomness;
  /** A sink that is absent takes no line. */
  readonly sinks: Readonly<Partial<Record<Sink, AppendLine>>>;
  /** Where the relative names of `load` and `store` begin. */
  readonly directory: string;
  readonly launch: Launch;
  readonly credentials: (socket: Socket) => Credentials | undefined;
  /** Inet listeners that other machines can reach. */
  readonly allowRemote: boolean;
  readonly report: (report: ListenReport) => void;
  /** Where addresses are listened on together; absent where nobody else listens. */
  readonly share?: Share | undefined;
  /** How sockets are dialled, where it is not by a plain connect. */
  readonly dial?: Dial;
  /** Several hosts that are to agree on the time share one; otherwise it begins with the host. */
  readonly clock?: Clock;
  /** The machine asked to exit. Whoever runs the host then closes it. */
  readonly exited: (code: number) => void;
}

export class NodeHost implements Host {
  readonly probing = false;
  readonly #options: NodeHostOptions;
  readonly #clock: Clock;
  readonly #machine: Machine;
  readonly #turns: Turns;
  readonly #deadline: Deadline;
  readonly #connections: Connections;
  readonly #listeners: Listeners;
  readonly #datagrams = new DatagramSender();
  readonly #files = new FileQueue();
  readonly #children: Children;
  #hasExited = false;

  constructor(options: NodeHostOptions) {
    this.#options = options;
    this.#clock = options.clock ?? realClock();
    const machine = options.createMachine(this);
    const now = (): Micros => this.#clock.now();
    const turns = new Turns({
      now,
      finish: (at) => {
        machine.onTurnEnd(at);
        this.#connections.flush();
      },
    });
    this.#machine = machine;
    this.#turns = turns;
    this.#deadline = new Deadline(now, () => {
      turns.take((at) => {
        machine.onDeadline(at);
      });
    });
    this.#connections = new Connections({
      turns,
      machine,
      channel: (child) => this.#children.channel(child),
      dial: options.dial,
    });
    this.#children = new Children({
      turns,
      machine,
      launch: options.launch,
      lose: (at, channel) => {
        this.#connections.lose(at, channel);
      },
    });
    this.#listeners = new Listeners({
      turns,
      machine,
      accept: (stream, facts, tls) => {
        if (tls === undefined) this.#connections.accept(stream, facts);
        else this.#connections.acceptSecure(stream, facts, tls);
      },
      credentials: options.credentials,
      allowRemote: options.allowRemote,
      report: options.report,
      share: options.share,
    });
  }

  /** Boots the machine. Called once. */
  start(): void {
    const { name, config, randomness } = this.#options;
    this.#turns.take((now) => {
      this.#machine.onStart(now, { name, config, seed: randomness.seed });
    });
  }

  /** Gives the machine a connection that no listener of its own accepted. */
  accept(stream: Duplex, facts: AcceptFacts): void {
    this.#connections.accept(stream, facts);
  }

  /** Ends everything: sends what was accepted, closes what is open, outlives the children. */
  async close(): Promise<void> {
    this.#hasExited = true;
    this.#turns.stop();
    this.#deadline.set(undefined);
    this.#listeners.close();
    await this.#connections.close(flushMillisMax);
    await this.#children.close();
    this.#datagrams.close();
  }

  listen(listener: ListenerId, at: Address, options: ListenOptions): void {
    this.#listeners.listen(listener, at, options);
  }

  unlisten(listener: ListenerId): void {
    this.#listeners.unlisten(listener);
  }

  connect(conn: ConnId, to: Address): void {
    this.#connections.connect(conn, to);
  }

  write(conn: ConnId, bytes: Uint8Array): number {
    return this.#connections.get(conn)?.write(bytes) ?? 0;
  }

  resume(conn: ConnId): void {
    this.#connections.get(conn)?.resume();
  }

  end(conn: ConnId): void {
    this.#connections.end(conn);
  }

  reset(conn: ConnId): void {
    this.#connections.reset(conn);
  }

  sendDatagram(to: Address, bytes: Uint8Array): void {
    this.#datagrams.send(to, bytes);
  }

  setDeadline(at: Micros | undefined): void {
    if (!this.#hasExited) this.#deadline.set(at);
  }

  clock(): Micros {
    return this.#clock.now();
  }

  /** LOG-TIMES: of the instant that the machine is told, however long its turn has lasted. */
  wall(): number {
    const now = this.#clock.now();
    return this.#clock.wall() - (now - (this.#turns.began ?? now));
  }

  random(key: number): number {
    return this.#options.randomness.draw(key);
  }

  /** Node does not tell the round-trip time of a socket. */
  roundTrip(): Micros | undefined {
    return undefined;
  }

  append(sink: Sink, line: string): boolean {
    return this.#options.sinks[sink]?.(line) ?? false;
  }

  load(name: string): void {
    const path = resolve(this.#options.directory, name);
    this.#files.run(
      () => loadFile(path),
      (bytes) => {
        this.#turns.later((now) => {
          this.#machine.onLoaded(now, name, bytes);
        });
      },
    );
  }

  store(name: string, bytes: Uint8Array): void {
    const path = resolve(this.#options.directory, name);
    const copy = new Uint8Array(bytes);
    this.#files.run(
      () => storeFile(path, copy),
      (isStored) => {
        this.#turns.later((now) => {
          this.#machine.onStored(now, name, isStored === true);
        });
      },
    );
  }

  spawn(child: NodeName, config: Uint8Array): void {
    this.#children.spawn(child, config);
  }

  kill(child: NodeName): void {
    this.#children.kill(child);
  }

  exit(code: number): void {
    if (this.#hasExited) return;
    this.#hasExited = true;
    this.#deadline.set(undefined);
    this.#turns.stop();
    // After the call that asked for it has returned: no host call re-enters anybody.
    setImmediate(() => {
      this.#options.exited(code);
    });
  }

  buggify(): boolean {
    return false;
  }

  probe(): void {
    // Probes are for a simulated run; `probing` says so.
  }
}
