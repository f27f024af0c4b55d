// Turns the events of a simulated run into observations: reassembles frames, decodes them, and joins
// what belongs together (a client's request and the orders it became, an order and its answer). Facts
// of one turn of a node are handed on when the turn ends, what it took before what it did. It does
// not judge; a frame that cannot be decoded is simply not an observation.
import type { Address, TraceEvent } from "../../sim/index.ts";
import type { AccessFormat } from "../model/access/format.ts";
import { AccessWatch } from "./access.ts";
import type { Channel } from "./channel.ts";
import { ClientChannel } from "./client-channel.ts";
import { ConnLinks } from "./conn-links.ts";
import { Correlation } from "./correlation.ts";
import { dataPlaneSeen, exchangeSeen } from "./data-plane.ts";
import { Http2Leg } from "./http2-leg.ts";
import type { HttpEar } from "./http-traffic.ts";
import { LeaseReader } from "./lease-reader.ts";
import type { Observation } from "./observation.ts";
import { masterName, type Party, partyOf } from "./party.ts";
import { heldBy, tableOf } from "./probe.ts";
import { Receipts } from "./receipts.ts";
import type { TrafficWatch } from "./traffic.ts";
import { WorkerChannel } from "./worker-channel.ts";
import { codeOf, workerOf } from "./worker-name.ts";
import { type SocketEvent, WorkerSockets } from "./worker-sockets.ts";

export interface ObserverOptions {
  /** Workers that an actor stands in for. */
  readonly scripted: ReadonlySet<number>;
  /** Whether anybody wants to see what clients and master wrote, byte by byte. */
  readonly showsBytes: boolean;
  /** Whether anybody wants to see the connections of the data plane, frame by frame. */
  readonly showsLegs: boolean;
  /** The verbs that some of those are too old to know. */
  readonly unknownVerbs?: ReadonlyMap<number, readonly string[]>;
  /** Clients of whom every byte and its instant is wanted. */
  readonly receivers?: ReadonlySet<string>;
  /** Whether anybody wants to see the sockets of workers. */
  readonly showsSockets?: boolean;
  /** Where anybody wants to know what connections with clients and back ends do. */
  readonly traffic?: TrafficWatch | undefined;
  /** Hears what is spoken of HTTP, where anybody wants to know. */
  readonly ear?: HttpEar;
  /** The largest frame that a client may send; any, when absent. */
  readonly frameBytesMax?: number;
  /** What the access log is written in; nobody wants to see it, when absent. */
  readonly accessFormat?: AccessFormat | undefined;
  readonly emit: (observation: Observation) => void;
}

type Ending = TraceEvent & { readonly kind: "connected" | "end" | "ended" | "reset" | "was-reset" };
type Passing = TraceEvent & { readonly kind: "data" | "write" };

const none: readonly string[] = [];

export class Observer {
  private readonly options: ObserverOptions;
  private readonly parties = new Map<string, Party>();
  private lastNode = "";
  private lastParty = partyOf("");
  private readonly correlation = new Correlation();
  private readonly reader = new LeaseReader();
  /** By its ordinal, each connection that somebody follows. */
  private readonly channels = new Map<number, Channel>();
  /** A client's own number for a connection that it opened and that nobody has accepted yet. */
  private readonly dialled = new Map<number, number>();
  /** By the master's own number for it. */
  private readonly sessions = new Map<number, number>();
  /** Something in the scenario keeps bytes where they are. */
  private isDisturbed = false;
  private readonly receipts: Receipts | undefined;
  private readonly access: AccessWatch | undefined;
  private readonly sockets: WorkerSockets | undefined;
  private readonly ear: HttpEar | undefined;
  private readonly links = new ConnLinks();

  constructor(options: ObserverOptions) {
    this.options = options;
    const { receivers, ear, accessFormat, showsSockets = false } = options;
    this.access = accessFormat === undefined ? undefined : new AccessWatch(accessFormat);
    this.sockets = showsSockets ? new WorkerSockets() : undefined;
    this.ear = ear?.isIdle === true ? undefined : ear;
    this.receipts = receivers === undefined ? undefined : new Receipts(receivers);
  }

  observe(event: TraceEvent): void {
    const { traffic } = this.options;
    const { ear } = this;
    if ((traffic !== undefined || ear !== undefined) && event.kind !== "turn") {
      const { taken, done } = this.party(event.node);
      traffic?.see(event, taken, done);
      ear?.hear(event, taken, done);
    }
    this.see(event);
  }

