// How a connection comes to be: SYN as the first segment forth, the outcome as the first one back.
// The kernel of the reached node answers even while the node is busy, as real ones do; only the
// accept itself waits for the machine to have time.

import { certificateNames } from "./certificate.ts";
import { ephemeralPort } from "./ephemeral-port.ts";
import { itemKindBits } from "../bounds.ts";
import { itemKinds, type Kernel } from "../engine/kernel.ts";
import { WorldError } from "../error.ts";
import type {
  AcceptFacts,
  Address,
  ClientHello,
  ConnectOutcome,
  ConnId,
  TlsFacts,
} from "../machine.ts";
import type { SimNode } from "../node/node.ts";
import type { Turns } from "../node/turns.ts";
import { kindNumber } from "../trace/tracer.ts";
import type { Endpoint, Link } from "./link.ts";
import { addressKey, type Listener } from "./listeners.ts";
import type { Pipe } from "./pipe.ts";
import { openSegment } from "./backlog.ts";
import type { Transport } from "./transport.ts";

const connectKind = kindNumber("connect");
const acceptKind = kindNumber("accept");
const connectedKind = kindNumber("connected");

/** First port of the range the world gives to openers. */

export class Handshake {
  private readonly kernel: Kernel;
  private readonly transport: Transport;
  private readonly turns: Turns;

  constructor(transport: Transport, turns: Turns) {
    this.kernel = transport.kernel;
    this.transport = transport;
    this.turns = turns;
  }

  connect(node: SimNode, conn: ConnId, to: Address, hello?: ClientHello): void {
    if (conn % 2 !== 0 || conn <= node.lastOpened) {
      throw new WorldError("conn-id", `${node.name} ${conn}`);
    }
    node.lastOpened = conn;
    const link = this.transport.link(node, to);
    const { opener, acceptor } = link;
    link.hello = hello;
    opener.node = node;
    opener.conn = conn;
    node.endpoints.add(opener);
    acceptor.node = this.reachable(to);
    this.traceConnect(opener);
    const { kernel } = this;
    if (kernel.strikes(kernel.faults.noDescriptorOneIn, "no-descriptor", node.name)) {
      this.answer(link, "no-descriptor");
      return;
    }
    opener.out.control(kernel.now, openSegment);
    this.transport.schedule(opener.out);
  }

  /** A SYN came to where it goes. */
  arrive(pipe: Pipe): void {
    const { link } = pipe.to;
    if (pipe.to.conn === 0 && !this.reach(link, pipe)) return;
    const node = link.acceptor.node!;
    if (node.busy) {
      pipe.queued = true;
      node.waiting.push((pipe.index << itemKindBits) | itemKinds.deliver);
      return;
    }
    if (link.listener !== undefined) link.listener.waiting -= 1;
    pipe.dropSegment();
    this.accept(link.acceptor, node);
    this.transport.schedule(pipe);
  }

  /** The outcome came back to a live opener that is not busy. */
  conclude(pipe: Pipe): void {
    const { kernel } = this;
    const opener = pipe.to;
    const { link, conn } = opener;
    const node = opener.node!;
    const outcome = link.outcome!;
    pipe.dropSegment();
    this.turns.enter(node);
    kernel.tracer.facts(connectedKind | node.head, link.ordinal, conn, outcome);
    if (kernel.tracer.observed) {
      const { now: at } = kernel;
      const event = { at, node: node.name, conn, link: link.ordinal, outcome };
      kernel.tracer.show({ kind: "connected", ...event });
    }
    if (outcome === "connected") {
      opener.connected = true;
      link.roundTrip = kernel.now - link.openedAt;
    } else {
      this.transport.finish(opener);
    }
    node.machine!.onConnect(kernel.now, conn, outcome);
    this.transport.schedule(pipe);
  }

  /** The node an address reaches now. */
  reachable(to: Address): SimNode | undefined {
    if (to.kind === "node") return this.kernel.find(to.node);
    return this.transport.listeners.at(to, false)?.node;
  }

