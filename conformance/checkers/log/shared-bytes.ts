// What the frames of a client's HTTP/2 connection take that belong to no message: a worker may count them
// among the bytes of the exchanges that share it.
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";

export interface Shared {
  readonly bytesIn: number;
  readonly bytesOut: number;
}

const frameHeadBytes = 9;
const nothing: Shared = { bytesIn: 0, bytesOut: 0 };
const ofMessages: ReadonlySet<number> = new Set([
  frameTypes.data,
  frameTypes.headers,
  frameTypes.continuation,
]);

export class SharedBytes {
  /** By connection. */
  private readonly counts = new Map<number, { bytesIn: number; bytesOut: number }>();

  see({ leg, by, phase, type, connection, lengthBytes }: Http2Frame): void {
    if (leg !== "client" || ofMessages.has(type)) return;
    if (phase !== (by === "proxy" ? "written" : "taken")) return;
    let count = this.counts.get(connection);
    if (count === undefined) this.counts.set(connection, (count = { bytesIn: 0, bytesOut: 0 }));
    if (by === "peer") count.bytesIn += frameHeadBytes + lengthBytes;
    else count.bytesOut += frameHeadBytes + lengthBytes;
  }

  of(connection: number | undefined): Shared {
    return this.counts.get(connection ?? -1) ?? nothing;
  }
}
