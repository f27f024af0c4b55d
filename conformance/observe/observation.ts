// What a checker is shown: the facts of a run in plain values, in the order they happened. A trace
// of the simulator and, later, a recording from real sockets both become this, so that a checker
// does not know where it looks from. Nothing here is judged.
import type { Request } from "../../wire/index.ts";
import type { AccessObservation } from "./access.ts";
import type { DataPlaneObservation } from "./data-plane.ts";
import type { Http2Observation } from "./http2.ts";
import type { HttpTraffic } from "./http-traffic.ts";
import type { MetricsShown } from "./metrics.ts";
import type { TrafficObservation } from "./traffic.ts";

/** Ordinal of a connection in the run; the same on both ends. */
export type SessionKey = number;

export interface Credentials {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
  /** The name of the process, where the host tells it. */
  readonly comm?: string | undefined;
}

/** What a request asks for, by the name of its field. */
export type Verb = NonNullable<Request["requestType"]["case"]>;

/** `SetMetricDetail` as it stood on the wire; undefined is absent. */
export interface LeaseRequest {
  readonly clientId: string;
  readonly detail: number | undefined;
  readonly ttlSeconds: number | undefined;
  readonly clear: boolean | undefined;
  readonly reason: string | undefined;
  readonly peerPid: number | undefined;
  readonly peerSession: string | undefined;
}

/** A worker's own four values after a lease verb. */
export interface WorkerStatus {
  readonly configured: number;
  readonly effective: number;
  readonly previous: number;
  readonly count: number;
}

/** The master's own levels, and what each worker said, keyed by worker id. */
export interface FleetStatus {
  readonly configured: number;
  readonly effective: number;
  readonly previous: number;
  readonly workers: ReadonlyMap<number, WorkerStatus>;
}

export type ReplyStatus = "ok" | "processing" | "failure";

export interface LevelChange {
  readonly previous: number;
  readonly effective: number;
  readonly transition: string;
  readonly clientId: string | undefined;
}

/** One lease as a probe shows it. `session` is 32 lower-case hex digits. */
export interface ShownLease {
  readonly clientId: string;
  readonly level: number;
  readonly expiresAt: number;
  readonly pid: number | undefined;
  readonly session: string | undefined;
}

interface Fact<Kind extends string> {
  readonly kind: Kind;
  /** Integer microseconds of the run. */
  readonly at: number;
}

/** A client's connection reached the master. */
export interface SessionOpened extends Fact<"session-opened"> {
  readonly session: SessionKey;
  /** The node it came from. */
  readonly client: string;
  readonly credentials: Credentials | undefined;
}

/** Either end finished the connection; the client can send nothing more. */
export interface SessionClosed extends Fact<"session-closed"> {
  readonly session: SessionKey;
  readonly by: "client" | "master";
}

/** The client sends nothing more; it may still read. */
export interface SessionHalfClosed extends Fact<"session-half-closed"> {
  readonly session: SessionKey;
}

/** A connection that is still open when the run ends. */
export interface SessionLeft extends Fact<"session-left"> {
  readonly session: SessionKey;
  /** Since when the master leaves bytes where they are, though the client reads and nothing disturbs them. */
  readonly untakenSince: number | undefined;
  /** A frame has left in part: the client does not read. */
  readonly isStalled: boolean;
}

/** The master took a frame that is no request of a known verb: whether it is answered is left open. */
export interface FrameMisunderstood extends Fact<"misunderstood"> {
  readonly session: SessionKey;
}

/** What the master took from a client, or wrote to it, as it was cut. */
export interface ClientBytes extends Fact<"client-bytes"> {
  readonly session: SessionKey;
  readonly by: "client" | "master";
  readonly bytes: Uint8Array;
}

/** The master wrote the last byte of an event to a client. */
export interface EventWritten extends Fact<"event-written"> {
  readonly session: SessionKey;
  /** A worker id, or another word for the master itself. */
  readonly source: string;
  /** As the schema numbers them. */
  readonly event: number;
  readonly change: LevelChange | undefined;
  /** The client has not read all that was written to it before this instant. */
  readonly isBehind: boolean;
}

/** The master took the last byte of a well-formed request. `ordinal` counts from 0 within the session. */
export interface RequestTaken extends Fact<"request"> {
  readonly session: SessionKey;
  readonly ordinal: number;
  readonly verb: Verb | undefined;
  /** Undefined for a lease verb, which `lease` tells in full. */
  readonly request: Request | undefined;
  readonly lease: LeaseRequest | undefined;
  /** Of its frame, prefix included. */
  readonly bytes: number;
}

/** The master wrote the last byte of a reply. `ordinal` names the request that a terminal reply ends. */
export interface ReplyWritten extends Fact<"reply"> {
  readonly metrics?: MetricsShown | undefined;
  readonly session: SessionKey;
  readonly ordinal: number | undefined;
  readonly status: ReplyStatus;
  readonly message: string;
  readonly fleet: FleetStatus | undefined;
  /** What each worker made of its clusters, by its key in the reply. */
  readonly hashes: ReadonlyMap<string, string> | undefined;
  /** Which of the contents of the schema it carries. */
  readonly content: string | undefined;
  /** Of its frame, prefix included. */
  readonly bytes: number;
}

/** The end of a turn of the master. */
export type MasterTurn = Fact<"master-turn">;

export interface WorkerStarted extends Fact<"worker-started"> {
  readonly worker: number;
  /** False where an actor stands in for the implementation: its answers are not judged. */
  readonly judged: boolean;
  /** Verbs that it is too old to know. */
  readonly unknownVerbs: readonly string[];
}

export interface WorkerEnded extends Fact<"worker-ended"> {
  readonly worker: number;
  /** Of a process that ended by itself, where that is known. */
  readonly code: number | undefined;
}

