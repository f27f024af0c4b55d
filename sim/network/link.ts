// A connection: two ends and two directions. Plain state; the transport is what acts on it.

import type { Address, ClientHello, ConnectOutcome, ConnId, Micros } from "../machine.ts";
import type { SimNode } from "../node/node.ts";
import type { Listener } from "./listeners.ts";
import type { Pipe } from "./pipe.ts";

/** One end, as its process sees it. Fields stand in the order of their use. */
export class Endpoint {
  conn: ConnId = 0;
  /** Nothing reaches the machine any more, and nothing it asks has an effect. */
  finished = false;
  connected = false;
  outEnded = false;
  /** Undefined until the handshake found whom it reaches. */
  node: SimNode | undefined = undefined;
  /** Run-wide ordinal of the link. */
  readonly ordinal: number;
  /** The direction this end writes, and the one it reads. */
  readonly out: Pipe;
  readonly incoming: Pipe;
  readonly link: Link;
  /** Whether this end called `connect()`. */
  readonly opener: boolean;
  inEnded = false;
  /** Its host vanished without a word. */
  silent = false;

  constructor(link: Link, opener: boolean, out: Pipe, incoming: Pipe) {
    this.link = link;
    this.ordinal = link.ordinal;
    this.opener = opener;
    this.out = out;
    this.incoming = incoming;
    out.from = this;
    incoming.to = this;
  }
}

type Opening = Pick<Link, "ordinal" | "to" | "openedAt" | "nth">;

export class Link {
  /** Run-wide ordinal, from 1. */
  readonly ordinal: number;
  readonly to: Address;
  readonly opener: Endpoint;
  readonly acceptor: Endpoint;
  readonly openedAt: Micros;
  /** Which connection of its opener it is, from 1. */
  readonly nth: number;
  outcome: ConnectOutcome | undefined = undefined;
  /** Set when the opener learns the outcome. */
  roundTrip: Micros | undefined = undefined;
  /** The listener it reached; undefined for a channel between nodes. */
  listener: Listener | undefined = undefined;
  /** Of a client that speaks TLS. */
  hello: ClientHello | undefined = undefined;
  released = false;

  constructor({ ordinal, to, openedAt, nth }: Opening, pipes: readonly [Pipe, Pipe]) {
    const [forth, back] = pipes;
    this.ordinal = ordinal;
    this.nth = nth;
    this.to = to;
    this.openedAt = openedAt;
    this.opener = new Endpoint(this, true, forth, back);
    this.acceptor = new Endpoint(this, false, back, forth);
  }
}
