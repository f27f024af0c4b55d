// The listeners of one machine: Unix and inet streams, inet datagrams. It tells the machine the
// outcome and whoever runs the host the reason. It deliberately shakes no hands: a socket of a TLS
// listener is given on with the certificates that it is to be shown.

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
import type { Share } from "../share/share.ts";
import { tlsContexts, type TlsContexts } from "../tls/contexts.ts";
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
  /** `tls` on a TLS listener. */
  readonly accept: (stream: Socket, facts: AcceptFacts, tls: TlsContexts | undefined) => void;
  readonly credentials: (socket: Socket) => Credentials | undefined;
  /** Inet listeners that other machines can reach. */
  readonly allowRemote: boolean;
  readonly report: (report: ListenReport) => void;
  /** Absent: nobody else listens anywhere. */
  readonly share: Share | undefined;
}

interface Closable {
  close(): void;
}

const backlogDefault = 128;

type InetAddress = Extract<Address, { readonly kind: "inet" }>;

/** Where connections come in, and what they have to go through. */
interface Door {
  readonly listener: ListenerId;
  readonly at: Address;
  readonly tls: TlsContexts | undefined;
}

/** Undefined for a peer that reset its connection before it was accepted: the kernel knows it no more. */
function remoteAddress(socket: Socket, at: Address): Address | undefined {
  if (at.kind !== "inet") return { kind: "unix", path: "" };
  const { remoteAddress: host, remotePort: port } = socket;
  return host === undefined || port === undefined ? undefined : { kind: "inet", host, port };
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
    const secured = options.tls === undefined ? undefined : tlsContexts(options.tls);
    const reason =
      this.#denial(at, options) ?? (secured?.ok === false ? secured.reason : undefined);
    if (reason === undefined) {
      const tls = secured?.ok === true ? secured.contexts : undefined;
      this.#enter({ listener, at, tls }, options);
    } else this.#settle({ listener, at, outcome: "denied", reason });
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
    if (at.kind === "node") return "a channel between nodes is never listened for";
    if (at.kind === "unix") {
      return options.datagram === true ? "Node has no Unix datagram sockets" : undefined;
    }
    if (isLoopback(at.host) || this.#options.allowRemote) return undefined;
    return "only loopback addresses are listened on unless remote ones are allowed";
  }

  #enter({ listener, at, tls }: Door, options: ListenOptions): void {
    const { backlog = backlogDefault, datagram = false, shared = false } = options;
    const { share } = this.#options;
    if (at.kind !== "inet") this.#serve({ listener, at, tls }, backlog);
    else if (datagram) this.#bind(listener, at);
    else if (shared && share !== undefined) this.#join(share, { listener, at, tls }, backlog);
    else this.#serve({ listener, at, tls }, backlog);
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

  /** Whoever shares the address reports what became of it. */
  #join(share: Share, door: Door & { readonly at: InetAddress }, backlog: number): void {
    const { listener, at } = door;
    const { turns, machine } = this.#options;
    this.#open.set(listener, {
      close: () => {
        share.unlisten(listener);
      },
    });
    share.listen(
      listener,
      { host: at.host, port: at.port, backlog },
      {
        settled: (outcome) => {
          if (outcome !== "listening") this.#open.delete(listener);
          turns.later((now) => {
            machine.onListen(now, listener, outcome);
          });
        },
        accept: (socket) => {
          this.#accepted(door, socket);
        },
      },
    );
  }

  #serve(door: Door, backlog: number): void {
    const { listener, at } = door;
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#accepted(door, socket);
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

  #accepted({ listener, at, tls }: Door, socket: Socket): void {
    const remote = remoteAddress(socket, at);
    if (remote === undefined) {
      // POSIX has accept() fail with ECONNABORTED for such a connection, and nobody hear of it.
      socket.on("error", () => undefined).destroy();
      return;
    }
    const facts = {
      listener,
      local: localAddress(socket, at),
      remote,
      credentials: at.kind === "unix" ? this.#options.credentials(socket) : undefined,
    };
    this.#options.accept(socket, facts, tls);
  }

  #bind(listener: ListenerId, at: InetAddress): void {
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
