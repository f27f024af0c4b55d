// What a worker's connections with clients and back ends do, as the worker sees it: when they begin, when
// something passes, where requests of HTTP/1 begin and end, who ends them. How much passes is told, what
// passes is not. Nothing here is judged.
import type { ConnectOutcome, TraceEvent } from "../../sim/index.ts";
import { type Http1Request, Http1RequestCutter } from "./http1-requests.ts";
import type { Observation } from "./observation.ts";
import { workerOf } from "./worker-name.ts";

type Side = "front" | "back";

interface OnLink<Kind extends string> {
  readonly kind: Kind;
  readonly at: number;
  /** The ordinal of the connection in the run. */
  readonly link: number;
  readonly worker: number;
  /** Towards a client, or towards a back end. */
  readonly side: Side;
}

/** The worker accepted a client, or dialled a back end. */
export interface TrafficOpened extends OnLink<"traffic-opened"> {
  /** Of the listener, or of the back end, with its port. */
  readonly address: string;
  /** The worker's own number for it, as in its slots. */
  readonly conn: number;
}

/** A dial has come to its end. */
export interface TrafficSettled extends OnLink<"traffic-settled"> {
  readonly outcome: ConnectOutcome;
}

/** The worker wrote bytes, or took some; the peer wrote some, or took some. */
export interface TrafficPassed extends OnLink<"traffic-passed"> {
  readonly by: "proxy" | "peer";
  readonly act: "wrote" | "took";
  readonly bytes: number;
  /** Where the bytes begin with the status line of an answer. */
  readonly status: number | undefined;
}

/** A request of HTTP/1 that the worker takes from a client, or writes to a back end. */
export interface TrafficRequest extends OnLink<"traffic-request"> {
  readonly phase: "begun" | "head" | "ended";
  /** With its head; empty before and after. */
  readonly method: string;
  readonly label: string;
}

/** One side sent a FIN or a RST, and as the worker came to know of it. */
export interface TrafficEnded extends OnLink<"traffic-ended"> {
  readonly by: "proxy" | "peer";
  readonly how: "fin" | "reset";
}

/** A partition or a stall is in the way of what the peer writes, or no longer. */
export interface TrafficObstructed extends OnLink<"traffic-obstructed"> {
  readonly isObstructed: boolean;
}

/** An actor's own number for a connection, as in its exchanges. */
export interface PeerJoined {
  readonly kind: "peer-joined";
  readonly at: number;
  readonly link: number;
  readonly actor: string;
  readonly conn: number;
  readonly role: "client" | "origin";
  /** Whom a client dialled, or where an origin accepted. */
  readonly address: string;
}

/** A client knows what became of its dial. */
export interface PeerSettled {
  readonly kind: "peer-settled";
  readonly at: number;
  readonly link: number;
  readonly actor: string;
  readonly outcome: ConnectOutcome;
}

export type TrafficObservation =
  | TrafficOpened
  | TrafficSettled
  | TrafficPassed
  | TrafficRequest
  | TrafficEnded
  | TrafficObstructed
  | PeerJoined
  | PeerSettled;

export const trafficKinds: readonly TrafficObservation["kind"][] = [
  "traffic-opened",
  "traffic-settled",
  "traffic-passed",
  "traffic-request",
  "traffic-ended",
  "traffic-obstructed",
  "peer-joined",
  "peer-settled",
];

type Of<Kind extends TraceEvent["kind"]> = TraceEvent & { readonly kind: Kind };

interface Watched {
  readonly node: string;
  readonly worker: number;
  readonly side: Side;
  /** Who is at the other end; empty until it has accepted. */
  peer: string;
  isObstructed: boolean;
  /** The requests on it, as the worker takes or writes them. */
  readonly cutter: Http1RequestCutter;
  /** Where the cutter puts what it finds. */
  into: Observation[];
}

export class TrafficWatch {
  private readonly sockets = new Map<number, Watched>();
  /** Dials of clients, until they are known to have succeeded. */
  private readonly dialling = new Set<number>();
  private readonly emit: (observation: Observation) => void;

  /** What befalls the network is no part of anybody's turn: it is handed on at once. */
  constructor(emit: (observation: Observation) => void) {
    this.emit = emit;
  }

  /** What a node takes stands apart from what it does. */
  see(event: TraceEvent, taken: Observation[], done: Observation[]): void {
    switch (event.kind) {
      case "data":
        this.passed(event, taken);
        return;
      case "write":
        this.passed(event, done);
        return;
      case "connect":
        this.dialled(event, done);
        return;
      case "accept":
        this.accepted(event, taken);
        return;
      case "connected":
        this.settled(event, taken);
        return;
      case "ended":
      case "was-reset":
        this.finished(event, taken);
        return;
      case "end":
      case "reset":
        this.finished(event, done);
        return;
      case "fault":
        this.obstructed(event);
        return;
      default:
        return;
    }
  }

  private dialled({ node, link, conn, at, to }: Of<"connect">, done: Observation[]): void {
    if (to.kind !== "inet") return;
    const worker = workerOf(node);
    const address = `${to.host}:${to.port}`;
    if (worker === undefined) {
      this.dialling.add(link);
      done.push({ kind: "peer-joined", at, link, actor: node, conn, role: "client", address });
    } else {
      this.watch(node, link, { worker, side: "back", peer: "" });
      done.push({ kind: "traffic-opened", at, link, worker, side: "back", address, conn });
    }
  }

