// Every machine that takes bytes, in the middle of its work: the master and the worker of the
// reference, and the actors of the world. A stand says how its machine is reached, gives it one bent
// frame at a time, and counts what it took and what it refused.
import {
  type ActorJournal,
  createActorJournal,
  compileScenario,
  type ConnId,
  createRenewer,
  createRogue,
  createSubscriber,
  type Host,
  type Machine,
  Operator,
  rogueActs,
  ScriptedMaster,
  ScriptedWorker,
  StatsdSink,
} from "../../../sim/index.ts";
import {
  decodeResponse,
  decodeWorkerRequest,
  decodeWorkerResponse,
  type FrameDecoder,
} from "../../../wire/index.ts";
import { referenceTarget } from "../../targets/reference.ts";
import { answerFrame, orderFrame, replyFrame, requestFrame } from "./corpus.ts";
import type { Draws } from "./draws.ts";
import { Life } from "./life.ts";
import { mutated } from "./mutation.ts";
import { PeerHost } from "./peer-host.ts";
import { AnswerTally, type Counts, framesOf } from "./tally.ts";

export interface Station {
  readonly life: Life;
  /** One bent frame to one of its connections. */
  give(draws: Draws): void;
}

export interface Stand {
  readonly name: string;
  readonly framesPerLife: number;
  readonly open: (counts: Counts, draws: Draws) => Station;
}

const { testee } = referenceTarget();
const { settings } = compileScenario({
  format: 1,
  id: "hostile",
  title: "A fleet for hostile frames.",
  rules: [],
  cells: [],
  tags: [],
  source: "no bytes of a peer may make a machine throw",
  world: { workers: 2, frameBytesMax: 4_096 },
  actors: {},
  steps: [],
  expect: [],
  endMicros: 1,
});
const { frameBytesMax, commandSocket } = settings;

class MasterStation implements Station {
  readonly life: Life;
  readonly #counts: Counts;
  readonly #tally: AnswerTally;
  readonly #clients: ConnId[] = [];
  readonly #orders = new Map<ConnId, FrameDecoder>();
  #asked: string[] = [];

  constructor(counts: Counts, draws: Draws) {
    const host = new PeerHost(draws, false);
    this.life = new Life(host, testee.createMaster(host));
    this.life.start("master", testee.masterConfig(settings), draws);
    this.#counts = counts;
    this.#tally = new AnswerTally(counts, decodeResponse);
  }

  give(draws: Draws): void {
    const channels = this.life.opened;
    if (channels.length > 0 && draws.below(3) === 0) {
      this.#giveTo(draws.oneOf(channels), answerFrame(draws, this.#asked), draws);
    } else {
      this.#giveTo(this.#client(draws), requestFrame(draws), draws);
    }
  }

  #giveTo(conn: ConnId, good: Uint8Array, draws: Draws): void {
    this.life.give(conn, mutated(good, draws), draws);
    for (const write of this.life.takeWrites()) {
      // A machine opens even connections; those of the master lead to its workers.
      if (write.conn % 2 === 0) this.#hear(write.conn, write.bytes);
      else this.#tally.read(write);
    }
    for (const ended of this.life.takeEnded()) {
      this.#counts.refused += 1;
      this.#drop(ended, draws);
    }
  }

  #hear(conn: ConnId, bytes: Uint8Array): void {
    for (const payload of framesOf(this.#orders, conn, bytes)) {
      const order = decodeWorkerRequest(payload);
      if (order.ok) this.#asked = [...this.#asked.slice(-8), order.message.id];
    }
  }

  /** One of at most four; now and then one leaves and another comes. */
  #client(draws: Draws): ConnId {
    const place = draws.below(4);
    const conn = this.#clients[place];
    if (conn !== undefined && draws.below(32) !== 0) return conn;
    if (conn !== undefined) this.#drop(conn, draws);
    const accepted = this.life.acceptClient();
    this.#clients.push(accepted);
    return accepted;
  }

  #drop(conn: ConnId, draws: Draws): void {
    const place = this.#clients.indexOf(conn);
    if (place >= 0) this.#clients.splice(place, 1);
    this.life.leave(conn, draws);
  }
}

interface WorkerStand {
  readonly create: (host: Host) => Machine;
  readonly isRoomy: boolean;
}

class WorkerStation implements Station {
  readonly life: Life;
  readonly #counts: Counts;
  readonly #tally: AnswerTally;
  readonly #channel: ConnId;

  constructor(counts: Counts, draws: Draws, worker: WorkerStand) {
    const host = new PeerHost(draws, worker.isRoomy);
    this.life = new Life(host, worker.create(host));
    this.life.start("worker-0", testee.workerConfig(settings, 0), draws);
    this.#channel = this.life.acceptMaster();
    this.#counts = counts;
    this.#tally = new AnswerTally(counts, decodeWorkerResponse);
  }

