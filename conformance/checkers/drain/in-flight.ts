// The exchanges of clients with the workers, from the instant in which a worker has the whole head, by the
// connection that they are on.
import { setAt } from "../../grouped.ts";
import type { ExchangeBegun, ExchangeEnded } from "../../observe/data-plane.ts";
import { frameFlags, frameTypes } from "../../observe/http2-cutter.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Model } from "../checker.ts";
import type { Traffic } from "../traffic/traffic.ts";

export interface Flight {
  readonly label: string;
  readonly link: number;
  readonly stream: number;
  /** Position of the observation by which the worker had its head. */
  takenIndex: number | undefined;
  takenAt: number | undefined;
  /** The same by which nobody was before it any more; in HTTP/2 nobody ever is. */
  firstIndex: number | undefined;
}

export class InFlight implements Model {
  readonly kinds = ["traffic-request", "http2-frame", "exchange-begun", "exchange-ended"] as const;
  /** The exchange that the last end of one was that of. */
  ended: Flight | undefined;
  private readonly traffic: Traffic;
  /** By connection, those that have not ended, in the order of their requests. */
  private readonly open = new Map<number, Set<Flight>>();

  constructor(traffic: Traffic) {
    this.traffic = traffic;
  }

  observe(seen: Observation, index: number): void {
    switch (seen.kind) {
      case "exchange-begun":
        if (seen.role === "client") this.begin(seen, index);
        return;
      case "exchange-ended":
        this.ended = seen.role === "client" ? this.end(seen, index) : undefined;
        return;
      case "traffic-request":
        if (seen.side !== "front" || seen.phase !== "head") return;
        this.taken(seen.link, seen.at, index, ({ label }) => label === seen.label);
        return;
      case "http2-frame": {
        const isBlock = seen.type === frameTypes.headers || seen.type === frameTypes.continuation;
        const isWhole = isBlock && (seen.flags & frameFlags.endHeaders) !== 0;
        if (!isWhole || seen.phase !== "taken" || seen.by !== "peer" || seen.leg !== "client")
          return;
        this.taken(seen.connection, seen.at, index, ({ stream }) => stream === seen.stream);
        return;
      }
      default:
    }
  }

  /** On this connection, those whose head the worker has. */
  *on(link: number): Generator<Flight> {
    for (const flight of this.open.get(link) ?? []) {
      if (flight.takenIndex !== undefined) yield flight;
    }
  }

  isFree(link: number): boolean {
    return this.on(link).next().done === true;
  }

  private begin({ actor, conn, label, stream }: ExchangeBegun, index: number): void {
    const link = this.traffic.linkOf(actor, conn);
    if (link === undefined) return;
    const flights = setAt(this.open, link);
    const isFirst = stream !== 0 || flights.size === 0;
    const firstIndex = isFirst ? index : undefined;
    const untaken = { takenIndex: undefined, takenAt: undefined };
    flights.add({ label, link, stream, ...untaken, firstIndex });
  }

  private taken(
    link: number,
    at: number,
    index: number,
    isMeant: (flight: Flight) => boolean,
  ): void {
    for (const flight of this.open.get(link) ?? []) {
      if (flight.takenIndex !== undefined || !isMeant(flight)) continue;
      flight.takenIndex = index;
      flight.takenAt = at;
      return;
    }
  }

  private end({ actor, conn, label, stream }: ExchangeEnded, index: number): Flight | undefined {
    const link = this.traffic.linkOf(actor, conn);
    const flights = link === undefined ? undefined : this.open.get(link);
    for (const flight of flights ?? []) {
      if (flight.label !== label || flight.stream !== stream) continue;
      flights?.delete(flight);
      for (const next of flights ?? []) {
        next.firstIndex ??= index;
        break;
      }
      return flight;
    }
    return undefined;
  }
}
