// A host for a data plane in a test: it remembers what was asked for, and for each connection the bytes
// that were written. It delivers nothing.

import { RecordingHost } from "../../recording-host.ts";
import type { Address, ConnId } from "../../host.ts";

export class PlaneHost extends RecordingHost {
  readonly written: Map<ConnId, Uint8Array[]> = new Map<ConnId, Uint8Array[]>();
  readonly dialled: { readonly conn: ConnId; readonly to: Address }[] = [];
  /** Sinks that take nothing. */
  readonly deaf: Set<string> = new Set<string>([]);

  override write(conn: ConnId, bytes: Uint8Array): number {
    const room = this.room.get(conn) ?? Infinity;
    const accepted = this.ended.has(conn) ? 0 : Math.min(room, bytes.length);
    this.room.set(conn, room - accepted);
    const there = this.written.get(conn) ?? [];
    there.push(bytes.slice(0, accepted));
    this.written.set(conn, there);
    return accepted;
  }

  override connect(conn: ConnId, to: Address): void {
    this.dialled.push({ conn, to });
  }

  override append(sink: "audit" | "audit-json" | "access" | "log", line: string): boolean {
    return !this.deaf.has(sink) && super.append(sink, line);
  }

  override roundTrip(conn?: ConnId): number | undefined {
    return conn === undefined ? undefined : 1000 * conn;
  }
}
