// Turns the events of a simulated run into observations: reassembles frames, decodes them, and joins
// what belongs together (a client's request and the orders it became, an order and its answer). Facts
// of one turn of a node are handed on when the turn ends, what it took before what it did. It does
// not judge; a frame that cannot be decoded is simply not an observation.
import type { TraceEvent } from "../../sim/index.ts";
import { ClientChannels } from "./client-channels.ts";
import { Correlation } from "./correlation.ts";
import type { Observation } from "./observation.ts";
import { tableOf } from "./probe.ts";
import { WorkerChannels } from "./worker-channels.ts";
import { workerOf } from "./worker-name.ts";

export interface ObserverOptions {
  /** Workers that an actor stands in for. */
  readonly scripted: ReadonlySet<number>;
  readonly emit: (observation: Observation) => void;
}

/** What a node took and what it did in the turn that is not over yet. */
interface Turn {
  readonly taken: Observation[];
  readonly done: Observation[];
}

const masterName = "master";
export class Observer {
  private readonly options: ObserverOptions;
  private readonly turns = new Map<string, Turn>();
  private readonly correlation = new Correlation();
  private readonly clients: ClientChannels;
  private readonly workers: WorkerChannels;
  private readonly workerIds = new Map<string, number | undefined>();

  constructor(options: ObserverOptions) {
    this.options = options;
    this.clients = new ClientChannels(this.correlation);
    this.workers = new WorkerChannels(this.correlation);
  }

  observe(event: TraceEvent): void {
    switch (event.kind) {
      case "turn":
        this.endTurn(event.node, event.at);
        return;
      case "data":
        this.take(event);
        return;
      case "write":
        this.write(event);
        return;
      case "connect":
        if (event.node === masterName) this.workers.opened(event.link, event.to);
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
      // A client that half-closed still gets its answers; the master's own FIN ends the session.
      case "ended":
      case "listen":
      case "connected":
      case "datagram":
      case "datagram-sent":
      case "load":
      case "deadline":
      case "fault":
        return;
    }
  }

  private closed({ node, link, at }: TraceEvent & { readonly link: number }): void {
    if (node !== masterName || !this.clients.closed(link)) return;
    this.turn(node).done.push({ kind: "session-closed", at, session: link });
  }

  private lifeOf(event: TraceEvent & { readonly kind: "start" | "exit" }): void {
    const { node, at } = event;
    const worker = this.workerId(node);
    if (event.kind === "exit") this.endTurn(node, at);
    if (worker === undefined) return;
    const judged = !this.options.scripted.has(worker);
    this.options.emit(
      event.kind === "start"
        ? { kind: "worker-started", at, worker, judged }
        : { kind: "worker-ended", at, worker },
    );
  }

  private done(event: TraceEvent & { readonly kind: "append" | "store" | "probe" }): void {
    const { done } = this.turn(event.node);
    const { at, node } = event;
    if (event.kind === "append") {
      if (event.sink === "log") done.push({ kind: "log", at, node, line: event.line });
    } else if (event.kind === "store") {
      done.push({ kind: "stored", at, node, text: Buffer.from(event.bytes).toString("utf8") });
    } else {
      const worker = this.workerId(node);
      const table = worker === undefined ? undefined : tableOf(at, worker, event.event);
      if (table !== undefined) done.push(table);
    }
  }

  private accepted(event: TraceEvent & { kind: "accept" }): void {
    const worker = this.workerId(event.node);
    if (event.node === masterName) {
      this.clients.opened(event.link);
      const { credentials } = event.facts;
      this.turn(event.node).taken.push({
        kind: "session-opened",
        at: event.at,
        session: event.link,
        client: event.opener,
        credentials,
      });
    } else if (worker !== undefined) {
      this.workers.accepted(event.link, worker);
    }
  }

  private take(event: TraceEvent & { kind: "data" }): void {
    const { taken } = this.turn(event.node);
    if (event.node === masterName) {
      this.clients.taken(event.link, event.at, event.bytes, taken);
      this.workers.takenByMaster(event.link, event.at, event.bytes, taken);
    } else {
      this.workers.takenByWorker(event.link, event.at, event.bytes, taken);
    }
  }

  private write(event: TraceEvent & { kind: "write" }): void {
    const { done } = this.turn(event.node);
    if (event.node === masterName) {
      this.clients.written(event.link, event.at, event.bytes, done);
      // Which request an order belongs to is only known once the requests of the turn are.
      this.workers.writtenByMaster(event.link, event.bytes);
    } else {
      this.workers.writtenByWorker(event.link, event.at, event.bytes, done);
    }
  }

  private turn(node: string): Turn {
    let turn = this.turns.get(node);
    if (turn === undefined) {
      turn = { taken: [], done: [] };
      this.turns.set(node, turn);
    }
    return turn;
  }

  private endTurn(node: string, at: number): void {
    const turn = this.turns.get(node);
    if (turn !== undefined) {
      for (const observation of turn.taken) this.options.emit(observation);
      for (const observation of turn.done) this.options.emit(observation);
      turn.taken.length = 0;
      turn.done.length = 0;
    }
    if (node === masterName) this.options.emit({ kind: "master-turn", at });
  }

  private workerId(node: string): number | undefined {
    if (!this.workerIds.has(node)) this.workerIds.set(node, workerOf(node));
    return this.workerIds.get(node);
  }
}
