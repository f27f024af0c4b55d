// The other end of one socket of a data plane under test: what it sends is offered until it is taken,
// and its end comes behind that.

import type { ConnId } from "../../host.ts";
import type { PlaneHost } from "./plane-host.ts";

export class Peer {
  readonly conn: ConnId;
  readonly #host: PlaneHost;
  /** What the proxy has not taken yet. */
  waiting: Uint8Array = new Uint8Array(0);
  hasEnded = false;
  isEndTold = false;
  #seen = 0;

  constructor(conn: ConnId, host: PlaneHost) {
    this.conn = conn;
    this.#host = host;
  }

  put(bytes: Uint8Array | string): void {
    const more = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
    this.waiting = Uint8Array.from(Buffer.concat([this.waiting, more]));
  }

  /** Everything that came, as text of one unit a byte. */
  get text(): string {
    return Buffer.concat(this.#host.written.get(this.conn) ?? []).toString("latin1");
  }

  /** What came since the last look. */
  get news(): string {
    const news = this.text.slice(this.#seen);
    this.#seen = this.text.length;
    return news;
  }

  get receivedBytes(): number {
    return (this.#host.written.get(this.conn) ?? []).reduce((sum, { length }) => sum + length, 0);
  }

  /** The proxy has said its end. */
  get isEnded(): boolean {
    return this.#host.ended.has(this.conn);
  }

  get wasReset(): boolean {
    return this.#host.wasReset.has(this.conn);
  }
}
