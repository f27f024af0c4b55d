// The connections of one machine by their numbers: those it opens (even), those its host accepts
// (odd), and the streams that still carry what a finished one had accepted. It deliberately does
// not listen; whoever accepts a stream hands it over.

import type { Duplex } from "node:stream";
import { connect, Socket } from "node:net";
import type {
  AcceptFacts,
  Address,
  ConnId,
  ConnectOutcome,
  Machine,
  Micros,
  NodeName,
} from "../../host.ts";
import { connectOutcome } from "./addresses.ts";
import type { TlsContexts } from "../tls/contexts.ts";
import { shakeHands } from "../tls/handshake.ts";
import { Connection } from "./connection.ts";
import type { Turns } from "./turns.ts";

export interface ConnectionsOptions {
  readonly turns: Turns;
  readonly machine: Machine;
  /** The stream to a child of this node; undefined when there is no such child. */
  readonly channel: (child: NodeName) => Duplex | undefined;
  /** How sockets are dialled, where it is not by a plain connect. */
  readonly dial?: Dial | undefined;
}

/** A socket on its way, and the event by which it says that it has arrived. */
export interface Dialled {
  readonly stream: Duplex;
  /** The socket below, where there is one. */
  readonly carrier: Socket;
  readonly arrival: "connect" | "secureConnect";
}

export type Dial = (conn: ConnId, to: Exclude<Address, { readonly kind: "node" }>) => Dialled;

function plainly(_conn: ConnId, to: Exclude<Address, { readonly kind: "node" }>): Dialled {
  const stream = connect(
    to.kind === "unix"
      ? { path: to.path, allowHalfOpen: true }
      : { host: to.host, port: to.port, allowHalfOpen: true, noDelay: true },
  );
  return { stream, carrier: stream, arrival: "connect" };
}

/** RST where the transport has one; `resetAndDestroy` throws on Unix sockets. */
function aborter(stream: Duplex): () => void {
  const isInet = stream instanceof Socket && stream.remoteFamily !== undefined;
  return () => {
    if (isInet) stream.resetAndDestroy();
    else stream.destroy();
  };
}

export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #open = new Map<ConnId, Connection>();
  /** How to give up each connection that is on its way. */
  readonly #connecting = new Map<ConnId, () => void>();
  readonly #streams = new Set<Duplex>();
  #corked: Connection[] = [];
  #nextAccepted = 1;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  get(conn: ConnId): Connection | undefined {
    return this.#open.get(conn);
  }

  /** Gives the machine a stream that somebody else opened. */
  accept(stream: Duplex, facts: AcceptFacts): void {
    const { turns, machine } = this.#options;
    stream.on("error", () => undefined);
    if (turns.isStopped) {
      stream.destroy();
      return;
    }
    const conn = this.#nextAccepted;
    this.#nextAccepted += 2;
    turns.take((now) => {
      this.#open.set(conn, this.#adopt(conn, stream));
      machine.onAccept(now, conn, facts);
    });
  }

  /** The same for a socket that has yet to become secure: the machine hears of both. */
  acceptSecure(socket: Socket, facts: AcceptFacts, contexts: TlsContexts): void {
    const { turns, machine } = this.#options;
    socket.on("error", () => undefined);
    if (turns.isStopped) {
      socket.destroy();
      return;
    }
    const conn = this.#nextAccepted;
    this.#nextAccepted += 2;
    this.#streams.add(socket);
    socket.once("close", () => {
      this.#streams.delete(socket);
    });
    this.#connecting.set(conn, () => socket.destroy());
    turns.take((now) => {
      machine.onAccept(now, conn, facts);
    });
    const stream = shakeHands(socket, contexts, (outcome) => {
      turns.take((now) => {
        // The machine may have lost its patience before.
        if (!this.#connecting.delete(conn)) return;
        if (outcome.kind === "secured") this.#open.set(conn, this.#adopt(conn, stream, socket));
        machine.onSecure(now, conn, outcome);
      });
    });
  }

  connect(conn: ConnId, to: Address): void {
    if (to.kind === "node") {
      this.#connectNode(conn, to.node);
      return;
    }
    const { stream, carrier, arrival } = (this.#options.dial ?? plainly)(conn, to);
    this.#connecting.set(conn, () => stream.destroy());
    // Only the first of the two speaks: the number is then no longer among the connecting.
    const settle = (outcome: ConnectOutcome): void => {
      this.#options.turns.take((now) => {
        if (!this.#connecting.delete(conn)) return;
        if (outcome === "connected") this.#open.set(conn, this.#adopt(conn, stream, carrier));
        this.#options.machine.onConnect(now, conn, outcome);
      });
    };
    stream.once(arrival, () => {
      settle("connected");
    });
    stream.on("error", (error) => {
      settle(connectOutcome(error));
    });
  }

  end(conn: ConnId): void {
    this.#open.get(conn)?.end();
    this.#abandon(conn);
  }

  reset(conn: ConnId): void {
    this.#open.get(conn)?.reset();
    this.#abandon(conn);
  }

  /** The far side of `stream` is known to be gone. */
  lose(now: Micros, stream: Duplex): void {
    for (const connection of this.#open.values()) {
      if (connection.stream === stream) connection.lose(now);
    }
  }

  /** Hands this turn's writes to the kernel. */
  flush(): void {
    const corked = this.#corked;
    this.#corked = [];
    for (const connection of corked) connection.flush();
  }

  /** Ends every stream after what was accepted, and waits for that no longer than `millis`. */
  async close(millis: number): Promise<void> {
    this.flush();
    for (const conn of [...this.#connecting.keys()]) this.#abandon(conn);
    const streams = [...this.#streams];
    const sent = streams.map(
      (stream) =>
        new Promise<void>((resolve) => {
          stream.once("close", resolve);
          stream.once("finish", resolve);
          if (stream.writableFinished || stream.destroyed) resolve();
          else stream.end();
        }),
    );
    const patience = new Promise<void>((resolve) => {
      if (streams.length === 0) resolve();
      else setTimeout(resolve, millis).unref();
    });
    await Promise.race([Promise.all(sent), patience]);
    for (const stream of streams) stream.destroy();
  }

  #connectNode(conn: ConnId, node: NodeName): void {
    const { turns, machine, channel } = this.#options;
    const stream = channel(node);
    // Read from the start: a child that dies at once has its words heard all the same.
    const connection = stream === undefined ? undefined : this.#adopt(conn, stream);
    this.#connecting.set(conn, () => connection?.reset());
    turns.later((now) => {
      if (!this.#connecting.delete(conn)) return;
      if (connection !== undefined) this.#open.set(conn, connection);
      machine.onConnect(now, conn, connection === undefined ? "refused" : "connected");
    });
  }

  /** `carrier` is the socket below, where there is one. */
  #adopt(conn: ConnId, stream: Duplex, carrier: Duplex = stream): Connection {
    const { turns, machine } = this.#options;
    this.#streams.add(stream);
    stream.once("close", () => {
      this.#streams.delete(stream);
    });
    return new Connection(conn, stream, aborter(carrier), {
      turns,
      machine,
      forget: (id) => {
        this.#open.delete(id);
      },
      corked: (written) => {
        this.#corked.push(written);
        turns.need();
      },
    });
  }

  #abandon(conn: ConnId): void {
    const abort = this.#connecting.get(conn);
    this.#connecting.delete(conn);
    abort?.();
  }
}