  /** Binds the accepting end; false when the SYN goes no further. */
  private reach(link: Link, pipe: Pipe): boolean {
    const { to, opener, acceptor } = link;
    const node = this.reachable(to);
    acceptor.node = node;
    this.transport.block(opener);
    this.transport.block(acceptor);
    if (pipe.stopped) return false;
    const listener = to.kind === "node" ? undefined : this.transport.listeners.at(to, false);
    const fault = this.fault(pipe.name, to, listener);
    if (fault === "hang") {
      pipe.clear();
      this.transport.finish(acceptor);
      return false;
    }
    if (fault !== undefined || node?.machine === undefined) {
      pipe.dropSegment();
      acceptor.node = undefined;
      this.answer(link, fault ?? "refused");
      this.transport.schedule(pipe);
      return false;
    }
    node.lastAccepted += 2;
    acceptor.conn = node.lastAccepted;
    node.endpoints.add(acceptor);
    link.listener = listener;
    if (listener !== undefined) {
      listener.waiting += 1;
      this.transport.listeners.take(listener);
    }
    this.answer(link, "connected");
    return true;
  }

  private fault(
    name: string,
    to: Address,
    listener: Listener | undefined,
  ): ConnectOutcome | "hang" | undefined {
    const { kernel } = this;
    const { faults } = kernel;
    if (this.transport.obstacles.refuses(to)) return "refused";
    if (listener !== undefined && listener.waiting >= listener.backlog) return "refused";
    const opener = name.slice(0, name.lastIndexOf("#"));
    if (kernel.strikes(faults.hangOneIn, "hang", opener)) {
      kernel.fault(undefined, "hang", `${opener} ${addressKey(to)}`);
      return "hang";
    }
    if (kernel.strikes(faults.refuseOneIn, "refuse", opener)) return "refused";
    return kernel.strikes(faults.unreachableOneIn, "unreachable", opener)
      ? "unreachable"
      : undefined;
  }

  private answer(link: Link, outcome: ConnectOutcome): void {
    link.outcome = outcome;
    const back = link.acceptor.out;
    back.control(this.kernel.now, openSegment);
    this.transport.schedule(back);
    if (outcome !== "connected") this.transport.finish(link.acceptor);
  }

  private accept(acceptor: Endpoint, node: SimNode): void {
    const { kernel } = this;
    const { link, conn } = acceptor;
    const facts = acceptFacts(link);
    acceptor.connected = true;
    this.turns.enter(node);
    kernel.tracer.facts(acceptKind | node.head, link.ordinal, conn, addressKey(facts.local));
    const secured = securedFacts(link);
    if (kernel.tracer.observed) {
      const { now: at } = kernel;
      const event = { at, node: node.name, conn, link: link.ordinal, facts, secured };
      kernel.tracer.show({ kind: "accept", ...event, opener: link.opener.node!.name });
    }
    const machine = node.machine!;
    machine.onAccept(kernel.now, conn, facts);
    if (secured === undefined || acceptor.finished) return;
    machine.onSecure(kernel.now, conn, { kind: "secured", facts: secured });
  }

  private traceConnect(opener: Endpoint): void {
    const { tracer, now: at } = this.kernel;
    const node = opener.node!;
    const { link, conn } = opener;
    tracer.facts(connectKind | node.head, link.ordinal, conn, addressKey(link.to));
    if (!tracer.observed) return;
    tracer.show({ kind: "connect", at, node: node.name, conn, link: link.ordinal, to: link.to });
  }
}

/** Undefined: in the clear. */
function securedFacts({ listener, hello }: Link): TlsFacts | undefined {
  const tls = listener?.tls;
  if (tls === undefined) return undefined;
  return {
    version: hello?.version ?? "TLS 1.3",
    cipher: hello?.cipher ?? "TLS_AES_128_GCM_SHA256",
    serverName: hello?.serverName,
    alpn: hello?.alpn,
    certificateNames: certificateNames(tls),
  };
}

function acceptFacts(link: Link): AcceptFacts {
  const node = link.opener.node!;
  const listener = link.listener?.id ?? 0;
  const local = link.listener?.at ?? link.to;
  switch (link.to.kind) {
    case "unix": {
      const remote = { kind: "unix", path: "" } as const;
      return { listener, local, remote, credentials: node.credentials };
    }
    case "inet": {
      const port = ephemeralPort(node.name, link.nth);
      const remote = { kind: "inet", host: node.address, port } as const;
      return { listener, local, remote, credentials: undefined };
    }
    case "node": {
      const remote = { kind: "node", node: node.name } as const;
      return { listener, local, remote, credentials: node.credentials };
    }
  }
}
