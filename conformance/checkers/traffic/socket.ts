// One connection of a worker, with a client or with a back end, as far as it has come.
import type { Observation } from "../../observe/observation.ts";
import type { TrafficOpened } from "../../observe/traffic.ts";

/** How a connection was ended, and by which observation that was told. */
export interface SocketEnd {
  readonly at: number;
  readonly index: number;
  readonly by: "proxy" | "peer";
  readonly how: "fin" | "reset";
}

export class Socket {
  readonly link: number;
  readonly worker: number;
  readonly side: "front" | "back";
  readonly address: string;
  readonly conn: number;
  readonly openedAt: number;
  /** The client whose requests it is for. */
  front: Socket | undefined;
  /** Those to back ends that are for this client. */
  readonly backs: Socket[] = [];
  /** Of a dial: when it came to its end, and whether well. */
  settledAt: number | undefined;
  isConnected = false;
  /** When the proxy last took something from the peer, or wrote something to it. */
  tookAt: number;
  wroteAt: number;
  /** The instants before those in which it did so. */
  private tookBeforeAt: number;
  private wroteBeforeAt: number;
  /** Since when something of the peer's has waited to be taken, and whether the network holds it. */
  untakenSince: number;
  isObstructed = false;
  /** When the peer last took something. */
  peerTookAt: number;
  peerWroteBytes = 0;
  proxyTookBytes = 0;
  proxyWroteBytes = 0;
  peerTookBytes = 0;
  /** HTTP/2: DATA that the peer has taken and not credited. */
  uncreditedBytes = 0;
  isHttp2 = false;
  /** The first FIN or RST of either side. */
  end: SocketEnd | undefined;
  /** The proxy said its end. */
  proxyEnd: SocketEnd | undefined;
  /** Until then it had last taken something at this time, and left nothing that the network did not hold. */
  heardAt = 0;
  hasHeardAll = false;
  peerEnd: SocketEnd | undefined;
  /** The same without waiting for anybody to take what was written. */
  proxyResetAt: number | undefined;

  constructor({ link, worker, side, address, conn, at }: TrafficOpened) {
    this.link = link;
    this.worker = worker;
    this.side = side;
    this.address = address;
    this.conn = conn;
    this.openedAt = at;
    this.tookAt = at;
    this.wroteAt = at;
    this.tookBeforeAt = at;
    this.wroteBeforeAt = at;
    this.untakenSince = Infinity;
    this.peerTookAt = at;
    // A client's connection stands when it is accepted.
    this.isConnected = side === "front";
  }

  /** The last byte of either side, as the proxy saw it. */
  get lastAt(): number {
    return Math.max(this.tookAt, this.wroteAt, this.settledAt ?? 0);
  }

  /** The last instant before this one in which the proxy took something. */
  private tookBefore(at: number): number {
    return this.tookAt < at ? this.tookAt : this.tookBeforeAt;
  }

  /** The last instant before this one in which the proxy wrote something. */
  wroteBefore(at: number): number {
    return this.wroteAt < at ? this.wroteAt : this.wroteBeforeAt;
  }

  /** Nothing of what the peer wrote waits to be taken. */
  get isTaken(): boolean {
    return this.proxyTookBytes >= this.peerWroteBytes;
  }

  /** A client that has taken all that was written to it, and gives credit for it. */
  get isReadingAll(): boolean {
    return this.peerTookBytes >= this.proxyWroteBytes && this.uncreditedBytes === 0;
  }

  /**
   * Something written to the peer waits for it to read: nothing more can be shown to it. What was written in
   * the very instant of a reset was lost by the reset, whoever reads.
   */
  get isUnread(): boolean {
    if (this.peerTookBytes >= this.proxyWroteBytes) return false;
    const { proxyResetAt: resetAt, peerTookAt, wroteAt } = this;
    if (resetAt === undefined || peerTookAt < this.wroteBefore(resetAt)) return true;
    return resetAt > Math.max(wroteAt, peerTookAt);
  }

  /** As `isUnread`, but for so many bytes that were written last. */
  isUnreadBut(bytes: number): boolean {
    return this.isUnread && this.peerTookBytes < this.proxyWroteBytes - bytes;
  }

  observe(seen: Observation, index: number): void {
    switch (seen.kind) {
      case "traffic-settled":
        this.settledAt = seen.at;
        this.isConnected = seen.outcome === "connected";
        return;
      case "traffic-passed":
        if (seen.by === "proxy") this.proxyPassed(seen.at, seen.act, seen.bytes);
        else this.peerPassed(seen.at, seen.act, seen.bytes);
        return;
      case "traffic-obstructed":
        this.isObstructed = seen.isObstructed;
        return;
      case "traffic-ended":
        this.ended({ at: seen.at, index, by: seen.by, how: seen.how });
        if (seen.by === "proxy" && seen.how === "reset") this.proxyResetAt ??= seen.at;
        return;
      default:
    }
  }

  private proxyPassed(at: number, act: "wrote" | "took", bytes: number): void {
    if (act === "wrote") {
      if (at > this.wroteAt) this.wroteBeforeAt = this.wroteAt;
      this.wroteAt = at;
      this.proxyWroteBytes += bytes;
    } else {
      if (at > this.tookAt) this.tookBeforeAt = this.tookAt;
      this.tookAt = at;
      this.proxyTookBytes += bytes;
      this.untakenSince = this.isTaken ? Infinity : at;
    }
  }

  private peerPassed(at: number, act: "wrote" | "took", bytes: number): void {
    if (act === "wrote") {
      this.peerWroteBytes += bytes;
      if (this.untakenSince === Infinity) this.untakenSince = at;
    } else {
      this.peerTookAt = at;
      this.peerTookBytes += bytes;
    }
  }

  private ended(end: SocketEnd): void {
    this.end ??= end;
    if (end.by === "peer") {
      this.peerEnd ??= end;
    } else if (this.proxyEnd === undefined) {
      this.proxyEnd = end;
      this.heardAt = this.tookBefore(end.at);
      this.hasHeardAll = this.isObstructed || this.isTaken;
    }
  }
}