/** The master opened the channel to a worker. */
export interface WorkerLinked extends Fact<"worker-linked"> {
  readonly worker: number;
}

/** Nothing more passes between the master and a worker, as the master sees it. */
export interface WorkerSevered extends Fact<"worker-severed"> {
  readonly worker: number;
}

/** The master wrote the last byte of an order of any verb. `session` and `ordinal` name the client's request behind it. */
export interface OrderSent extends Fact<"order-sent"> {
  readonly worker: number;
  readonly id: string;
  readonly session: SessionKey | undefined;
  readonly ordinal: number | undefined;
  readonly verb: string;
  /** Of its frame, prefix included. */
  readonly bytes: number;
}

/** A worker took a lease verb: the instant α of the contract. `session` and `ordinal` name the client's request behind it. */
export interface OrderTaken extends Fact<"order"> {
  readonly worker: number;
  readonly id: string;
  readonly session: SessionKey | undefined;
  readonly ordinal: number | undefined;
  readonly lease: LeaseRequest;
  /** As the client worded it; a master may word it anew. */
  readonly asked: LeaseRequest | undefined;
}

/** A worker wrote its answer to an order of any verb. */
export interface AnswerWritten extends Fact<"answer"> {
  readonly worker: number;
  readonly id: string;
  readonly status: ReplyStatus;
  readonly message: string;
  readonly detail: WorkerStatus | undefined;
  /** Of its frame, prefix included. */
  readonly bytes: number;
}

/** A worker wrote its terminal answer to an order that is no lease verb. */
export interface OrderDone extends Fact<"order-done"> {
  readonly worker: number;
  readonly id: string;
  /** When the worker took the order: an answer that waits for its channel was made before it is written. */
  readonly takenAt: number;
  /** The last of it was written in a later turn than that in which the order was taken. */
  readonly hasWaited: boolean;
  readonly request: Request;
  readonly status: ReplyStatus;
  readonly metrics: MetricsShown | undefined;
}

/** A worker sent a datagram. */
export interface DatagramSent extends Fact<"datagram"> {
  readonly worker: number;
  readonly text: string;
}

/** The master took the last byte of a worker's answer. */
export interface AnswerTaken extends Fact<"answer-taken"> {
  readonly worker: number;
  readonly id: string;
}

/** The master took the last byte of a worker's METRIC_DETAIL_CHANGED. */
export interface LevelEventTaken extends Fact<"event-taken"> {
  readonly worker: number;
  readonly change: LevelChange;
}

/** How many bytes the master keeps for a client, as a probe shows it at the end of a turn. */
export interface BytesHeld extends Fact<"held"> {
  readonly session: SessionKey;
  readonly bytes: number;
}

/** A worker wrote a METRIC_DETAIL_CHANGED. */
export interface LevelEvent extends Fact<"level-event"> {
  readonly worker: number;
  readonly change: LevelChange;
}

/** A worker showed its lease table at the end of a turn. */
export interface TableShown extends Fact<"table"> {
  readonly worker: number;
  readonly configured: number;
  readonly effective: number;
  readonly leases: readonly ShownLease[];
}

export interface LogLine extends Fact<"log"> {
  readonly node: string;
  readonly line: string;
}

/** A node wrote a line to one of its audit sinks. */
export interface AuditLine extends Fact<"audit"> {
  readonly node: string;
  readonly sink: string;
  readonly line: string;
}

/** A node wrote a file. */
export interface FileStored extends Fact<"stored"> {
  readonly node: string;
  readonly name: string;
  readonly text: string;
}

/** The master's process is gone. */
export interface MasterEnded extends Fact<"master-ended"> {
  /** By somebody else. */
  readonly killed: boolean;
}

/** From now on the scenario makes the master late. */
export type MasterHampered = Fact<"master-hampered">;

/** From now on the scenario keeps a worker from its work. */
export interface WorkerHampered extends Fact<"worker-hampered"> {
  readonly worker: number;
}

/** What a client whose twin is played took from one connection at one instant, or how that ended. */
export interface Received extends Fact<"received"> {
  readonly client: string;
  /** Which of the client's connections, from 0. */
  readonly connection: number;
  /** Hex digits, or the end of the connection in words. */
  readonly bytes: string;
}

/** The run came to its end. */
export type RunEnded = Fact<"run-ended">;
/** A file that a node asked for was read; undefined where there is none. */
export interface FileLoaded extends Fact<"loaded"> {
  readonly node: string;
  readonly name: string;
  readonly text: string | undefined;
}

/** A process of the master began: what an earlier one knew is gone. */
export type MasterStarted = Fact<"master-started">;

/** The master wrote the last byte of an order that is no lease verb. */
export interface ConfigurationSent extends Fact<"configuration-sent"> {
  readonly worker: number;
  readonly request: Request;
}

export type Observation =
  | SessionOpened
  | SessionClosed
  | SessionHalfClosed
  | SessionLeft
  | ClientBytes
  | EventWritten
  | LevelEventTaken
  | BytesHeld
  | FrameMisunderstood
  | RequestTaken
  | ReplyWritten
  | MasterTurn
  | WorkerStarted
  | WorkerEnded
  | WorkerLinked
  | WorkerSevered
  | OrderSent
  | OrderTaken
  | AnswerWritten
  | AnswerTaken
  | OrderDone
  | DatagramSent
  | LevelEvent
  | TableShown
  | LogLine
  | AuditLine
  | FileStored
  | FileLoaded
  | MasterStarted
  | ConfigurationSent
  | MasterEnded
  | MasterHampered
  | WorkerHampered
  | Received
  | RunEnded
  | DataPlaneObservation
  | AccessObservation
  | Http2Observation
  | TrafficObservation
  | HttpTraffic;
