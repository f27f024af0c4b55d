// The addresses that workers listen on together. Node 20 cannot let several processes bind one
// address, so the process of the master binds it, accepts, and gives each connection to the workers in
// turn; it never reads a byte. An address stays bound as long as one worker listens there, so a worker
// that is replaced leaves no gap.

import { createServer, type Server, type Socket } from "node:net";
import type { ListenerId, ListenOutcome } from "../../host.ts";
import { listenOutcome, listenReason } from "../host/addresses.ts";
import type { Share, SharedAddress, Taker } from "./share.ts";

interface Member {
  readonly owner: object;
  readonly listener: ListenerId;
  readonly taker: Taker;
}

interface Bound {
  readonly server: Server;
  readonly members: Member[];
  isListening: boolean;
  next: number;
}

export interface HubOptions {
  /** Sockets go on to other processes: not a byte of them may be read here. */
  readonly transfers: boolean;
  readonly report: (at: SharedAddress, outcome: ListenOutcome, reason: string | undefined) => void;
}

export class ListenHub {
  readonly #options: HubOptions;
  readonly #bound = new Map<string, Bound>();

  constructor(options: HubOptions) {
    this.#options = options;
  }

  /** The end of one worker; `owner` is whatever stands for it. */
  share(owner: object): Share {
    return {
      listen: (listener, at, taker) => {
        this.#join({ owner, listener, taker }, at);
      },
      unlisten: (listener) => {
        this.#leave((member) => member.owner === owner && member.listener === listener);
      },
    };
  }

  /** A worker is gone. */
  leave(owner: object): void {
    this.#leave((member) => member.owner === owner);
  }

  close(): void {
    this.#leave(() => true);
  }

  /** To one of those that listen there now; nobody has read a byte of it. */
  give(socket: Socket, at: SharedAddress): void {
    const bound = this.#bound.get(keyOf(at));
    if (bound === undefined) socket.resetAndDestroy();
    else give(socket, bound);
  }

  #join(member: Member, at: SharedAddress): void {
    const key = keyOf(at);
    const bound = this.#bound.get(key) ?? this.#bind(key, at);
    bound.members.push(member);
    if (bound.isListening) {
      setImmediate(() => {
        member.taker.settled("listening", undefined);
      });
    }
  }

  #bind(key: string, at: SharedAddress): Bound {
    const pauseOnConnect = this.#options.transfers;
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect });
    const bound: Bound = { server, members: [], isListening: false, next: 0 };
    this.#bound.set(key, bound);
    server.on("connection", (socket) => {
      socket.on("error", () => undefined);
      give(socket, bound);
    });
    server.on("error", (error) => {
      if (this.#bound.get(key) === bound) this.#bound.delete(key);
      const reason = listenReason(error);
      this.#settle(bound, at, [listenOutcome(error), reason]);
    });
    server.once("listening", () => {
      bound.isListening = true;
      this.#settle(bound, at, ["listening", undefined]);
    });
    server.listen({ host: at.host, port: at.port, backlog: at.backlog });
    return bound;
  }

  #settle(
    bound: Bound,
    at: SharedAddress,
    [outcome, reason]: readonly [ListenOutcome, string | undefined],
  ): void {
    this.#options.report(at, outcome, reason);
    for (const { taker } of bound.members) taker.settled(outcome, reason);
  }

  #leave(isLeaving: (member: Member) => boolean): void {
    for (const [key, bound] of this.#bound) {
      for (const member of bound.members.filter(isLeaving)) {
        bound.members.splice(bound.members.indexOf(member), 1);
      }
      if (bound.members.length > 0) continue;
      this.#bound.delete(key);
      bound.server.close();
    }
  }
}

function keyOf({ host, port }: SharedAddress): string {
  return JSON.stringify([host, port]);
}

/** In turn. Nobody is left only between the last one's leave and the close of the server. */
function give(socket: Socket, bound: Bound): void {
  const member = bound.members[bound.next % bound.members.length];
  bound.next = (bound.next + 1) % Math.max(1, bound.members.length);
  if (member === undefined) socket.resetAndDestroy();
  else member.taker.accept(socket);
}
