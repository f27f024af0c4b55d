// Turns the events of a simulated run into observations: reassembles frames, decodes them, and joins
// what belongs together (a client's request and the orders it became, an order and its answer). Facts
// of one turn of a node are handed on when the turn ends, what it took before what it did. It does
// not judge; a frame that cannot be decoded is simply not an observation.
import type { Address, TraceEvent } from "../../sim/index.ts";
import type { Channel } from "./channel.ts";
import { ClientChannel } from "./client-channel.ts";
import { Correlation } from "./correlation.ts";
import type { Observation } from "./observation.ts";
import { heldBy, tableOf } from "./probe.ts";
import { WorkerChannel } from "./worker-channel.ts";
import { workerOf } from "./worker-name.ts";

export interface ObserverOptions {
  /** Workers that an actor stands in for. */
  readonly scripted: ReadonlySet<number>;
  /** Whether anybody wants to see what clients and master wrote, byte by byte. */
  readonly showsBytes: boolean;
  readonly emit: (observation: Observation) => void;
}

/** A node of the run, with what it took and what it did in the turn that is not over yet. */
interface Party {
  readonly worker: number | undefined;
  readonly isMaster: boolean;
  readonly taken: Observation[];
  readonly done: Observation[];
}

const masterName = "master";

export class Observer {
  private readonly options: ObserverOptions;
  private readonly parties = new Map<string, Party>();
  private readonly correlation = new Correlation();
  /** By the ordinal of the connection: those of clients with the master, and of the master with workers. */
  private readonly channels = new Map<number, Channel>();
  /** By the master's own number for it. */
  private readonly sessions = new Map<number, number>();
  /** Something in the scenario keeps bytes where they are. */
  private isDisturbed = false;

  constructor(options: ObserverOptions) {
    this.options = options;
  }

  observe(event: TraceEvent): void {
    switch (event.kind) {
      case "turn":
        this.endTurn(this.party(event.node), event.at);
        return;
      case "data":
        this.channels
          .get(event.link)
          ?.took(event.opener, event.bytes, event.at, this.party(event.node).taken);
        return;
      case "write":
        this.channels
          .get(event.link)
          ?.wrote(event.opener, event.bytes, event.at, this.party(event.node).done);
        return;
      case "connect":
        if (event.node === masterName) this.connecting(event.link, event.to);
        return;
      case "accept":
        this.accepted(event);
        return;
      case "end":
      case "reset":
      case "was-reset":
        this.closed(event);
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
      // A client that half-closed still gets its answers; the master's own FIN ends the session.
      case "ended":
        this.halfClosed(event);
        return;
      case "fault":
        this.isDisturbed = true;
        return;
      case "listen":
      case "connected":
      case "datagram":
      case "datagram-sent":
      case "load":
      case "loaded":
      case "deadline":
        return;
    }
  }

  /** Nothing more will happen. */
  end(at: number): void {
    const { emit } = this.options;
    for (const [session, channel] of this.channels) {
      if (!(channel instanceof ClientChannel)) continue;
      const untakenSince = this.isDisturbed ? undefined : channel.untakenSince;
      emit({ kind: "session-left", at, session, untakenSince });
    }
    emit({ kind: "run-ended", at });
  }

  private halfClosed({ node, link, at }: TraceEvent & { readonly kind: "ended" }): void {
    if (node !== masterName || !(this.channels.get(link) instanceof ClientChannel)) return;
    this.party(node).taken.push({ kind: "session-half-closed", at, session: link });
  }

  /** What the master still writes to a session that is over is nobody's reply. */
  private closed({
    kind,
    node,
    link,
    at,
  }: TraceEvent & { readonly kind: "end" | "reset" | "was-reset" }): void {
    if (node !== masterName || !(this.channels.get(link) instanceof ClientChannel)) return;
    this.channels.delete(link);
    this.correlation.left(link);
    this.party(node).done.push({
      kind: "session-closed",
      at,
      session: link,
      by: kind === "was-reset" ? "client" : "master",
    });
  }

  private lifeOf(event: TraceEvent & { readonly kind: "start" | "exit" }): void {
    const { node, at } = event;
    const party = this.party(node);
    const { worker } = party;
    if (event.kind === "exit") {
      this.endTurn(party, at);
      if (party.isMaster) this.options.emit({ kind: "master-ended", at });
    } else if (party.isMaster) {
      this.options.emit({ kind: "master-started", at });
    }
    if (worker === undefined) return;
    const judged = !this.options.scripted.has(worker);
    this.options.emit(
      event.kind === "start"
        ? { kind: "worker-started", at, worker, judged }
        : { kind: "worker-ended", at, worker },
    );
  }

  private done(event: TraceEvent & { readonly kind: "append" | "store" | "probe" }): void {
    const { done, worker } = this.party(event.node);
    const { at, node } = event;
    if (event.kind === "append") {
      const { sink, line } = event;
      if (sink === "log") done.push({ kind: "log", at, node, line });
      else if (sink !== "access") done.push({ kind: "audit", at, node, sink, line });
    } else if (event.kind === "store") {
      const text = Buffer.from(event.bytes).toString("utf8");
      done.push({ kind: "stored", at, node, name: event.name, text });
    } else if (node === masterName) {
      const held = heldBy(event.event);
      const session = held && this.sessions.get(held.conn);
      if (held === undefined || session === undefined) return;
      done.push({ kind: "held", at, session, bytes: held.bytes });
    } else {
      const table = worker === undefined ? undefined : tableOf(at, worker, event.event);
      if (table !== undefined) done.push(table);
    }
  }

  /** A node takes a file as it takes bytes from a connection. */
  private loaded({ at, node, name, found, bytes }: TraceEvent & { readonly kind: "loaded" }): void {
    const text = found ? Buffer.from(bytes).toString("utf8") : undefined;
    this.party(node).taken.push({ kind: "loaded", at, node, name, text });
  }

  /** The master opened a connection; only those to a worker are channels. */
  private connecting(link: number, to: Address): void {
    const worker = to.kind === "node" ? workerOf(to.node) : undefined;
    if (worker !== undefined) this.channels.set(link, new WorkerChannel(worker, this.correlation));
  }

  private accepted(event: TraceEvent & { kind: "accept" }): void {
    const { node, link, at, opener, facts } = event;
    const { worker, taken } = this.party(node);
    if (node === masterName) {
      const { showsBytes } = this.options;
      const { correlation } = this;
      this.channels.set(link, new ClientChannel({ session: link, correlation, showsBytes }));
      this.sessions.set(event.conn, link);
      const { credentials } = facts;
      taken.push({ kind: "session-opened", at, session: link, client: opener, credentials });
    } else if (worker !== undefined && !this.channels.has(link)) {
      // A scripted master is not seen connecting.
      this.channels.set(link, new WorkerChannel(worker, this.correlation));
    }
  }

  private endTurn({ taken, done, isMaster }: Party, at: number): void {
    const { emit } = this.options;
    for (const observation of taken) emit(observation);
    for (const observation of done) emit(observation);
    taken.length = 0;
    done.length = 0;
    if (isMaster) emit({ kind: "master-turn", at });
  }

  private party(node: string): Party {
    let party = this.parties.get(node);
    if (party === undefined) {
      party = { worker: workerOf(node), isMaster: node === masterName, taken: [], done: [] };
      this.parties.set(node, party);
    }
    return party;
  }
}
