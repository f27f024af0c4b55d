// How far a worker came in reading the requests of a client's connection: what it had not read when its time
// to read was over, it cannot have refused. It judges nothing.
import { listAt } from "../../grouped.ts";
import type { TrafficRequest } from "../../observe/traffic.ts";
import type { Socket } from "../traffic/socket.ts";
import type { Traffic as Sockets } from "../traffic/traffic.ts";

export class Heads {
  private readonly sockets: Sockets;
  /** When the head of each request was whole, by connection. */
  private readonly wholeAt = new Map<number, number[]>();

  constructor(sockets: Sockets) {
    this.sockets = sockets;
  }

  observe({ side, phase, link, at }: TrafficRequest): void {
    if (side !== "front" || phase !== "head") return;
    listAt(this.wholeAt, link).push(at);
  }

  /**
   * The place of the first request that its worker had not read when it died, or when it ended the connection
   * because it was told to stop (DRAIN-NO-NEW). What is read in the very turn of the order is before or after
   * it by no clock.
   */
  unreadFrom({ link, worker, proxyEnd }: Socket): number {
    const heads = this.wholeAt.get(link) ?? [];
    const endAt = proxyEnd?.at ?? Infinity;
    const stopAt = this.sockets.stops.since(worker) ?? Infinity;
    if (proxyEnd !== undefined && endAt >= stopAt) {
      return heads.filter((at) => at < endAt || (at === endAt && at > stopAt)).length;
    }
    const diedAt = this.sockets.workerEnds.get(worker) ?? Infinity;
    return diedAt <= endAt && diedAt < Infinity ? heads.length : Infinity;
  }

  /**
   * The place of the first request that came when nothing had passed for so long that its connection was ended:
   * in that instant, behind it, or held back by the network until then. What lay before the worker, and was not
   * taken, came in time.
   */
  idleFrom(socket: Socket): number {
    const { link, proxyEnd, tookAt, heardAt, hasHeardAll } = socket;
    if (proxyEnd === undefined || (tookAt < proxyEnd.at && !hasHeardAll)) return Infinity;
    const lastAt = Math.max(heardAt, socket.wroteBefore(proxyEnd.at));
    if (proxyEnd.at - lastAt < this.sockets.timeouts(socket).frontMicros) return Infinity;
    return (this.wholeAt.get(link) ?? []).filter((at) => at < proxyEnd.at).length;
  }

  /**
   * The place of the first request whose head was not whole before the last word of its worker, where that came
   * when the time for a head was over. A worker that was kept from its work finds both in one turn.
   */
  lateFrom(socket: Socket): number {
    const { link, openedAt, wroteAt } = socket;
    if (wroteAt - openedAt < this.sockets.timeouts(socket).requestMicros) return Infinity;
    return (this.wholeAt.get(link) ?? []).filter((at) => at < wroteAt).length;
  }
}
