// The two interfaces a machine of this folder stands between: what it is told (Machine) and what it
// may ask for (Host). It is the structural twin of `sim/machine.ts`, written here so that the
// reference depends on nothing that hosts it; TypeScript joins the two where both are named. It
// deliberately holds no behaviour.

/** Integer microseconds since the run began, on this node's monotonic clock. */
export type Micros = number;

/**
 * A connection as one machine knows it. Numbered by whoever creates it, so that nothing waits for
 * an answer: a machine numbers the connections it opens 2, 4, 6, …, its host those it accepts
 * 1, 3, 5, …. Never used twice.
 */
export type ConnId = number;

/** A listener as one machine knows it; chosen by the machine. */
export type ListenerId = number;

export type NodeName = string;

export type Address =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "inet"; readonly host: string; readonly port: number }
  /** The channel between a master and its worker. */
  | { readonly kind: "node"; readonly node: NodeName };

export interface Credentials {
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
  /** The name of the process, where the host tells it. */
  readonly comm?: string | undefined;
}

export interface AcceptFacts {
  readonly listener: ListenerId;
  readonly local: Address;
  readonly remote: Address;
  readonly credentials: Credentials | undefined;
}

export interface TlsFacts {
  readonly version: string;
  readonly cipher: string;
  readonly serverName: string | undefined;
  readonly alpn: string | undefined;
  readonly certificateNames: readonly string[];
}

export type SecureOutcome =
  | { readonly kind: "secured"; readonly facts: TlsFacts }
  | { readonly kind: "failed"; readonly reason: string };

export type ListenOutcome = "listening" | "address-in-use" | "denied";

/** Hanging is not an outcome: the machine has a deadline. */
export type ConnectOutcome = "connected" | "refused" | "unreachable" | "no-descriptor";

export type ExitCause =
  { readonly kind: "exited"; readonly code: number } | { readonly kind: "killed" };

export type Sink = "audit" | "audit-json" | "access" | "log";

export interface Boot {
  readonly name: NodeName;
  readonly config: Uint8Array;
  readonly seed: number;
}

/** One lease of a worker's table as a checker may see it. */
export interface LeaseProbe {
  readonly clientId: string;
  readonly level: number;
  readonly expiresAt: Micros;
  readonly pid: number | undefined;
  /** The u128 as 32 lower-case hexadecimal digits. */
  readonly session: string | undefined;
}

/** A worker's lease table at the end of a turn that changed it, and once at its start. */
export interface LeasesProbe {
  readonly kind: "leases";
  readonly configured: number;
  readonly effective: number;
  readonly leases: readonly LeaseProbe[];
}

/** What a master keeps for a subscriber at the end of a turn that changed it. */
export interface HeldProbe {
  readonly kind: "held";
  readonly conn: ConnId;
  readonly bytes: number;
}

/** One direction of a slot. */
export interface FlowProbe {
  /** A complete head is there. */
  readonly hasHead: boolean;
  /** Payload that waits to leave. */
  readonly storedBytes: number;
  /** Its last byte has left. */
  readonly isFinished: boolean;
  /** Whoever reads it broke off. */
  readonly isBroken: boolean;
  /** What the peer of the leg that writes it lets it send on its stream. */
  readonly windowBytes: number;
}

/** A slot moved, or was made, or was dropped. */
export interface SlotProbe {
  readonly kind: "slot";
  /** Its client's connection. */
  readonly session: ConnId;
  readonly slot: number;
  /** `none`: before it was made, after it was dropped. */
  readonly from: string;
  readonly to: string;
  readonly input: string;
  /** What the client calls it in HTTP/2, once it does; else 0. */
  readonly stream: number;
  readonly counted: boolean;
  readonly attempts: number;
  /** The back end's connection it names. */
  readonly token: ConnId | undefined;
  /** Whether the reverse index lists it, under that connection or any other. */
  readonly isListed: boolean;
  readonly isOpen: boolean;
  readonly isQuiesced: boolean;
  readonly requestFlow: FlowProbe;
  readonly responseFlow: FlowProbe;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly isRequestEnded: boolean;
  readonly isResponseEnded: boolean;
  /** Of its answer, when that is there. */
  readonly status: number | undefined;
  /** Of a new one and of one that is used again. */
  readonly digest?: string;
}

/** One move of a paired gauge, where it was filed. */
export interface GaugeProbe {
  readonly kind: "gauge";
  readonly name: string;
  readonly cluster?: string | undefined;
  readonly backend?: string | undefined;
  readonly delta: number;
  readonly before: number;
  readonly after: number;
}

/** A slot's back end said that its answer is still to come. */
export interface InterimProbe {
  readonly kind: "interim";
  /** Its client's connection. */
  readonly session: ConnId;
  readonly slot: number;
}

