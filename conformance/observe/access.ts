// What is seen of the access log: a record that a worker wrote, one that it could not write, and, so that
// records can be held against who was there, each connection between a worker and a peer of its data
// plane with the round trip of its handshake. Lines are read by the format of the target; nothing is
// judged here.
import type { Address, TlsFacts, TraceEvent } from "../../sim/index.ts";
import type { AccessFormat } from "../model/access/format.ts";
import type { AccessRecord } from "../model/access/record.ts";
import { workerOf } from "./worker-name.ts";

/** A worker wrote a line to its access log. */
export interface AccessLogged {
  readonly kind: "access";
  readonly at: number;
  readonly worker: number;
  readonly line: string;
  /** Undefined: the line is none of the format. */
  readonly record: AccessRecord | undefined;
}

/** A worker wrote a line, and the sink of its access log did not take it. */
export interface AccessRefused {
  readonly kind: "access-refused";
  readonly at: number;
  readonly worker: number;
}

/** A connection of the data plane stands. */
export interface PeerLinked {
  readonly kind: "peer-linked";
  readonly at: number;
  readonly worker: number;
  readonly side: "front" | "back";
  /** The ordinal of the connection in the run. */
  readonly link: number;
  /** The client, or who listens where the back end would. */
  readonly peer: string;
  /** Of the peer, as `host:port`. */
  readonly address: string;
  /** Of a client: where the proxy listens that it came to. */
  readonly listener: string | undefined;
  /** Of a client behind TLS: what its handshake came to. */
  readonly tls: TlsFacts | undefined;
  /** From the first segment of the handshake to its answer, at whoever opened it. */
  readonly rttMicros: number;
}

export type AccessObservation = AccessLogged | AccessRefused | PeerLinked;

type Of<Kind extends TraceEvent["kind"]> = TraceEvent & { readonly kind: Kind };

interface Accepted {
  readonly node: string;
  readonly opener: string;
  readonly from: Address;
  readonly tls: TlsFacts | undefined;
}

/** What is known of a connection until it stands. */
interface Opening {
  readonly openedAt: number;
  readonly to: Address;
  accepted: Accepted | undefined;
  rttMicros: number | undefined;
}

export class AccessWatch {
  private readonly format: AccessFormat;
  private readonly openings = new Map<number, Opening>();

  constructor(format: AccessFormat) {
    this.format = format;
  }

  see(event: TraceEvent): AccessObservation | undefined {
    switch (event.kind) {
      case "append":
        return this.appended(event);
      case "fault":
        return this.refused(event);
      case "connect":
        this.connecting(event);
        return undefined;
      case "accept":
        return this.accepted(event);
      case "connected":
        return this.connected(event);
      default:
        return undefined;
    }
  }

  private appended({ at, node, line }: Of<"append">): AccessLogged | undefined {
    const worker = workerOf(node);
    if (worker === undefined) return undefined;
    return { kind: "access", at, worker, line, record: this.format.read(line) };
  }

  private refused({ at, node, fault, detail }: Of<"fault">): AccessRefused | undefined {
    const worker = workerOf(node);
    if (worker === undefined || fault !== "append" || detail !== "access") return undefined;
    return { kind: "access-refused", at, worker };
  }

  /** Connections of the control plane are made of other addresses. */
  private connecting({ at, link, to }: Of<"connect">): void {
    if (to.kind !== "inet") return;
    this.openings.set(link, { openedAt: at, to, accepted: undefined, rttMicros: undefined });
  }

  private accepted({
    at,
    link,
    node,
    opener,
    facts,
    secured,
  }: Of<"accept">): PeerLinked | undefined {
    const opening = this.openings.get(link);
    if (opening === undefined) return undefined;
    opening.accepted = { node, opener, from: facts.remote, tls: secured };
    return this.stood(at, link, opening);
  }

  private connected({ at, link, outcome }: Of<"connected">): PeerLinked | undefined {
    const opening = this.openings.get(link);
    if (opening === undefined) return undefined;
    if (outcome !== "connected") {
      this.openings.delete(link);
      return undefined;
    }
    opening.rttMicros = at - opening.openedAt;
    return this.stood(at, link, opening);
  }

  /** Both ends know of it. */
  private stood(at: number, link: number, opening: Opening): PeerLinked | undefined {
    const { accepted, rttMicros, to } = opening;
    if (accepted === undefined || rttMicros === undefined) return undefined;
    this.openings.delete(link);
    const { node, opener, from, tls } = accepted;
    const front = workerOf(node);
    const worker = front ?? workerOf(opener);
    if (worker === undefined) return undefined;
    const isFront = front !== undefined;
    return {
      kind: "peer-linked",
      at,
      worker,
      link,
      rttMicros,
      side: isFront ? "front" : "back",
      peer: isFront ? opener : node,
      address: textOf(isFront ? from : to),
      listener: isFront ? textOf(to) : undefined,
      tls: isFront ? tls : undefined,
    };
  }
}

function textOf(address: Address): string {
  switch (address.kind) {
    case "inet":
      return `${address.host}:${address.port}`;
    case "unix":
      return address.path;
    case "node":
      return address.node;
  }
}
