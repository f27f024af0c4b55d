// The listeners of one machine: Unix and inet streams, inet datagrams. It tells the machine the
// outcome and whoever runs the host the reason. It deliberately does not speak TLS: no listener of
// the control plane has it, and one that asks for it is denied.

import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import { createServer, type Server, type Socket } from "node:net";
import { isIPv6 } from "node:net";
import type {
  AcceptFacts,
  Address,
  Credentials,
  ListenerId,
  ListenOptions,
  ListenOutcome,
  Machine,
} from "../../host.ts";
import { isLoopback, listenOutcome, listenReason } from "./addresses.ts";
import { clearSocketPath, listenAtPath } from "./socket-file.ts";
import type { Turns } from "./turns.ts";

/** What became of one `listen`. `reason` is one line for people, present unless it listens. */
export interface ListenReport {
  readonly listener: ListenerId;
  readonly at: Address;
  readonly outcome: ListenOutcome;
  readonly reason: string | undefined;
}

export interface ListenersOptions {
  readonly turns: Turns;
  readonly machine: Machine;
  readonly accept: (stream: Socket, facts: AcceptFacts) => void;
  readonly credentials: (socket: Socket) => Credentials | undefined;
  /** Inet listeners that other machines can reach. */
  readonly allowRemote: boolean;
  readonly report: (report: ListenReport) => void;
}

interface Closable {
  close(): void;
}

const backlogDefault = 128;

type BindDatagram = { readonly kind: "inet"; readonly host: string; readonly port: number };

function remoteAddress(socket: Socket, at: Address): Address {
  if (at.kind !== "inet") return { kind: "unix", path: "" };
  return { kind: "inet", host: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 };
}

function localAddress(socket: Socket, at: Address): Address {
  if (at.kind !== "inet") return at;
  return { kind: "inet", host: socket.localAddress ?? at.host, port: socket.localPort ?? at.port };
}

export class Listeners {
  readonly #options: ListenersOptions;
  readonly #open = new Map<ListenerId, Closable>();

  constructor(options: ListenersOptions) {
    this.#options = options;
  }

  listen(listener: ListenerId, at: Address, options: ListenOptions): void {
    const denial = this.#denial(at, options);
    if (denial !== undefined) {
      this.#settle({ listener, at, outcome: "denied", reason: denial });
    } else if (options.datagram === true && at.kind === "inet") {
      this.#bind(listener, at);
    } else {
      this.#serve(listener, at, options.backlog ?? backlogDefault);
    }
  }

  unlisten(listener: ListenerId): void {
    this.#open.get(listener)?.close();
    this.#open.delete(listener);
  }

  /** Closes all; the files of Unix listeners go with them. */
  close(): void {
    for (const listener of [...this.#open.keys()]) this.unlisten(listener);
  }

  #denial(at: Address, options: ListenOptions): string | undefined {
    if (options.tls !== undefined) return "TLS is not offered here";
    if (at.kind === "node") return "a channel between nodes is never listened for";
    if (at.kind === "unix") {
      return options.datagram === true ? "Node has no Unix datagram sockets" : undefined;
    }
    if (isLoopback(at.host) || this.#options.allowRemote) return undefined;
    return "only loopback addresses are listened on unless remote ones are allowed";
  }

  #settle(report: ListenReport): void {
    const { turns, machine } = this.#options;
    turns.later((now) => {
      this.#options.report(report);
      machine.onListen(now, report.listener, report.outcome);
    });
  }

  #fail(listener: ListenerId, at: Address, error: unknown): void {
    // Closed before it came up: nobody waits for an outcome.
    if (!this.#open.delete(listener)) return;
    const outcome = listenOutcome(error);
    this.#settle({ listener, at, outcome, reason: listenReason(error) });
  }

  #serve(listener: ListenerId, at: Address, backlog: number): void {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#accepted(listener, at, socket);
    });
    this.#open.set(listener, server);
    server.on("error", (error) => {
      this.#fail(listener, at, error);
    });
    server.once("listening", () => {
      this.#settle({ listener, at, outcome: "listening", reason: undefined });
    });
    if (at.kind === "inet") {
      server.listen({ host: at.host, port: at.port, backlog });
    } else if (at.kind === "unix") {
      void this.#serveAtPath(listener, server, at.path, backlog);
    }
  }

  async #serveAtPath(
    listener: ListenerId,
    server: Server,
    path: string,
    backlog: number,
  ): Promise<void> {
    try {
      await clearSocketPath(path);
      // The machine may have changed its mind meanwhile.
      if (this.#open.get(listener) === server) listenAtPath(server, path, backlog);
    } catch (error) {
      this.#fail(listener, { kind: "unix", path }, error);
    }
  }

  #accepted(listener: ListenerId, at: Address, socket: Socket): void {
    this.#options.accept(socket, {
      listener,
      local: localAddress(socket, at),
      remote: remoteAddress(socket, at),
      credentials: at.kind === "unix" ? this.#options.credentials(socket) : undefined,
    });
  }

  #bind(listener: ListenerId, at: BindDatagram): void {
    const { turns, machine } = this.#options;
    const socket: DatagramSocket = createSocket(isIPv6(at.host) ? "udp6" : "udp4");
    this.#open.set(listener, socket);
    socket.on("error", (error) => {
      this.#fail(listener, at, error);
    });
    socket.once("listening", () => {
      this.#settle({ listener, at, outcome: "listening", reason: undefined });
    });
    socket.on("message", (bytes, from) => {
      const address: Address = { kind: "inet", host: from.address, port: from.port };
      turns.take((now) => {
        machine.onDatagram(now, listener, address, new Uint8Array(bytes));
      });
    });
    socket.bind({ address: at.host, port: at.port });
  }
}
