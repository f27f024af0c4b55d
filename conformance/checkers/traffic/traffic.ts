// What the checkers of retries, timers and drains have to know together: the connections of the workers,
// which back end's belongs to which client's, where exchanges took place, what was configured and who was
// told to stop. It judges nothing.
import type { TrafficConstants } from "../../model/traffic-constants.ts";
import { frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame } from "../../observe/http2.ts";
import type { Observation } from "../../observe/observation.ts";
import type { Model } from "../checker.ts";
import { Configured, type Timeouts } from "./configured.ts";
import { Socket } from "./socket.ts";
import { Stops } from "./stops.ts";

const kinds: readonly Observation["kind"][] = [
  "traffic-opened",
  "traffic-settled",
  "traffic-passed",
  "traffic-ended",
  "traffic-obstructed",
  "peer-joined",
  "slot",
  "http2-frame",
  "order-done",
  "order-sent",
  "answer",
  "worker-hampered",
  "worker-ended",
];

export class Traffic implements Model {
  readonly kinds: readonly Observation["kind"][] = kinds;
  readonly configured: Configured;
  readonly stops: Stops = new Stops();
  readonly sockets: Map<number, Socket> = new Map<number, Socket>();
  /** Workers that a scenario kept from their work: when they do what is not judged. */
  readonly hampered: Set<number> = new Set<number>();
  readonly workerEnds: Map<number, number> = new Map<number, number>();
  /** By an actor and its own number. */
  private readonly links = new Map<string, number>();
  /** By a worker and its own number. */
  private readonly byConn = new Map<string, Socket>();

  constructor({ timeoutSeconds }: TrafficConstants) {
    this.configured = new Configured(timeoutSeconds);
  }

  observe(seen: Observation, index: number): void {
    switch (seen.kind) {
      case "traffic-opened": {
        const socket = new Socket(seen);
        this.sockets.set(seen.link, socket);
        this.byConn.set(keyOf(seen.worker, seen.conn), socket);
        return;
      }
      case "traffic-settled":
      case "traffic-passed":
      case "traffic-ended":
      case "traffic-obstructed":
        this.sockets.get(seen.link)?.observe(seen, index);
        return;
      case "peer-joined":
        this.links.set(keyOf(seen.actor, seen.conn), seen.link);
        return;
      case "slot":
        if (seen.token !== undefined) this.join(seen.worker, seen.session, seen.token);
        return;
      case "http2-frame":
        this.framed(seen);
        return;
      case "order-done":
        this.configured.observe(seen);
        return;
      case "order-sent":
      case "answer":
        this.stops.observe(seen, index);
        return;
      case "worker-hampered":
        this.hampered.add(seen.worker);
        return;
      case "worker-ended":
        this.workerEnds.set(seen.worker, seen.at);
        return;
      default:
    }
  }

  /** It was hampered, or told to stop at once: what a drain owes it owes no more. */
  isReleased(worker: number): boolean {
    return this.hampered.has(worker) || this.stops.hardOf(worker) !== undefined;
  }

  /** Where an exchange took place. */
  socketOf(actor: string, conn: number): Socket | undefined {
    const link = this.linkOf(actor, conn);
    return link === undefined ? undefined : this.sockets.get(link);
  }

  /** The same before any worker has accepted it. */
  linkOf(actor: string, conn: number): number | undefined {
    return this.links.get(keyOf(actor, conn));
  }

  byToken(worker: number, token: number): Socket | undefined {
    return this.byConn.get(keyOf(worker, token));
  }

  /** As long as its client's listener says; from outside nobody sees which client's a back end's connection is. */
  timeouts({ side, address, front }: Socket): Timeouts {
    const listener = side === "front" ? address : front?.address;
    return this.configured.timeouts(listener);
  }

  private join(worker: number, session: number, token: number): void {
    const back = this.byConn.get(keyOf(worker, token));
    if (back === undefined || back.front !== undefined) return;
    back.front = this.byConn.get(keyOf(worker, session));
    back.front?.backs.push(back);
  }

  private framed({
    connection,
    leg,
    by,
    phase,
    type,
    stream,
    lengthBytes,
    increment,
  }: Http2Frame): void {
    const socket = this.sockets.get(connection);
    if (socket === undefined) return;
    socket.isHttp2 = true;
    if (leg !== "client") return;
    const isData = type === frameTypes.data && by === "proxy" && phase === "taken";
    const isCredit = type === frameTypes.windowUpdate && by === "peer" && phase === "written";
    if (isData) socket.uncreditedBytes += lengthBytes;
    else if (isCredit && stream === 0) socket.uncreditedBytes -= increment;
  }
}

function keyOf(owner: number | string, number: number): string {
  return `${owner} ${number}`;
}