  private accepted(
    { node, link, conn, at, opener, facts }: Of<"accept">,
    taken: Observation[],
  ): void {
    const { local } = facts;
    if (local.kind !== "inet") return;
    const worker = workerOf(node);
    const address = `${local.host}:${local.port}`;
    if (worker === undefined) {
      const watched = this.sockets.get(link);
      if (watched !== undefined) watched.peer = node;
      taken.push({ kind: "peer-joined", at, link, actor: node, conn, role: "origin", address });
    } else {
      this.watch(node, link, { worker, side: "front", peer: opener });
      taken.push({ kind: "traffic-opened", at, link, worker, side: "front", address, conn });
    }
  }

  private settled({ node, link, at, outcome }: Of<"connected">, taken: Observation[]): void {
    const watched = this.sockets.get(link);
    if (this.dialling.delete(link)) {
      taken.push({ kind: "peer-settled", at, link, actor: node, outcome });
    } else if (watched?.side === "back") {
      const { worker, side } = watched;
      taken.push({ kind: "traffic-settled", at, link, worker, side, outcome });
    }
  }

  private passed({ node, link, at, bytes, kind }: Of<"write" | "data">, into: Observation[]): void {
    const watched = this.sockets.get(link);
    if (watched === undefined || bytes.length === 0) return;
    const { worker, side } = watched;
    const isProxy = node === watched.node;
    const act = kind === "write" ? "wrote" : "took";
    const status = isProxy && act === "wrote" && side === "front" ? statusOf(bytes) : undefined;
    const by = isProxy ? "proxy" : "peer";
    into.push({
      kind: "traffic-passed",
      at,
      link,
      worker,
      side,
      by,
      act,
      bytes: bytes.length,
      status,
    });
    if (!isProxy) return;
    const { cutter } = watched;
    watched.into = into;
    if ((act === "took") === (side === "front")) {
      cutter.push(at, bytes);
    } else if (cutter.mayBeTunnel) {
      const answer = statusOf(bytes);
      if (answer !== undefined) cutter.answered(at, answer);
    }
  }

  private finished(
    { node, link, at, kind }: Of<"end" | "ended" | "reset" | "was-reset">,
    into: Observation[],
  ): void {
    const watched = this.sockets.get(link);
    if (watched?.node !== node) return;
    const { worker, side } = watched;
    const by = kind === "end" || kind === "reset" ? "proxy" : "peer";
    const how = kind === "end" || kind === "ended" ? "fin" : "reset";
    into.push({ kind: "traffic-ended", at, link, worker, side, by, how });
  }

  private obstructed({ at, fault, detail }: Of<"fault">): void {
    const isObstructed = fault === "partition" || fault === "stall";
    if (!isObstructed && fault !== "heal") return;
    for (const [link, watched] of this.sockets) {
      const { node, worker, side, peer } = watched;
      if (watched.isObstructed === isObstructed) continue;
      if (isObstructed && !covers(detail, peer, node)) continue;
      watched.isObstructed = isObstructed;
      this.emit({ kind: "traffic-obstructed", at, link, worker, side, isObstructed });
    }
  }

  private watch(
    node: string,
    link: number,
    { worker, side, peer }: Pick<Watched, "worker" | "side" | "peer">,
  ): void {
    const tell = (at: number, phase: TrafficRequest["phase"], request: Http1Request): void => {
      watched.into.push({ kind: "traffic-request", at, link, worker, side, phase, ...request });
    };
    const cutter = new Http1RequestCutter({
      begun: (at) => {
        tell(at, "begun", nobody);
      },
      head: (at, request) => {
        tell(at, "head", request);
      },
      ended: (at) => {
        tell(at, "ended", nobody);
      },
    });
    const watched: Watched = {
      node,
      worker,
      side,
      peer,
      isObstructed: false,
      cutter,
      into: [],
    };
    this.sockets.set(link, watched);
  }
}

const nobody: Http1Request = { method: "", label: "" };
/** Whether an obstacle, as a trace words it ("a > b", "a <> *"), is on the way between two nodes. */
function covers(detail: string, from: string, to: string): boolean {
  const [left = "", arrow, right = ""] = detail.split(" ");
  const isOnWay = meets(left, from) && meets(right, to);
  return isOnWay || (arrow === "<>" && meets(left, to) && meets(right, from));
}

function meets(name: string, node: string): boolean {
  return name === "*" || name === node;
}

/** `HTTP/1.` and a minor version of 0 or 1, as far as every status line of HTTP/1 has it. */
const versionOctets = [72, 84, 84, 80, 47, 49, 46];
const statusAt = 9;
const statusLineBytes = 12;
const space = 32;
const zero = 48;

/** Octet by octet, since every write to a client is looked at. */
function statusOf(bytes: Uint8Array): number | undefined {
  if (bytes.length < statusLineBytes || bytes[statusAt - 1] !== space) return undefined;
  if (!versionOctets.every((octet, at) => bytes[at] === octet)) return undefined;
  const minor = (bytes[versionOctets.length] ?? 0) - zero;
  if (minor !== 0 && minor !== 1) return undefined;
  let status = 0;
  for (let at = statusAt; at < statusLineBytes; at += 1) {
    const digit = (bytes[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) return undefined;
    status = status * 10 + digit;
  }
  return status;
}
