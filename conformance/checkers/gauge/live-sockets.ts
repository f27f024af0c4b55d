// The connections of one worker: those to clients, and those to back ends with the series in which each
// is counted. A socket that the worker has ended and the other side has not may be counted or not: a
// process that has closed it cannot tell the difference.
import type { SocketMoved } from "../../observe/worker-sockets.ts";
import type { Series } from "./ledger.ts";

interface Socket {
  readonly side: "front" | "back";
  isEnded: boolean;
  series: Series | undefined;
}

/** At least and at most. */
export interface Live {
  least: number;
  most: number;
}

export class LiveSockets {
  private readonly sockets = new Map<number, Socket>();
  readonly fronts: Live = { least: 0, most: 0 };
  readonly backs: Live = { least: 0, most: 0 };
  /** Of sockets to back ends. */
  readonly filed: Map<Series, Live> = new Map<Series, Live>();
  /** Dialled, and not filed yet; and the other way round. */
  private readonly unfiled: Socket[] = [];
  private readonly unclaimed: Series[] = [];
  /** Series that something was filed in, or taken from, since they were looked at. */
  readonly touched: Set<Series> = new Set<Series>();
  /** The level moved while something was filed. */
  isAcross = false;
  private level: number | undefined;

  /** Of both sides. */
  get most(): number {
    return this.fronts.most + this.backs.most;
  }

  move({ link, side, phase }: SocketMoved): void {
    if (phase === "begun") this.began(link, side);
    else if (phase === "ended") this.ended(link);
    else this.over(link);
  }

  /** The increment of the next socket that was dialled. */
  file(series: Series): void {
    this.touched.add(series);
    const socket = this.unfiled.shift();
    if (socket === undefined) this.unclaimed.push(series);
    else this.enter(socket, series);
  }

  levelShown(level: number): void {
    this.isAcross ||= this.level !== undefined && this.level !== level && this.backs.most > 0;
    this.level = level;
  }

  /** What was not joined in its instant is not joined. */
  settle(): void {
    this.unfiled.length = 0;
    this.unclaimed.length = 0;
    this.touched.clear();
    if (this.backs.most === 0) this.isAcross = false;
  }

  private began(link: number, side: "front" | "back"): void {
    const socket: Socket = { side, isEnded: false, series: undefined };
    this.sockets.set(link, socket);
    shift(this.totalOf(side), 1, 1);
    if (side === "front") return;
    const series = this.unclaimed.shift();
    if (series === undefined) this.unfiled.push(socket);
    else this.enter(socket, series);
  }

  private ended(link: number): void {
    const socket = this.sockets.get(link);
    if (socket === undefined || socket.isEnded) return;
    socket.isEnded = true;
    this.shift(socket, -1, 0);
  }

  private over(link: number): void {
    const socket = this.sockets.get(link);
    if (socket === undefined) return;
    this.sockets.delete(link);
    this.shift(socket, socket.isEnded ? 0 : -1, -1);
  }

  private enter(socket: Socket, series: Series): void {
    socket.series = series;
    const live = this.filed.get(series) ?? { least: 0, most: 0 };
    this.filed.set(series, live);
    // It may have failed in the instant in which it was dialled.
    shift(live, 1, 1);
  }

  private shift({ side, series }: Socket, least: number, most: number): void {
    shift(this.totalOf(side), least, most);
    const live = series === undefined ? undefined : this.filed.get(series);
    if (live === undefined || series === undefined) return;
    this.touched.add(series);
    shift(live, least, most);
  }

  private totalOf(side: "front" | "back"): Live {
    return side === "front" ? this.fronts : this.backs;
  }
}

function shift(live: Live, least: number, most: number): void {
  live.least += least;
  live.most += most;
}
