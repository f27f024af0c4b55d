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
}

export type SocketEvent = TraceEvent & {
  readonly kind: "connect" | "accept" | "connected" | "end" | "ended" | "reset" | "was-reset";
};

interface Socket {
  readonly side: "front" | "back";
  readonly address: string;
  isEnded: boolean;
  hasPeerEnded: boolean;
}

export class WorkerSockets {
  /** By the ordinal of the connection. */
  private readonly sockets = new Map<number, Socket>();

  see(worker: number, event: SocketEvent): SocketMoved | undefined {
    switch (event.kind) {
      case "connect":
        return this.began(worker, event, "back", event.to);
      case "accept":
        return this.began(worker, event, "front", event.facts.local);
      case "connected":
        return event.outcome === "connected" ? undefined : this.over(worker, event);
      case "end":
      case "ended":
        return this.finished(worker, event);
      case "reset":
      case "was-reset":
        return this.over(worker, event);
    }
  }

  private began(
    worker: number,
    { at, link }: SocketEvent,
    side: "front" | "back",
    address: Address,
  ): SocketMoved | undefined {
    if (address.kind !== "inet") return undefined;
    const text = `${address.host}:${address.port}`;
    this.sockets.set(link, { side, address: text, isEnded: false, hasPeerEnded: false });
    return { kind: "socket", at, worker, link, side, phase: "begun", address: text };
  }

  /** A FIN in one direction; with one in both there is no socket any more. */
  private finished(worker: number, event: SocketEvent): SocketMoved | undefined {
    const socket = this.sockets.get(event.link);
    if (socket === undefined) return undefined;
    if (event.kind === "end") socket.isEnded = true;
    else socket.hasPeerEnded = true;
    if (socket.isEnded && socket.hasPeerEnded) return this.over(worker, event);
    if (!socket.isEnded) return undefined;
    const { side, address } = socket;
    const { at, link } = event;
    return { kind: "socket", at, worker, link, side, phase: "ended", address };
  }

  private over(worker: number, { at, link }: SocketEvent): SocketMoved | undefined {
    const socket = this.sockets.get(link);
    if (socket === undefined) return undefined;
    this.sockets.delete(link);
    const { side, address } = socket;
    return { kind: "socket", at, worker, link, side, phase: "over", address };
  }
}
