// A host for tests that drive one machine by hand: it does nothing but remember what the machine
// asked for. It keeps no clock, delivers nothing and calls no machine.

import { FrameDecoder } from "../wire/index.ts";
import type { Address, ConnId, Host, Micros, NodeName, ProbeEvent, Sink } from "./host.ts";

export class RecordingHost implements Host {
  readonly probing = true;
  readonly probes: ProbeEvent[] = [];
  readonly lines: { readonly sink: Sink; readonly line: string }[] = [];
  readonly spawned: { readonly child: NodeName; readonly config: Uint8Array }[] = [];
  readonly connected: { readonly conn: ConnId; readonly to: Address }[] = [];
  readonly datagrams: Uint8Array[] = [];
  readonly killed: NodeName[] = [];
  readonly resumed: ConnId[] = [];
  readonly loads: string[] = [];
  readonly stores: { readonly name: string; readonly bytes: Uint8Array }[] = [];
  readonly ended: Set<ConnId> = new Set<ConnId>();
  readonly wasReset: Set<ConnId> = new Set<ConnId>();
  /** Connections with a limit accept no more than it says. */
  readonly room: Map<ConnId, number> = new Map<ConnId, number>();
  deadline: Micros | undefined;
  exitCode: number | undefined;
  readonly #written = new Map<ConnId, FrameDecoder>();
  #drawn = 0;

  /** The payloads of the frames that left on a connection since the last call. */
  payloads(conn: ConnId): Uint8Array[] {
    const payloads: Uint8Array[] = [];
    const decoder = this.#written.get(conn);
    for (let frame = decoder?.next(); frame?.kind === "frame"; frame = decoder?.next()) {
      payloads.push(frame.payload);
    }
    return payloads;
  }

  write(conn: ConnId, bytes: Uint8Array): number {
    const room = this.room.get(conn);
    const accepted = room === undefined ? bytes.length : Math.min(room, bytes.length);
    if (room !== undefined) this.room.set(conn, room - accepted);
    let decoder = this.#written.get(conn);
    if (decoder === undefined) {
      decoder = new FrameDecoder(100_000_000);
      this.#written.set(conn, decoder);
    }
    decoder.push(bytes.slice(0, accepted));
    return accepted;
  }

  linesOf(sink: Sink): readonly string[] {
    return this.lines.filter((line) => line.sink === sink).map(({ line }) => line);
  }

  listen(): void {
    // Tests say themselves how it went.
  }

  unlisten(): void {
    // Nothing was opened.
  }

  connect(conn: ConnId, to: Address): void {
    this.connected.push({ conn, to });
  }

  resume(conn: ConnId): void {
    this.resumed.push(conn);
  }

  end(conn: ConnId): void {
    this.ended.add(conn);
  }

  reset(conn: ConnId): void {
    this.wasReset.add(conn);
  }

  sendDatagram(_to: Address, bytes: Uint8Array): void {
    this.datagrams.push(bytes);
  }

  setDeadline(at: Micros | undefined): void {
    this.deadline = at;
  }

  clock(): Micros {
    return 0;
  }

  wall(): number {
    return 1_700_000_000_000_000;
  }

  random(): number {
    this.#drawn += 1;
    return this.#drawn;
  }

  roundTrip(): Micros | undefined {
    return undefined;
  }

  append(sink: Sink, line: string): boolean {
    this.lines.push({ sink, line });
    return true;
  }

  load(name: string): void {
    this.loads.push(name);
  }

  store(name: string, bytes: Uint8Array): void {
    this.stores.push({ name, bytes });
  }

  spawn(child: NodeName, config: Uint8Array): void {
    this.spawned.push({ child, config });
  }

  kill(child: NodeName): void {
    this.killed.push(child);
  }

  exit(code: number): void {
    this.exitCode ??= code;
  }

  buggify(): boolean {
    return false;
  }

  probe(event: ProbeEvent): void {
    this.probes.push(event);
  }
}
