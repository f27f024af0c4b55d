// GAUGE-H2: what the live connections of HTTP/2 of one worker come to.
import type { Http2Shown } from "../../observe/data-plane.ts";

interface Share {
  streams: number;
  windowBytes: number;
  windowUpdates: number;
}

export class Http2Sums {
  private readonly shares = new Map<number, Share>();
  readonly total: Share = { streams: 0, windowBytes: 0, windowUpdates: 0 };

  show({ conn, streams, windowBytes, windowUpdates }: Http2Shown): void {
    const share = this.shares.get(conn) ?? { streams: 0, windowBytes: 0, windowUpdates: 0 };
    const { total } = this;
    total.streams += streams - share.streams;
    total.windowBytes += windowBytes - share.windowBytes;
    total.windowUpdates += windowUpdates - share.windowUpdates;
    if (streams + windowBytes + windowUpdates === 0) this.shares.delete(conn);
    else this.shares.set(conn, { streams, windowBytes, windowUpdates });
  }

  /** How many connections have a share. */
  get connections(): number {
    return this.shares.size;
  }

  /** By the name of the gauge. */
  due(): readonly (readonly [name: string, due: number])[] {
    const { streams, windowBytes, windowUpdates } = this.total;
    return [
      ["h2.connection.active_streams", streams],
      ["h2.connection.window_bytes", windowBytes],
      ["h2.connection.pending_window_updates", windowUpdates],
    ];
  }
}