  give(draws: Draws): void {
    this.life.give(this.#channel, mutated(orderFrame(draws), draws), draws);
    for (const write of this.life.takeWrites()) this.#tally.read(write);
    for (const ended of this.life.takeEnded()) {
      this.#counts.refused += 1;
      this.life.leave(ended, draws);
    }
  }
}

/** Actors answer nobody: what they took is what they wrote down. */
class ActorStation implements Station {
  readonly life: Life;
  readonly #counts: Counts;
  readonly #journal: ActorJournal = createActorJournal("a");
  readonly #frame: (draws: Draws) => Uint8Array;

  constructor(counts: Counts, draws: Draws, actor: ActorStand) {
    const host = new PeerHost(draws, false);
    this.#counts = counts;
    this.#frame = actor.frame;
    this.life = new Life(host, actor.create(host, this.#journal));
    this.life.start("actor", new Uint8Array(), draws);
  }

  give(draws: Draws): void {
    const bytes = mutated(this.#frame(draws), draws);
    const { opened } = this.life;
    if (opened.length === 0) this.life.giveDatagram(bytes, draws);
    else this.life.give(draws.oneOf(opened), bytes, draws);
    this.life.takeWrites();
    for (const ended of this.life.takeEnded()) this.life.leave(ended, draws);
    for (const { entries } of this.#journal.connections) {
      for (const { kind } of entries.splice(0)) this.#count(kind);
    }
    this.#counts.accepted += this.#journal.datagrams.splice(0).length;
  }

  #count(kind: string): void {
    if (kind === "received") this.#counts.accepted += 1;
    if (kind === "unreadable") this.#counts.refused += 1;
  }
}

interface ActorStand {
  readonly create: (host: Host, journal: ActorJournal) => Machine;
  readonly frame: (draws: Draws) => Uint8Array;
}

const client = (journal: ActorJournal) => ({ commandSocket, frameBytesMax, journal });
const at = { startMicros: 0 };
const lease = { name: "top", clientId: "a", detail: 3, ttlSeconds: 2, stopMicros: undefined };
const open = { at: 0, connection: "main", step: undefined, action: { kind: "open" } } as const;
const workers = new Map([["worker-0", new Uint8Array()]]);

const actors: Readonly<Record<string, ActorStand>> = {
  operator: {
    create: (host, journal) => new Operator(host, [open], client(journal)),
    frame: replyFrame,
  },
  renewer: {
    create: (host, journal) =>
      createRenewer(host, { ...lease, ...at, period: "exact" }, client(journal)),
    frame: replyFrame,
  },
  subscriber: {
    create: (host, journal) => createSubscriber(host, { name: "watch", ...at }, client(journal)),
    frame: replyFrame,
  },
  rogue: {
    create: (host, journal) =>
      createRogue(
        host,
        { ...at, everyMicros: 1, times: 7, repertoire: rogueActs },
        client(journal),
      ),
    frame: replyFrame,
  },
  "scripted master": {
    create: (host, journal) => new ScriptedMaster(host, [], { workers, frameBytesMax, journal }),
    frame: (draws) => answerFrame(draws, ["order-0"]),
  },
  "statsd sink": {
    create: (host, journal) => new StatsdSink(host, { host: "h", port: 1, journal }),
    frame: replyFrame,
  },
};

/** Actors end nothing, so a wrong length spoils whatever comes after it on the same connection. */
const actorFrames = 20;
const worker: WorkerStand = { create: (host) => testee.createWorker(host), isRoomy: false };

const oldWorker = { kind: "old", unknownVerbs: ["status", "setMetricDetail"] } as const;
/** It counts on room for the few bytes of its own refusals. */
const scriptedWorker: WorkerStand = {
  create: (host) => new ScriptedWorker(host, testee.createWorker(host), oldWorker, frameBytesMax),
  isRoomy: true,
};

export const stands: readonly Stand[] = [
  {
    name: "master",
    framesPerLife: 1_000,
    open: (counts, draws) => new MasterStation(counts, draws),
  },
  {
    name: "worker",
    framesPerLife: 1_000,
    open: (counts, draws) => new WorkerStation(counts, draws, worker),
  },
  {
    name: "scripted worker",
    framesPerLife: actorFrames,
    open: (counts, draws) => new WorkerStation(counts, draws, scriptedWorker),
  },
  ...Object.entries(actors).map(([name, actor]) => ({
    name,
    framesPerLife: actorFrames,
    open: (counts: Counts, draws: Draws) => new ActorStation(counts, draws, actor),
  })),
];
