// One life of one machine among hostile peers: it is started, handed bent frames in pieces, woken when
// it asked to be, and told whatever else a host may tell. Virtual time goes on with every frame. It
// judges nothing but that the machine throws nothing, is not woken without end and takes what it is
// given again.
import type { ConnId, Machine, Micros, NodeName } from "../../../sim/index.ts";
import type { Draws } from "./draws.ts";
import type { PeerHost, Write } from "./peer-host.ts";

const channelListener = 0;
const clientListener = 1;
const stepMicrosMax = 1_500_000;
const wakesMax = 1_000;

export class Life {
  readonly host: PeerHost;
  readonly machine: Machine;
  #now: Micros = 0;
  #lastAccepted: ConnId = -1;
  readonly #ended = new Set<ConnId>();
  readonly #held = new Map<ConnId, Uint8Array>();
  /** Connections that the machine opened, and to which node; undefined for a socket. */
  readonly #opened = new Map<ConnId, NodeName | undefined>();

  constructor(host: PeerHost, machine: Machine) {
    this.host = host;
    this.machine = machine;
  }

  get isOver(): boolean {
    return this.host.hasExited;
  }

  /** What the machine opened and nobody has ended yet. */
  get opened(): readonly ConnId[] {
    return [...this.#opened.keys()];
  }

  start(name: NodeName, config: Uint8Array, draws: Draws): void {
    this.machine.onStart(0, { name, config, seed: 1 });
    this.machine.onListen(0, clientListener, "listening");
    this.#endTurn();
    this.#wake();
    this.#settle(draws);
  }

  acceptClient(): ConnId {
    const local = { kind: "unix", path: "/run/kakehi/command.sock" } as const;
    const credentials = { pid: 7, uid: 0, gid: 0 };
    return this.#accept({ listener: clientListener, local, remote: local, credentials });
  }

  acceptMaster(): ConnId {
    const local = { kind: "node", node: "worker-0" } as const;
    const remote = { kind: "node", node: "master" } as const;
    return this.#accept({ listener: channelListener, local, remote, credentials: undefined });
  }

  /** What is held back for a connection comes before the new bytes, which may come in two pieces. */
  give(conn: ConnId, bytes: Uint8Array, draws: Draws): void {
    this.#elapse(draws);
    const cut = draws.below(2) === 0 ? bytes.length : draws.below(bytes.length + 1);
    for (const piece of [bytes.slice(0, cut), bytes.slice(cut)]) {
      if (piece.length > 0 && !this.isOver) this.#offer(conn, piece);
    }
    this.#settle(draws);
  }

  giveDatagram(bytes: Uint8Array, draws: Draws): void {
    this.#elapse(draws);
    const from = { kind: "inet", host: "h", port: 2 } as const;
    this.machine.onDatagram(this.#now, clientListener, from, bytes);
    this.#endTurn();
  }

  /** The peer leaves, in one of two ways. */
  leave(conn: ConnId, draws: Draws): void {
    if (this.isOver) return;
    const node = this.#opened.get(conn);
    this.#held.delete(conn);
    this.#opened.delete(conn);
    if (draws.below(2) === 0) this.machine.onEnd(this.#now, conn);
    else this.machine.onReset(this.#now, conn);
    if (node !== undefined) this.machine.onChildExit(this.#now, node, { kind: "killed" });
    this.#endTurn();
    this.#settle(draws);
  }

  takeWrites(): readonly Write[] {
    return this.host.writes.splice(0);
  }

  /** The connections that the machine itself has ended since the last call. */
  takeEnded(): readonly ConnId[] {
    const fresh = [...this.host.ended].filter((conn) => !this.#ended.has(conn));
    for (const conn of fresh) this.#ended.add(conn);
    return fresh;
  }

  #accept(facts: Parameters<Machine["onAccept"]>[2]): ConnId {
    this.#lastAccepted += 2;
    this.machine.onAccept(this.#now, this.#lastAccepted, facts);
    this.#endTurn();
    return this.#lastAccepted;
  }

  #offer(conn: ConnId, piece: Uint8Array): void {
    const held = this.#held.get(conn);
    const bytes = held === undefined ? piece : Buffer.concat([held, piece]);
    const taken = this.machine.onData(this.#now, conn, bytes);
    if (taken < 0 || taken > bytes.length) throw new Error(`it took ${taken} of ${bytes.length} B`);
    const left = bytes.slice(taken);
    // Bytes belong to the machine during the call only: whoever keeps them reads nonsense.
    bytes.fill(0xff);
    if (left.length > 0 && !this.host.ended.has(conn)) this.#held.set(conn, left);
    else this.#held.delete(conn);
    this.#endTurn();
  }

  #elapse(draws: Draws): void {
    this.#now += draws.below(stepMicrosMax);
    this.#wake();
  }

  #wake(): void {
    for (let wakes = 0; this.#isDue(); wakes += 1) {
      if (wakes > wakesMax) throw new Error("it was woken at one instant without end");
      this.host.deadline = undefined;
      this.machine.onDeadline(this.#now);
      this.#endTurn();
    }
  }

  #isDue(): boolean {
    return !this.isOver && (this.host.deadline ?? Number.POSITIVE_INFINITY) <= this.#now;
  }

  /** Whatever the machine asked of its host is done, until it asks for nothing more. */
  #settle(draws: Draws): void {
    for (let rounds = 0; !this.isOver && this.#serve(draws); rounds += 1) {
      if (rounds > wakesMax) throw new Error("it asks its host for something without end");
    }
  }

  #serve(draws: Draws): boolean {
    const { host, machine } = this;
    const jobs: (() => void)[] = [];
    for (const { conn, to } of host.opened.splice(0)) {
      this.#opened.set(conn, to.kind === "node" ? to.node : undefined);
      jobs.push(() => {
        machine.onConnect(this.#now, conn, "connected");
      });
    }
    for (const name of host.killed.splice(0))
      jobs.push(() => {
        this.#bury(name);
      });
    for (const name of host.loads.splice(0)) {
      const bytes = draws.below(2) === 0 ? undefined : new Uint8Array(9).fill(draws.below(256));
      jobs.push(() => {
        machine.onLoaded(this.#now, name, bytes);
      });
    }
    for (const name of host.stores.splice(0)) {
      jobs.push(() => {
        machine.onStored(this.#now, name, draws.below(2) === 0);
      });
    }
    for (const conn of host.blocked)
      jobs.push(() => {
        machine.onWritable(this.#now, conn);
      });
    host.blocked.clear();
    for (const conn of host.resumed) {
      if (this.#held.has(conn))
        jobs.push(() => {
          this.#offer(conn, new Uint8Array());
        });
    }
    host.resumed.clear();
    for (const job of jobs) {
      if (this.isOver) return false;
      job();
      this.#endTurn();
    }
    return jobs.length > 0;
  }

  /** A worker that the master ended. */
  #bury(name: NodeName): void {
    for (const [conn, node] of this.#opened) {
      if (node !== name) continue;
      this.#opened.delete(conn);
      this.machine.onReset(this.#now, conn);
    }
    this.machine.onChildExit(this.#now, name, { kind: "killed" });
  }

  #endTurn(): void {
    this.host.now = this.#now;
    this.machine.onTurnEnd(this.#now);
  }
}
