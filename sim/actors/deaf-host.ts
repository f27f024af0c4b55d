// A host for tests of single machines: takes every byte, answers nothing, and keeps what was
// written and for when the machine was set to wake. Nothing but tests uses it.

import type { ConnId, Host, Micros } from "../machine.ts";

export class DeafHost implements Host {
  readonly probing = false;
  readonly written: Uint8Array[] = [];
  readonly ended: ConnId[] = [];
  readonly resets: ConnId[] = [];
  readonly resumed: ConnId[] = [];
  /** How many bytes the next writes take in all. */
  roomBytes: number = Number.POSITIVE_INFINITY;
  deadlineMicros: Micros | undefined;
  exitCode: number | undefined;

  write(_conn: ConnId, bytes: Uint8Array): number {
    const taken = Math.min(this.roomBytes, bytes.length);
    this.roomBytes -= taken;
    if (taken > 0) this.written.push(bytes.slice(0, taken));
    return taken;
  }

  end(conn: ConnId): void {
    this.ended.push(conn);
  }

  reset(conn: ConnId): void {
    this.resets.push(conn);
  }

  resume(conn: ConnId): void {
    this.resumed.push(conn);
  }

  setDeadline(at: Micros | undefined): void {
    this.deadlineMicros = at;
  }

  exit(code: number): void {
    this.exitCode = code;
  }

  random(key: number): number {
    return (key * 2_654_435_761) >>> 0;
  }

  listen(): void {
    // Always granted, and nobody comes.
  }

  unlisten(): void {
    // Nobody came.
  }

  connect(): void {
    // The test says how it went.
  }

  sendDatagram(): void {
    // Lost.
  }

  load(): void {
    // Never arrives.
  }

  store(): void {
    // Never confirmed.
  }

  spawn(): void {
    // The child says nothing.
  }

  kill(): void {
    // There is no child.
  }

  probe(): void {
    // Nobody probes.
  }

  append(): boolean {
    return true;
  }

  buggify(): boolean {
    return false;
  }

  clock(): Micros {
    return 0;
  }

  wall(): number {
    return 0;
  }

  roundTrip(): Micros | undefined {
    return undefined;
  }
}