/** What a connection of HTTP/2 is counted by, at the end of a turn that changed it; nothing when it is over. */
export interface Http2Probe {
  readonly kind: "http2";
  readonly conn: ConnId;
  readonly streams: number;
  /** What the peer still lets us send on the connection. */
  readonly windowBytes: number;
  readonly windowUpdates: number;
}

/** What a worker holds for its connections, at the end of a turn that changed it. */
export interface BuffersProbe {
  readonly kind: "buffers";
  readonly inUse: number;
  readonly highWater: number;
  readonly slots: number;
  readonly http2Connections: number;
  /** The most that there may be in use. */
  readonly max: number;
  /** How often there were no two for a slot, since the start. */
  readonly refusals: number;
  /** To clients and to back ends. */
  readonly connections: number;
  /** Connections to back ends that slots are linked to. */
  readonly links: number;
  /** Timers that run. */
  readonly timers: number;
}

/** A look into a machine for checkers. Never enters the hash. */
export type ProbeEvent =
  LeasesProbe | HeldProbe | SlotProbe | GaugeProbe | BuffersProbe | InterimProbe | Http2Probe;

/** Takes a machine's state without absolute time, ids or random values. */
export interface Digest {
  int(value: number): void;
  text(value: string): void;
  bytes(value: Uint8Array): void;
  /** Hashed as `at - now`. */
  duration(at: Micros): void;
}

export interface Machine {
  onStart(now: Micros, boot: Boot): void;
  onListen(now: Micros, listener: ListenerId, outcome: ListenOutcome): void;
  /** On TLS listeners: before the handshake. */
  onAccept(now: Micros, conn: ConnId, facts: AcceptFacts): void;
  /** On TLS listeners: after the handshake; bytes come only then. */
  onSecure(now: Micros, conn: ConnId, outcome: SecureOutcome): void;
  onConnect(now: Micros, conn: ConnId, outcome: ConnectOutcome): void;
  /** Returns how many bytes it took; the rest waits for `resume()`. */
  onData(now: Micros, conn: ConnId, bytes: Uint8Array): number;
  /** Once, after a short write, when half the buffer is free. */
  onWritable(now: Micros, conn: ConnId): void;
  /** FIN, after every byte was taken. */
  onEnd(now: Micros, conn: ConnId): void;
  onReset(now: Micros, conn: ConnId): void;
  onDatagram(now: Micros, listener: ListenerId, from: Address, bytes: Uint8Array): void;
  /** At or after the instant set, never before. */
  onDeadline(now: Micros): void;
  onLoaded(now: Micros, name: string, bytes: Uint8Array | undefined): void;
  onStored(now: Micros, name: string, ok: boolean): void;
  onChildExit(now: Micros, child: NodeName, cause: ExitCause): void;
  /** After the last input of a turn: flush, release, emit. */
  onTurnEnd(now: Micros): void;
  digest?(now: Micros, into: Digest): void;
}

export interface ListenOptions {
  readonly tls?: string;
  readonly datagram?: boolean;
  readonly backlog?: number;
  /** Other processes may listen there as well; each connection goes to one of them. */
  readonly shared?: boolean;
}

/** What a machine may ask of its surroundings. No call re-enters the machine. */
export interface Host {
  listen(listener: ListenerId, at: Address, options: ListenOptions): void;
  unlisten(listener: ListenerId): void;
  connect(conn: ConnId, to: Address): void;
  /** Returns how many bytes were accepted: 0 before `onConnect` and after `end()`. */
  write(conn: ConnId, bytes: Uint8Array): number;
  /** Offers what is held again, in a later input, never re-entrantly. */
  resume(conn: ConnId): void;
  /** FIN after what was accepted. */
  end(conn: ConnId): void;
  /** RST; a plain close where the transport has none (Unix sockets). */
  reset(conn: ConnId): void;
  sendDatagram(to: Address, bytes: Uint8Array): void;
  /** One per machine; replaces the last. */
  setDeadline(at: Micros | undefined): void;
  /** A second reading of the clock; the reference never calls it, some defects do. */
  clock(): Micros;
  /** Microseconds since 1970; may step. */
  wall(): number;
  /** A u32; the draws of one key do not depend on those of another. */
  random(key: number): number;
  roundTrip(conn: ConnId): Micros | undefined;
  /** False: not written. */
  append(sink: Sink, line: string): boolean;
  load(name: string): void;
  store(name: string, bytes: Uint8Array): void;
  spawn(child: NodeName, config: Uint8Array): void;
  kill(child: NodeName): void;
  exit(code: number): void;
  /** False outside the simulator. */
  buggify(site: string): boolean;
  readonly probing: boolean;
  /** `if (host.probing) host.probe(…)`; probes never enter the hash. */
  probe(event: ProbeEvent): void;
}
