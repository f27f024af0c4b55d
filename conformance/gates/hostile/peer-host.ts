// The surroundings of one machine whose peers are all hostile. It remembers what the machine asked for
// until the life that drives it (life.ts) takes it; it calls no machine, keeps no line and no byte.
import type { Address, ConnId, Host, Micros, NodeName } from "../../../sim/index.ts";
import type { Draws } from "./draws.ts";

export interface Write {
  readonly conn: ConnId;
  readonly bytes: Uint8Array;
}

export class PeerHost implements Host {
  readonly probing = true;
  readonly writes: Write[] = [];
  readonly opened: { readonly conn: ConnId; readonly to: Address }[] = [];
  readonly resumed: Set<ConnId> = new Set<ConnId>();
  readonly ended: Set<ConnId> = new Set<ConnId>();
  /** Connections on which the last write was cut short. */
  readonly blocked: Set<ConnId> = new Set<ConnId>();
  readonly killed: NodeName[] = [];
  readonly loads: string[] = [];
  readonly stores: string[] = [];
  deadline: Micros | undefined;
  hasExited = false;
  now: Micros = 0;
  draws: Draws;
  readonly #isRoomy: boolean;

  /** In a roomy one every write is taken whole. */
  constructor(draws: Draws, isRoomy: boolean) {
    this.draws = draws;
    this.#isRoomy = isRoomy;
  }

  /** One in sixteen finds half the room that it wants, unless there is room for everything. */
  write(conn: ConnId, bytes: Uint8Array): number {
    if (this.ended.has(conn) || this.blocked.has(conn)) return 0;
    const isShort = !this.#isRoomy && this.draws.below(16) === 0;
    const taken = isShort ? bytes.length >>> 1 : bytes.length;
    if (isShort) this.blocked.add(conn);
    this.writes.push({ conn, bytes: bytes.slice(0, taken) });
    return taken;
  }

  connect(conn: ConnId, to: Address): void {
    this.opened.push({ conn, to });
  }

  resume(conn: ConnId): void {
    this.resumed.add(conn);
  }

  end(conn: ConnId): void {
    this.ended.add(conn);
  }

  reset(conn: ConnId): void {
    this.ended.add(conn);
  }

  setDeadline(at: Micros | undefined): void {
    this.deadline = at;
  }

  kill(child: NodeName): void {
    this.killed.push(child);
  }

  load(name: string): void {
    this.loads.push(name);
  }

  store(name: string): void {
    this.stores.push(name);
  }

  exit(): void {
    this.hasExited = true;
  }

  clock(): Micros {
    return this.now;
  }

  wall(): number {
    return 1_700_000_000_000_000 + this.now;
  }

  random(): number {
    return this.draws.below(2 ** 32);
  }

  /** Now and then a disk is full. */
  append(): boolean {
    return this.draws.below(64) !== 0;
  }

  roundTrip(): Micros | undefined {
    return undefined;
  }

  buggify(): boolean {
    return false;
  }

  listen(): void {
    // Always granted.
  }

  unlisten(): void {
    // Nobody waits.
  }

  spawn(): void {
    // The child is one of the hostile peers.
  }

  sendDatagram(): void {
    // Nobody reads it.
  }

  probe(): void {
    // Nobody looks.
  }
}
