// The HTTP/2 connections of a run as the checkers of H2 see them: which streams are open on the proxy's
// side, who reset what, who said GOAWAY and who ended the connection. It judges nothing. What the proxy
// took and what it wrote counts; a frame on its way is nobody's yet.
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import { frameFlags, frameTypes } from "../../observe/http2-cutter.ts";
import type { Http2Frame, LegEnded, LegOpened } from "../../observe/http2.ts";
import type { Observation } from "../../observe/observation.ts";
import { Ledger } from "../flow/ledger.ts";

const resetBytes = 4;
const goawayBytesMin = 8;

export interface Stream {
  readonly id: number;
  readonly openedAt: number;
  /** The index of its HEADERS. */
  readonly index: number;
  /** When all of the header block that opens it was there; a frame of HEADERS may hold but the first part. */
  headAt: number | undefined;
  /** The last HEADERS or DATA of either side. */
  movedAt: number;
  openerEnded: boolean;
  otherEnded: boolean;
  closedAt: number | undefined;
  /** The one that did not open it has begun to answer. */
  isAnswered: boolean;
}

export interface Reset {
  readonly at: number;
  readonly stream: number;
  readonly by: "proxy" | "peer";
  readonly code: number;
}

export interface Goaway {
  readonly at: number;
  readonly index: number;
  readonly lastStream: number;
  readonly code: number;
}

export interface Connection {
  readonly connection: number;
  readonly worker: number;
  readonly leg: "client" | "origin";
  readonly peer: string;
  readonly conn: number;
  readonly streams: Map<number, Stream>;
  /** What its peer lets the proxy send. */
  readonly ledger: Ledger;
  /** How many of them are open. */
  openCount: number;
  /** The last instant in which any ended, and how many did. */
  readonly endings: { at: number; count: number };
  readonly resets: Reset[];
  readonly goaways: { readonly proxy: Goaway[]; readonly peer: Goaway[] };
  end: Pick<LegEnded, "at" | "by" | "how"> | undefined;
}

export class Connections {
  private readonly byLink = new Map<number, Connection>();
  private readonly byPeer = new Map<string, Connection>();

  observe(observation: Observation, index: number): void {
    if (observation.kind === "leg-opened") this.opened(observation);
    else if (observation.kind === "leg-ended") this.ended(observation);
    else if (observation.kind === "http2-frame") {
      const known = this.on(observation);
      if (known !== undefined) take(known, observation, index);
    }
  }

  /** The connection of a frame that the proxy took or wrote; undefined for one on its way. */
  on({ connection, phase, by }: Http2Frame): Connection | undefined {
    const isProxys = phase === (by === "proxy" ? "written" : "taken");
    return isProxys ? this.byLink.get(connection) : undefined;
  }

  /** Where an exchange of HTTP/2 took place. */
  of({ actor, conn, protocol }: ExchangeEnded): Connection | undefined {
    return protocol === "h2" ? this.byPeer.get(`${actor} ${conn}`) : undefined;
  }

  /** The one with such an ordinal in the run. */
  at(link: number): Connection | undefined {
    return this.byLink.get(link);
  }

  all(): Iterable<Connection> {
    return this.byLink.values();
  }

  private opened({ connection, worker, leg, peer, conn }: LegOpened): void {
    const opened: Connection = {
      connection,
      worker,
      leg,
      peer,
      conn,
      streams: new Map(),
      ledger: new Ledger(leg === "origin"),
      openCount: 0,
      endings: { at: 0, count: 0 },
      resets: [],
      goaways: { proxy: [], peer: [] },
      end: undefined,
    };
    this.byLink.set(connection, opened);
    this.byPeer.set(`${peer} ${conn}`, opened);
  }

  private ended({ connection, at, by, how }: LegEnded): void {
    const known = this.byLink.get(connection);
    if (known !== undefined) known.end ??= { at, by, how };
  }
}

function take(known: Connection, frame: Http2Frame, index: number): void {
  const { at, by, code, stream } = frame;
  if (by === "proxy") known.ledger.wrote(frame);
  else known.ledger.took(frame);
  switch (frame.type) {
    case frameTypes.resetStream:
      // RFC 9113 §6.4: of a stream that never was it is an error of the connection.
      if (!known.streams.has(stream) || frame.lengthBytes !== resetBytes) return;
      known.resets.push({ at, stream, by, code });
      close(known, known.streams.get(stream), at);
      return;
    case frameTypes.goaway:
      // RFC 9113 §6.8: only there it says anything.
      if (stream !== 0 || frame.lengthBytes < goawayBytesMin) return;
      known.goaways[by].push({ at, index, lastStream: frame.lastStream, code });
      return;
    case frameTypes.headers:
      message(known, frame, index);
      block(known, frame);
      return;
    case frameTypes.data:
      message(known, frame, index);
      return;
    case frameTypes.continuation:
      block(known, frame);
      return;
    default:
  }
}

/** Clients open streams, and the proxy does towards back ends. */
export function isOpener({ leg }: Connection, by: Http2Frame["by"]): boolean {
  return by === (leg === "client" ? "peer" : "proxy");
}

/** Whether these HEADERS open a stream, asked before they are told. */
export function opens(connection: Connection, frame: Http2Frame): boolean {
  return (
    frame.type === frameTypes.headers &&
    isOpener(connection, frame.by) &&
    !connection.streams.has(frame.stream)
  );
}

function message(known: Connection, frame: Http2Frame, index: number): void {
  const { at, by, stream: id, endsStream } = frame;
  const byOpener = isOpener(known, by);
  if (opens(known, frame)) {
    known.streams.set(id, {
      id,
      openedAt: at,
      headAt: undefined,
      index,
      movedAt: at,
      openerEnded: false,
      otherEnded: false,
      closedAt: undefined,
      isAnswered: false,
    });
    known.openCount += 1;
  }
  const stream = known.streams.get(id);
  if (stream === undefined) return;
  stream.movedAt = at;
  if (!byOpener) stream.isAnswered = true;
  if (!endsStream) return;
  if (byOpener) stream.openerEnded = true;
  else stream.otherEnded = true;
  if (stream.openerEnded && stream.otherEnded) close(known, stream, at);
}

function block(known: Connection, { at, by, stream: id, flags }: Http2Frame): void {
  const stream = known.streams.get(id);
  if (stream === undefined || !isOpener(known, by)) return;
  if ((flags & frameFlags.endHeaders) !== 0) stream.headAt ??= at;
}

function close(known: Connection, stream: Stream | undefined, at: number): void {
  if (stream === undefined || stream.closedAt !== undefined) return;
  stream.closedAt = at;
  known.openCount -= 1;
  const { endings } = known;
  endings.count = endings.at === at ? endings.count + 1 : 1;
  endings.at = at;
}