  private see(event: TraceEvent): void {
    switch (event.kind) {
      case "turn":
        this.endTurn(this.party(event.node), event.at);
        return;
      case "data":
        this.receipts?.took(event, this.party(event.node).taken);
        this.passed(event);
        return;
      case "write":
        this.passed(event);
        return;
      case "connect":
        this.receipts?.opened(event);
        this.links.see(event);
        this.sawAccess(event);
        this.socket(event);
        this.dialling(event);
        return;
      case "accept":
        this.accepted(event);
        this.links.see(event);
        this.sawAccess(event);
        this.socket(event);
        return;
      case "end":
      case "ended":
      case "reset":
      case "was-reset":
        this.receipts?.finished(event, this.party(event.node).taken);
        this.socket(event);
        this.closing(event);
        return;
      case "start":
      case "exit":
        this.lifeOf(event);
        return;
      case "append":
      case "store":
      case "probe":
        this.done(event);
        return;
      case "loaded":
        this.loaded(event);
        return;
      case "fault":
        this.isDisturbed = true;
        this.hampered(event);
        this.sawAccess(event);
        return;
      case "datagram-sent":
        this.sent(event);
        return;
      case "connected":
        this.sawAccess(event);
        this.socket(event);
        if (event.node === masterName && event.outcome !== "connected") this.closed(event);
        return;
      case "listen":
      case "datagram":
      case "load":
      case "deadline":
        return;
    }
  }

  /** Nothing more will happen. `rested`: every fault was taken away long before. */
  end(at: number, rested: boolean): void {
    const { emit } = this.options;
    if (rested) emit({ kind: "at-rest", at });
    for (const [session, channel] of this.channels) {
      if (!(channel instanceof ClientChannel)) continue;
      const untakenSince = this.isDisturbed ? undefined : channel.untakenSince;
      emit({ kind: "session-left", at, session, untakenSince, isStalled: channel.isStalled });
    }
    emit({ kind: "run-ended", at });
  }

  private sawAccess(event: TraceEvent): void {
    const seen = this.access?.see(event);
    if (seen !== undefined) this.party(event.node).done.push(seen);
  }

  private passed({ kind, node, link, opener, bytes, at }: Passing): void {
    this.sockets?.passed(link, at);
    const channel = this.channels.get(link);
    if (channel === undefined) return;
    const { taken, done } = this.party(node);
    if (kind === "data") channel.took(opener, bytes, at, taken);
    else channel.wrote(opener, bytes, at, done);
  }

  private socket(event: SocketEvent): void {
    if (this.sockets === undefined) return;
    const { worker, done } = this.party(event.node);
    const moved = worker === undefined ? undefined : this.sockets.see(worker, event);
    if (moved !== undefined) done.push(moved);
  }

  private sent({ node, at, bytes }: TraceEvent & { readonly kind: "datagram-sent" }): void {
    const { worker, done } = this.party(node);
    if (worker === undefined) return;
    done.push({ kind: "datagram", at, worker, text: textOf(bytes) });
  }

  /** What the master still writes to a session that is over is nobody's reply. */
  private closed({ node, link, at, kind }: Ending): void {
    const channel = this.channels.get(link);
    const { taken, done } = this.party(node);
    if (channel instanceof WorkerChannel) {
      this.channels.delete(link);
      this.correlation.severed(channel.worker);
      // What the master says in this turn, it says knowing that.
      taken.push({ kind: "worker-severed", at, worker: channel.worker });
    } else if (channel !== undefined && kind === "ended") {
      // A client that half-closed still gets its answers; the master's own FIN ends the session.
      taken.push({ kind: "session-half-closed", at, session: link });
    } else if (channel !== undefined) {
      this.channels.delete(link);
      this.correlation.left(link);
      const by = kind === "was-reset" ? "client" : "master";
      done.push({ kind: "session-closed", at, session: link, by });
    }
  }

  /** Late by the scenario's will, nobody keeps instants. */
  private hampered({ node, fault, at }: TraceEvent & { readonly kind: "fault" }): void {
    if (fault !== "slow" && fault !== "pause") return;
    const worker = workerOf(node);
    if (worker !== undefined) this.options.emit({ kind: "worker-hampered", at, worker });
    else if (node === masterName) this.options.emit({ kind: "master-hampered", at });
  }

  private lifeOf(event: TraceEvent & { readonly kind: "start" | "exit" }): void {
    const { node, at } = event;
    const party = this.party(node);
    const { worker } = party;
    const { emit, scripted, unknownVerbs: old } = this.options;
    if (event.kind === "exit") {
      this.endTurn(party, at);
      if (party.isMaster) {
        emit({ kind: "master-ended", at, killed: event.cause.kind === "killed" });
      }
    } else if (party.isMaster) {
      emit({ kind: "master-started", at });
    }
    if (worker === undefined) return;
    const judged = !scripted.has(worker);
    const unknownVerbs = old?.get(worker) ?? none;
    emit(
      event.kind === "start"
        ? { kind: "worker-started", at, worker, judged, unknownVerbs }
        : { kind: "worker-ended", at, worker, code: codeOf(event.cause) },
    );
    if (event.kind === "exit") this.sockets?.ended(worker, at).forEach(emit);
  }

