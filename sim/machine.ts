// The shape of anything that can be placed in the world: master, worker, operator, renewer, HTTP
// client, origin. A machine is synchronous, gets the time with each input, and acts only through
// the Host it was given. This file holds the two interfaces and the plain facts they exchange; it
// deliberately holds no behaviour. `reference/` declares the host it needs in a file of its own.

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

/** What a client says first on a TLS connection. */
export interface ClientHello {
  readonly serverName: string | undefined;
  readonly alpn: string;
  /** What both sides agree on; TLS 1.3 with its usual cipher unless told. */
  readonly version?: string;
  readonly cipher?: string;
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

/** A look into a machine for checkers. Never enters the hash; each testee has kinds of its own. */
export interface ProbeEvent {
  readonly kind: string;
}

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
  connect(conn: ConnId, to: Address, hello?: ClientHello): void;
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
