// One socket as a leg sees it: pieces leave in one write, and after a short one nothing is tried until
// the host says that there is room. What the bytes mean is the leg's business.

import type { ConnId, Host } from "../host.ts";
import { gatherBytes } from "./bounds.ts";

/** Where the pieces of one write are put together; one for all sockets of a worker. */
export class Gathering {
  readonly bytes: Uint8Array = new Uint8Array(gatherBytes);
}

export class Socket {
  readonly conn: ConnId;
  readonly #host: Host;
  readonly #gathering: Gathering;
  /** The last write was cut short. */
  isBlocked = false;
  /** We have said our end, or the socket is gone. */
  isEnded = false;

  constructor(host: Host, conn: ConnId, gathering: Gathering) {
    this.#host = host;
    this.conn = conn;
    this.#gathering = gathering;
  }

  /** Returns how many bytes of all of it were accepted. */
  write(before: Uint8Array, body: Uint8Array, after: Uint8Array): number {
    if (this.isBlocked || this.isEnded) return 0;
    const bytes = before.length + body.length + after.length;
    if (bytes === 0) return 0;
    const accepted = this.#host.write(this.conn, this.#joined(before, body, after));
    if (accepted < bytes) this.isBlocked = true;
    return accepted;
  }

  resume(): void {
    this.#host.resume(this.conn);
  }

  /** FIN behind what was accepted. */
  end(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.#host.end(this.conn);
  }

  /** Also after the end. */
  reset(): void {
    this.isEnded = true;
    this.#host.reset(this.conn);
  }

  #joined(before: Uint8Array, body: Uint8Array, after: Uint8Array): Uint8Array {
    if (before.length + after.length === 0) return body;
    const bytes = before.length + body.length + after.length;
    if (body.length + after.length === 0) return before;
    const { bytes: shared } = this.#gathering;
    const joined = bytes <= shared.length ? shared : new Uint8Array(bytes);
    joined.set(before);
    joined.set(body, before.length);
    joined.set(after, before.length + body.length);
    return joined.subarray(0, bytes);
  }
}
