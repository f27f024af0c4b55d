// DRAIN-GOAWAY: a client of HTTP/2 is told in the turn of the stop that nothing new is taken, and before
// its connection ends what was. A stream that was refused was not processed.
import { errorCodes } from "../../model/http-codes.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Checker, Model } from "../checker.ts";
import type { CheckerContext } from "../family.ts";
import type { Stop } from "../traffic/stops.ts";
import type { Traffic } from "../traffic/traffic.ts";

interface Told {
  readonly at: number;
  readonly index: number;
  readonly lastStream: number;
  /** It was written in the very instant in which its client took some of what it stands behind. */
  readonly hasWaited: boolean;
}

/** One client's connection. */
interface Client {
  readonly worker: number;
  readonly told: Told[];
  /** The streams that the worker was given, but those that it refused. */
  readonly streams: Set<number>;
  /** Those that were answered. */
  answeredMax: number;
  /** After the stop there was one at all. */
  isOver: boolean;
}

const rule = "DRAIN-GOAWAY";
const { refusedStream } = errorCodes;

export class GoawayChecker implements Checker {
  readonly kinds = ["http2-frame", "traffic-ended", "run-ended"] as const;
  readonly consults: readonly Model[];
  private readonly context: CheckerContext;
  private readonly traffic: Traffic;
  private readonly clients = new Map<number, Client>();

  constructor(context: CheckerContext) {
    this.context = context;
    this.traffic = context.traffic;
    this.consults = [context.traffic];
  }

  observe(seen: Observation, index: number): void {
    if (seen.kind === "http2-frame") this.framed(seen, index);
    if (seen.kind === "traffic-ended" && seen.side === "front") this.ended(seen.link, index);
    else if (seen.kind === "run-ended") {
      for (const link of this.clients.keys()) this.judgeStart(link, seen.at, index);
    }
  }

  private framed(frame: Http2Frame, index: number): void {
    const { leg, connection, worker, by, phase, type, stream, at, lastStream, code } = frame;
    if (leg !== "client") return;
    const client = this.clientOn(connection, worker);
    if (client === undefined) return;
    if (by === "peer") {
      if (type === frameTypes.headers && phase === "taken") client.streams.add(stream);
    } else if (phase === "written") {
      if (type === frameTypes.goaway) {
        const hasWaited = this.traffic.sockets.get(connection)?.peerTookAt === at;
        client.told.push({ at, index, lastStream, hasWaited });
      } else if (type === frameTypes.headers) {
        client.answeredMax = Math.max(client.answeredMax, stream);
      } else if (type === frameTypes.resetStream && code === refusedStream) {
        client.streams.delete(stream);
      }
    }
  }

  /** Undefined: it begins behind the end of its connection, and was never heard. */
  private clientOn(link: number, worker: number): Client | undefined {
    const known = this.clients.get(link);
    if (known !== undefined || this.traffic.sockets.get(link)?.proxyEnd !== undefined) return known;
    const client = { worker, told: [], streams: new Set<number>(), answeredMax: 0, isOver: false };
    this.clients.set(link, client);
    return client;
  }

  /** The proxy's end of the connection comes after its last word. */
  private ended(link: number, index: number): void {
    const client = this.clients.get(link);
    const socket = this.traffic.sockets.get(link);
    if (client === undefined || socket?.end?.index !== index) return;
    this.judgeStart(link, socket.end.at, index);
    client.isOver = true;
    const stop = this.stopOf(client);
    if (stop === undefined || socket.end.by === "peer") return;
    const deadline = stop.at + this.context.constants.traffic.drainMicros;
    if (socket.end.at < deadline) this.judgeLast(client, socket.end.at, index);
  }

  private judgeLast({ told, answeredMax, streams }: Client, at: number, index: number): void {
    const last = told.at(-1);
    const most = Math.max(0, ...streams);
    if (last !== undefined && last.lastStream >= answeredMax && last.lastStream <= most) return;
    this.blame(at, index, {
      expected: `a last GOAWAY with a stream from ${answeredMax} to ${most}`,
      actual: last === undefined ? "none" : `one with ${last.lastStream}`,
    });
  }

  private judgeStart(link: number, now: number, index: number): void {
    const client = this.clients.get(link);
    const stop = client && this.stopOf(client);
    if (client === undefined || stop === undefined || client.isOver) return;
    // It was gone, or about to go, before.
    const isEarlier = client.told.some((told) => told.at < stop.at);
    const socket = this.traffic.sockets.get(link);
    if (isEarlier || socket === undefined || (socket.end?.at ?? Infinity) < stop.at) return;
    // What a client does not take cannot be followed by anything.
    const isDeaf = socket.peerTookBytes < socket.proxyWroteBytes;
    const hasBeenTold = client.told.length > 0;
    if (isDeaf && !hasBeenTold) return;
    this.judgeFirst(client, stop, now, index);
  }

  private judgeFirst({ told, streams }: Client, stop: Stop, now: number, index: number): void {
    const latest = stop.at + this.context.constants.slackMicros;
    const first = told.find(({ at }) => at >= stop.at);
    const known = Math.max(0, ...streams);
    // Nothing is written where there is no room: whoever had to wait for its client is not late.
    const isInTime = first !== undefined && (first.at <= latest || first.hasWaited);
    if (isInTime && first.lastStream >= known) {
      const value = Math.max(latest, first.at) + 1;
      this.context.verdicts.evaluated(rule, first.index, () => ({ field: "at", value }));
      return;
    }
    this.blame(now, index, {
      expected: `a GOAWAY at the stop that names at least ${known}`,
      actual: first === undefined ? "none" : `${first.lastStream} at ${first.at}`,
    });
  }

  /** Of a soft stop, where nothing else ends everything. */
  private stopOf({ worker }: Client): Stop | undefined {
    return this.traffic.isReleased(worker) ? undefined : this.traffic.stops.softOf(worker);
  }

  private blame(
    at: number,
    index: number,
    what: { readonly expected: string; readonly actual: string },
  ): void {
    const message = "a client of HTTP/2 is told of the stop";
    this.context.verdicts.violated({ rule, index, at, message, ...what });
  }
}
