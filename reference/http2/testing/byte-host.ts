// A host for legs: it keeps what they wrote as bytes, and may take less than it is given. It delivers
// nothing by itself.

import { expect } from "vitest";
import type { ConnId } from "../../host.ts";
import { RecordingHost } from "../../recording-host.ts";

export class ByteHost extends RecordingHost {
  readonly #sent = new Map<ConnId, Uint8Array[]>();

  override write(conn: ConnId, bytes: Uint8Array): number {
    expect(this.ended.has(conn), "wrote after its end").toBe(false);
    const room = this.room.get(conn) ?? Infinity;
    const accepted = Math.min(room, bytes.length);
    this.room.set(conn, room - accepted);
    const sent = this.#sent.get(conn) ?? [];
    sent.push(bytes.slice(0, accepted));
    this.#sent.set(conn, sent);
    return accepted;
  }

  /** What was written since the last call. */
  take(conn: ConnId): Uint8Array {
    const sent = this.#sent.get(conn) ?? [];
    this.#sent.delete(conn);
    return Uint8Array.from(Buffer.concat(sent));
  }
}