  private done(event: TraceEvent & { readonly kind: "append" | "store" | "probe" }): void {
    const { done, worker } = this.party(event.node);
    const { at, node } = event;
    if (event.kind === "append") {
      const { sink, line } = event;
      if (sink === "log") done.push({ kind: "log", at, node, line });
      else if (sink === "access") this.sawAccess(event);
      else done.push({ kind: "audit", at, node, sink, line });
    } else if (event.kind === "store") {
      const text = textOf(event.bytes);
      done.push({ kind: "stored", at, node, name: event.name, text });
    } else if (node === masterName) {
      const held = heldBy(event.event);
      const session = held && this.sessions.get(held.conn);
      if (held === undefined || session === undefined) return;
      done.push({ kind: "held", at, session, bytes: held.bytes });
    } else {
      const seen =
        worker === undefined
          ? exchangeSeen(at, event.event, this.links.of(node))
          : (tableOf(at, worker, event.event) ??
            dataPlaneSeen(at, worker, event.event, this.links.of(node)));
      if (seen !== undefined) done.push(seen);
    }
  }

  /** A node takes a file as it takes bytes from a connection. */
  private loaded({ at, node, name, found, bytes }: TraceEvent & { readonly kind: "loaded" }): void {
    const text = found ? textOf(bytes) : undefined;
    this.party(node).taken.push({ kind: "loaded", at, node, name, text });
  }

  /** The master opened a connection; only those to a worker are channels. */
  private connecting(link: number, to: Address, at: number): void {
    const node = to.kind === "node" ? to.node : "";
    const worker = workerOf(node);
    if (worker === undefined) return;
    this.channels.set(link, this.channelOf(worker, node));
    this.correlation.linked(worker);
    this.party(masterName).done.push({ kind: "worker-linked", at, worker });
  }

  private channelOf(worker: number, node: string): WorkerChannel {
    const { correlation, reader } = this;
    return new WorkerChannel({ worker, party: this.knownParty(node), correlation, reader });
  }

  /** A client dials the proxy, or a worker a back end. */
  private dialling({ node, link, conn, to, at }: TraceEvent & { readonly kind: "connect" }): void {
    if (node === masterName) this.connecting(link, to, at);
    if (to.kind !== "inet" || !this.options.showsLegs) return;
    const { worker } = this.party(node);
    if (worker === undefined) this.dialled.set(link, conn);
    else {
      this.channels.set(link, new Http2Leg({ connection: link, worker, leg: "origin" }));
    }
  }

  private closing(event: Ending): void {
    const { node, link, at, kind } = event;
    if (node === masterName) this.closed(event);
    const leg = this.channels.get(link);
    if (!(leg instanceof Http2Leg) || kind === "connected" || kind === "ended") return;
    const { worker, done } = this.party(node);
    done.push(leg.ended(at, worker !== undefined, kind));
    if (leg.isOver) this.channels.delete(link);
  }

  private legAccepted(event: TraceEvent & { readonly kind: "accept" }, known?: Channel): void {
    const { node, link, at, conn, opener } = event;
    const { worker, taken } = this.party(node);
    if (known instanceof Http2Leg) taken.push(known.opened(at, node, conn));
    else if (worker !== undefined) {
      const leg = new Http2Leg({ connection: link, worker, leg: "client" });
      this.channels.set(link, leg);
      taken.push(leg.opened(at, opener, this.dialled.get(link) ?? 0));
    }
    this.dialled.delete(link);
  }

  private accepted(event: TraceEvent & { kind: "accept" }): void {
    const { node, link, at, opener, facts } = event;
    const { worker, taken } = this.party(node);
    const known = this.channels.get(link);
    if (node === masterName) {
      const { showsBytes, frameBytesMax = Number.POSITIVE_INFINITY } = this.options;
      const { correlation, reader } = this;
      const session = link;
      this.channels.set(
        link,
        new ClientChannel({ session, correlation, reader, showsBytes, frameBytesMax }),
      );
      this.sessions.set(event.conn, link);
      const { credentials } = facts;
      taken.push({ kind: "session-opened", at, session: link, client: opener, credentials });
    } else if (worker !== undefined && facts.local.kind === "node") {
      // A scripted master is not seen connecting.
      if (known !== undefined) return;
      this.channels.set(link, this.channelOf(worker, node));
    } else if (this.options.showsLegs) {
      this.legAccepted(event, known);
    }
  }

  private endTurn(party: Party, at: number): void {
    const { emit } = this.options;
    const { taken, done, isMaster } = party;
    party.turns += 1;
    if (taken.length > 0) {
      for (const observation of taken) emit(observation);
      empty(taken);
    }
    if (done.length > 0) {
      for (const observation of done) emit(observation);
      empty(done);
    }
    if (isMaster) emit({ kind: "master-turn", at });
  }

  private party(node: string): Party {
    // Events come in runs of one node.
    if (node === this.lastNode) return this.lastParty;
    this.lastNode = node;
    return (this.lastParty = this.knownParty(node));
  }

  private knownParty(node: string): Party {
    let party = this.parties.get(node);
    if (party === undefined) {
      party = partyOf(node);
      this.parties.set(node, party);
    }
    return party;
  }
}

/** One by one: an array whose length is set to nothing gives its room up, and every turn needs some. */
function empty(observations: Observation[]): void {
  while (observations.length > 0) observations.pop();
}

/** Of a file, which may be large: it is read where it lies. */
function textOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("utf8");
}
