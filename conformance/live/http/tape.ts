// What actors that speak HTTP did and saw on real sockets, written down as the events of a simulated
// run, so that the same observer reads both. Of the proxy only the other end of these connections is
// known: it stands as one worker that takes a byte when it was sent and sends one when it was taken.
// Whoever judges by instants allows for that.
import type {
  AcceptFacts,
  Address,
  ConnectOutcome,
  ProbeEvent,
  TlsFacts,
  TraceEvent,
} from "../../../sim/index.ts";

/** The proxy, as far as its peers see it. */
const proxyNode = "worker-0";

export type InetAddress = Extract<Address, { readonly kind: "inet" }>;

interface Link {
  readonly link: number;
  readonly isClient: boolean;
  /** The actor's own number for it, and the proxy's. */
  readonly conn: number;
  readonly farConn: number;
}

/** Of a connection that stands. */
interface Ends {
  readonly local: InetAddress;
  readonly remote: InetAddress;
  /** What its handshake came to, where it had one. */
  readonly tls: TlsFacts | undefined;
}

export class Tape {
  readonly events: TraceEvent[] = [];
  private links = 0;

  actor(name: string): ActorTape {
    return new ActorTape(this, name);
  }

  /** The next connection; a number that a node opens is even. */
  link(conn: number, isClient: boolean): Link {
    this.links += 1;
    const link = this.links;
    return { link, isClient, conn, farConn: 2 * link + (isClient ? 1 : 0) };
  }
}

/** One actor's part of a tape. */
export class ActorTape {
  /** The instant of what the actor is told, and of what it does then. */
  at = 0;
  private readonly tape: Tape;
  private readonly node: string;
  private readonly links = new Map<number, Link>();
  /** What the proxy sees of this turn when it is over. */
  private readonly seen: TraceEvent[] = [];

  constructor(tape: Tape, node: string) {
    this.tape = tape;
    this.node = node;
  }

  /** Where the next event will stand. */
  get place(): number {
    return this.tape.events.length;
  }

  dialled(conn: number, to: Address): void {
    const { link } = this.open(conn, true);
    this.add({ ...this.here, kind: "connect", conn, link, to });
  }

  settled(conn: number, outcome: ConnectOutcome, { local, remote, tls }: Ends): void {
    const known = this.links.get(conn);
    if (known === undefined) return;
    const { link, farConn } = known;
    if (outcome === "connected") {
      // To the proxy the client is the remote end.
      const facts = { listener: 0, local: remote, remote: local, credentials: undefined };
      const opened = { conn: farConn, link, opener: this.node, facts, secured: tls };
      this.proxy({ ...this.there, kind: "accept", ...opened });
    }
    this.add({ ...this.here, kind: "connected", conn, link, outcome });
  }

  accepted(conn: number, facts: AcceptFacts): void {
    const { link, farConn } = this.open(conn, false);
    const far = { ...this.there, conn: farConn, link };
    this.proxy({ ...far, kind: "connect", to: facts.local });
    this.add({ ...this.here, kind: "accept", conn, link, opener: proxyNode, facts });
    this.seen.push({ ...far, kind: "connected", outcome: "connected" });
  }

  /** The machine took bytes, which stands before all that it did with them. */
  took(conn: number, bytes: Uint8Array, place: number): void {
    const known = this.links.get(conn);
    if (known === undefined || bytes.length === 0) return;
    const { link, farConn, isClient } = known;
    const { here, there } = this;
    this.tape.events.splice(
      place,
      0,
      { ...there, kind: "write", conn: farConn, link, opener: !isClient, bytes },
      { ...there, kind: "turn" },
      { ...here, kind: "data", conn, link, opener: isClient, bytes },
    );
  }

  /** `bytes` are nobody else's. */
  wrote(conn: number, bytes: Uint8Array): void {
    const known = this.links.get(conn);
    if (known === undefined || bytes.length === 0) return;
    const { link, farConn, isClient } = known;
    const { here, there } = this;
    this.add({ ...here, kind: "write", conn, link, opener: isClient, bytes });
    this.seen.push({ ...there, kind: "data", conn: farConn, link, opener: !isClient, bytes });
  }

  /** The proxy ended its side, or both. */
  over(conn: number, kind: "ended" | "was-reset"): void {
    const known = this.links.get(conn);
    if (known === undefined) return;
    const { link, farConn } = known;
    this.proxy({ ...this.there, kind: kind === "ended" ? "end" : "reset", conn: farConn, link });
    this.add({ ...this.here, kind, conn, link });
  }

  /** The actor ended its side, or both. */
  finished(conn: number, kind: "end" | "reset"): void {
    const known = this.links.get(conn);
    if (known === undefined) return;
    const { link, farConn } = known;
    this.add({ ...this.here, kind, conn, link });
    const seen = kind === "end" ? "ended" : "was-reset";
    this.seen.push({ ...this.there, kind: seen, conn: farConn, link });
  }

  probed(event: ProbeEvent): void {
    this.add({ ...this.here, kind: "probe", event });
  }

  turnEnded(): void {
    this.add({ ...this.here, kind: "turn" });
    if (this.seen.length === 0) return;
    this.tape.events.push(...this.seen, { ...this.there, kind: "turn" });
    this.seen.length = 0;
  }

  private get here(): { readonly at: number; readonly node: string } {
    return { at: this.at, node: this.node };
  }

  private get there(): { readonly at: number; readonly node: string } {
    return { at: this.at, node: proxyNode };
  }

  private open(conn: number, isClient: boolean): Link {
    const link = this.tape.link(conn, isClient);
    this.links.set(conn, link);
    return link;
  }

  private add(event: TraceEvent): void {
    this.tape.events.push(event);
  }

  /** What the proxy did before the actor came to know of it. */
  private proxy(event: TraceEvent): void {
    this.tape.events.push(event, { ...this.there, kind: "turn" });
  }
}
