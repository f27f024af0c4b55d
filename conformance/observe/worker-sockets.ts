// The sockets of workers: when each began, when the worker said its last on it, and when it was over.
// Those to clients and those to back ends; the channels of the control plane are no sockets here.
import type { Address, TraceEvent } from "../../sim/index.ts";

/** `ended`: the worker sends nothing more there; the other side may. */
export interface SocketMoved {
  readonly kind: "socket";
  readonly at: number;
  readonly worker: number;
  /** Ordinal of the connection in the run. */
  readonly link: number;
  readonly side: "front" | "back";
  readonly phase: "begun" | "ended" | "over";
  /** Of a back end: where it was dialled. */
  readonly address: string;
  /** When the last byte passed, in either direction; before the first one, when it began. */
  readonly lastByteAt: number;
  /** When the other side said its end. */
  readonly peerEndedAt: number | undefined;
}

export type SocketEvent = TraceEvent & {
  readonly kind: "connect" | "accept" | "connected" | "end" | "ended" | "reset" | "was-reset";
};

interface Socket {
  readonly worker: number;
  readonly side: "front" | "back";
  readonly address: string;
  lastByteAt: number;
  isEnded: boolean;
  peerEndedAt: number | undefined;
}

export class WorkerSockets {
  /** By the ordinal of the connection. */
  private readonly sockets = new Map<number, Socket>();

  /** Bytes on any connection. */
  passed(link: number, at: number): void {
    const socket = this.sockets.get(link);
    if (socket !== undefined) socket.lastByteAt = at;
  }

  /** Its process is gone, and its sockets with it. */
  ended(worker: number, at: number): readonly SocketMoved[] {
    const left = [...this.sockets].filter(([, socket]) => socket.worker === worker);
    return left.flatMap(([link]) => this.over({ at, link }) ?? []);
  }

  see(worker: number, event: SocketEvent): SocketMoved | undefined {
    switch (event.kind) {
      case "connect":
        return this.began(worker, event, "back", event.to);
      case "accept":
        return this.began(worker, event, "front", event.facts.local);
      case "connected":
        return event.outcome === "connected" ? undefined : this.over(event);
      case "end":
      case "ended":
        return this.finished(event);
      case "reset":
      case "was-reset":
        return this.over(event);
    }
  }

  private began(
    worker: number,
    { at, link }: SocketEvent,
    side: "front" | "back",
    local: Address,
  ): SocketMoved | undefined {
    if (local.kind !== "inet") return undefined;
    const address = `${local.host}:${local.port}`;
    const nothing = { isEnded: false, peerEndedAt: undefined };
    const socket = { worker, side, address, lastByteAt: at, ...nothing };
    this.sockets.set(link, socket);
    return moved(socket, { at, link }, "begun");
  }

  /** A FIN in one direction; with one in both there is no socket any more. */
  private finished({ kind, at, link }: SocketEvent): SocketMoved | undefined {
    const socket = this.sockets.get(link);
    if (socket === undefined) return undefined;
    if (kind === "end") socket.isEnded = true;
    else socket.peerEndedAt = at;
    if (!socket.isEnded) return undefined;
    if (socket.peerEndedAt !== undefined) return this.over({ at, link });
    return moved(socket, { at, link }, "ended");
  }

  private over({ at, link }: Place): SocketMoved | undefined {
    const socket = this.sockets.get(link);
    if (socket === undefined) return undefined;
    this.sockets.delete(link);
    return moved(socket, { at, link }, "over");
  }
}

type Place = Pick<SocketMoved, "at" | "link">;

function moved(socket: Socket, { at, link }: Place, phase: SocketMoved["phase"]): SocketMoved {
  const { worker, side, address, lastByteAt, peerEndedAt } = socket;
  return { kind: "socket", at, worker, link, side, phase, address, lastByteAt, peerEndedAt };
}
